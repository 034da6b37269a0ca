"""The document /openapi.json and its reference page."""
