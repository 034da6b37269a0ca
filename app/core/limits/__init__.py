"""How much is done at once: requests a minute, and threads for long work."""
