"""Sharing: links to a job's outputs that end by themselves."""
