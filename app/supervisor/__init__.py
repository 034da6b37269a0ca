"""Keeps the processes of one machine running."""
