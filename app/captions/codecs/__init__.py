"""Caption codes inside video signals: CEA-608 and CEA-708."""
