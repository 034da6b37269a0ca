"""Presets: the steps of jobs, what they demand, and their defaults."""
