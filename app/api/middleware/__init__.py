"""ASGI middleware around every request, of the page and of the API."""
