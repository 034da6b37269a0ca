"""What the API takes and answers, one noun a file."""
