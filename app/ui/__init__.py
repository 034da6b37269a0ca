"""The Reflex pages."""
