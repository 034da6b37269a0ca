"""Captions drawn into the picture: fonts, colours of the picture, encoding."""
