"""A minimal HTML page for messages and errors, without scripts or external resources."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from html import escape

from starlette.responses import HTMLResponse

from app.core.errors import AppError, RateLimited

_STYLE = """:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;
margin:20vh auto 0;padding:0 24px}h1{font-size:20px;font-weight:600;margin:0 0 8px}p{margin:0;opacity:.8}
button{font:inherit;margin-top:24px;padding:10px 20px;border:0;border-radius:8px;
background:light-dark(#18181b,#fafafa);
color:light-dark(#fff,#18181b);cursor:pointer}button:focus-visible{outline:2px solid;outline-offset:2px}"""
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<style>{style}</style><main><h1>{title}</h1><p>{hint}</p>{form}</main></html>"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "referrer-policy": "no-referrer",
    "content-security-policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
}


def message_page(title: str, hint: str, status: int) -> HTMLResponse:
    """What happened, and what to do."""
    page = _PAGE.format(title=escape(title), hint=escape(hint), style=_STYLE, form="")
    return HTMLResponse(page, status, _HEADERS)


def form_page(title: str, hint: str, button: str, fields: Mapping[str, str]) -> HTMLResponse:
    """A message with one button, which sends `fields` to the address of the page by POST."""
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in fields.items()
    )
    form = f'<form method="post">{hidden}<button>{escape(button)}</button></form>'
    page = _PAGE.format(title=escape(title), hint=escape(hint), style=_STYLE, form=form)
    policy = _HEADERS["content-security-policy"].replace("form-action 'none'", "form-action 'self'")
    # With this policy a browser says where the POST comes from, and no other site learns the address.
    headers = {**_HEADERS, "content-security-policy": policy, "referrer-policy": "same-origin"}
    return HTMLResponse(page, headers=headers)


def error_page(error: AppError) -> HTMLResponse:
    """An error as such a page."""
    page = message_page(error.message, error.hint, error.status)
    if isinstance(error, RateLimited):
        page.headers["retry-after"] = str(error.extra["retry_after"])
    return page
