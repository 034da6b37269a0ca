"""One file a caption format."""
