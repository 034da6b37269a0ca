"""What stands around the whole application, page and API alike: whom it believes, answers and lets read."""

from __future__ import annotations

from pathlib import Path

from starlette.types import ASGIApp

from app.api.cross_origin import CrossOrigin
from app.api.forwarded import Forwarded
from app.api.security_headers import SecurityHeaders
from app.api.trusted_hosts import TrustedHosts


def gate(app: ASGIApp, pages: Path | None = None) -> ASGIApp:
    """`app` behind its gate; `pages` is the folder of the built pages."""
    return Forwarded(SecurityHeaders(TrustedHosts(CrossOrigin(app)), pages))
