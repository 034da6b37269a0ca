"""HTTP client for untrusted URLs (SSRF protection): every address is checked before connecting."""
