"""Cheetah ASC and CAP."""
