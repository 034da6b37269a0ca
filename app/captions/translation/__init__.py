"""Sentences out of captions, and their translations back into them."""
