"""The client for URLs that somebody else chose: every address checked, and connected to as checked."""
