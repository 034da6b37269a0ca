"""Server settings: retention, expiry, limits and engines, changed while the server runs."""
