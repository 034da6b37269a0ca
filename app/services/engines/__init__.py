"""The engines of this installation, and what works on it."""
