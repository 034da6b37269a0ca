"""Sandbox jobs, which touch no engine."""
