"""Components: the reusable parts of pages."""
