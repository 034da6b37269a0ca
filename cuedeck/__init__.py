"""Cuedeck for programs: `from cuedeck.client import Client`."""
