"""Caption tracks out of media: which there are, which one is meant, and what is in it."""
