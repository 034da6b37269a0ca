"""The way of a file: detect, read, convert, inspect."""
