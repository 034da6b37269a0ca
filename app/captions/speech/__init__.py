"""From recognised speech to captions."""
