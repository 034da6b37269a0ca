"""Timed Text Markup Language: one reader for every profile, one writer with a dialect for each."""
