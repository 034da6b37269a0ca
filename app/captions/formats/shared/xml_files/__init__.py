"""What the formats that are XML, but not TTML, have in common."""
