"""The presets page."""
