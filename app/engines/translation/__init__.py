"""Machine translation adapters."""
