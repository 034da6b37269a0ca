"""The middleware around the whole application: from proxy headers over trusted hosts to line breaks."""

from __future__ import annotations

from pathlib import Path

from starlette.types import ASGIApp

from app.api.middleware.base_path import BasePath
from app.api.middleware.cors import CrossOrigin
from app.api.middleware.line_breaks import LineBreaks
from app.api.middleware.proxy_headers import ProxyHeaders
from app.api.middleware.security_headers import SecurityHeaders
from app.api.middleware.trusted_hosts import TrustedHosts


def add_middleware(app: ASGIApp, pages: Path | None = None) -> ASGIApp:
    """`app` behind its gate; `pages` is the folder of the built pages."""
    inside = SecurityHeaders(TrustedHosts(CrossOrigin(LineBreaks(app))), pages)
    return ProxyHeaders(BasePath(inside))
