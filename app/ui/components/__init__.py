"""Parts that pages are made of; their names are nouns."""
