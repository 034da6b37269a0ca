"""Fingerprints of pictures and sound, and how alike two are."""
