"""What is said between a connection broker and the child that asks it: the child loads nothing else of it."""

MESSAGE_BYTES = 4096
CONNECTED, FORBIDDEN, UNKNOWN, REFUSED, TIMEOUT = "connected", "forbidden", "unknown", "refused", "timeout"
"""The first word of an answer; the second says more."""
