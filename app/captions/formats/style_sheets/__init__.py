"""Style sheets of caption files: CSS declarations, and what SAMI makes of them."""
