"""The page of one job: what it shows and plays, and everything else that is known of it."""
