"""What a job made: its addresses, what it shows and plays, and fingerprints compared."""
