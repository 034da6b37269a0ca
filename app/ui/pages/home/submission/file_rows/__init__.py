"""Rows of the uploaded files: what was detected, what was guessed in reading them, what a check found."""
