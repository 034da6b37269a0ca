"""What is in a media file."""
