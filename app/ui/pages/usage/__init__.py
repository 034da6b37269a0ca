"""Usage: the balance, and what was used by day, job type and key."""
