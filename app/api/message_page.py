"""A minimal HTML page for messages and errors, without scripts or external resources."""

from __future__ import annotations

import base64
import hashlib
from html import escape

from starlette.responses import HTMLResponse

from app.core.errors import AppError, RateLimited

_STYLE = """:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;
margin:20vh auto 0;padding:0 24px}h1{font-size:20px;font-weight:600;margin:0 0 8px}p{margin:0;opacity:.8}"""
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<style>{style}</style><main><h1>{title}</h1><p>{hint}</p></main></html>"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "referrer-policy": "no-referrer",
    "content-security-policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
}


def message_page(title: str, hint: str, status: int) -> HTMLResponse:
    """What happened, and what to do."""
    page = _PAGE.format(title=escape(title), hint=escape(hint), style=_STYLE)
    return HTMLResponse(page, status, _HEADERS)


def error_page(error: AppError) -> HTMLResponse:
    """An error as such a page."""
    page = message_page(error.message, error.hint, error.status)
    if isinstance(error, RateLimited):
        page.headers["retry-after"] = str(error.extra["retry_after"])
    return page
