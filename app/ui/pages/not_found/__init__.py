"""The page for an address that has none."""
