"""Servers that tests start: PostgreSQL, S3, and receivers of webhooks."""
