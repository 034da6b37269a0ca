"""Answers that carry files."""
