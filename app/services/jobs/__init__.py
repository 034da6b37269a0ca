"""A job's life: accepted, shown, edited, ended."""
