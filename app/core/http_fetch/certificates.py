"""The authorities that this machine trusts, read once: that takes longer than a request."""

from __future__ import annotations

import os
import ssl
from functools import cache

import httpx


def trusted() -> ssl.SSLContext:
    """What every connection of this process is checked with; SSL_CERT_FILE and SSL_CERT_DIR are heard."""
    return _read(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@cache
def _read(_file: str | None, _folder: str | None) -> ssl.SSLContext:
    return httpx.create_ssl_context()  # which looks into the environment itself
