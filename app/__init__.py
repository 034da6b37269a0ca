"""Cuedeck: caption and media jobs in a browser, an API and a command line."""
