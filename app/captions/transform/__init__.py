"""Changes to a document: frame rate, cut list, line breaking, edits."""
