"""Developers: API keys, the latest requests, and where the API is described."""
