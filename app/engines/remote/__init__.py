"""The HTTP client and the errors of remote engines."""
