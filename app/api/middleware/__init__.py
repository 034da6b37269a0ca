"""What stands around every request, page and API alike."""
