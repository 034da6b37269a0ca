"""Answers that carry files, and streams of events."""
