"""Submission: files that were dropped, and the form that turns them into jobs."""
