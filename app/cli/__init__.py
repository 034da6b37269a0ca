"""The cuedeck command."""
