"""Style guides, checks, fixes and the quality report."""
