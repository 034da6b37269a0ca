"""HTML pages without scripts: messages, errors, and what lies behind a link."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from html import escape

from starlette.responses import HTMLResponse

from app.core.errors import AppError, RateLimited
from app.core.settings import get_settings
from app.locale import ENGLISH, translate
from app.locale.messages import translate_message

_STYLE = """:root{color-scheme:light dark;--page:light-dark(#fcfcfd,#111113);
--surface:light-dark(#fff,#18191b);
--ink:light-dark(#1c2024,#edeef0);--quiet:light-dark(#60646c,#b0b4ba);--line:light-dark(#d9d9e0,#363a3f)}
*{box-sizing:border-box;margin:0}
body{background:var(--page);color:var(--ink);font:400 14px/20px "Inter Variable",Inter,system-ui,sans-serif;
font-variant-numeric:tabular-nums;-webkit-font-smoothing:antialiased}
header{display:flex;align-items:center;gap:8px;height:48px;padding:0 24px;border-bottom:1px solid var(--line);
font-size:16px;font-weight:600;letter-spacing:-.01em}
header svg{fill:var(--ink)}header .cue{fill:#3e63dd}
main{display:flex;flex-direction:column;align-items:flex-start;gap:12px;max-width:720px;margin:0 auto;
padding:48px 24px 64px}
h1{font-size:20px;font-weight:600;line-height:28px;overflow-wrap:anywhere}
p,dl{color:var(--quiet);font-size:13px}
dl{display:flex;flex-wrap:wrap;gap:4px 16px}dl div{display:flex;gap:4px}dd{color:var(--ink)}
.button,button{display:inline-flex;align-items:center;height:32px;margin-top:4px;padding:0 12px;border:0;
border-radius:6px;background:#3e63dd;color:#fff;font-family:inherit;font-size:13px;font-weight:500;
line-height:20px;text-decoration:none;
cursor:pointer}
.button:hover,button:hover{background:light-dark(#3358d4,#5472e4)}
:focus-visible{outline:2px solid light-dark(#3e63dd,#9eb1ff);outline-offset:2px}
video,img{display:block;max-width:100%;max-height:70vh;border-radius:6px;background:#000}
video{width:100%;aspect-ratio:16/9}audio{width:100%}
pre{width:100%;max-height:360px;padding:12px 16px;overflow:auto;border:1px solid var(--line);
border-radius:6px;background:var(--surface);font:13px/20px ui-monospace,
"SF Mono","DejaVu Sans Mono",monospace;white-space:pre-wrap;overflow-wrap:anywhere}
@media(max-width:520px){header{padding:0 16px}main{padding:24px 16px 48px}.button,button{width:100%;
height:40px;justify-content:center}}"""
_PAGE = """<!doctype html><html lang="{language}"><head>
<meta charset="utf-8"><meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title} · Cuedeck</title>
<link rel="icon" href="{base}/favicon.svg"><style>{style}</style></head><body><header>{mark}Cuedeck</header>
<main><h1>{title}</h1>{body}</main></body></html>"""
_MARK = """<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
<rect x="1" y="3" width="14" height="2.5" rx="1.25"/><rect x="1" y="7" width="10" height="2.5" rx="1.25"/>
<rect class="cue" x="1" y="11" width="5" height="2.5" rx="1.25"/></svg>"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
    "content-security-policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src 'self'; "
    "media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}


def html_page(title: str, body: str, status: int = 200, language: str = ENGLISH) -> HTMLResponse:
    """A page with this `title` and, below it, this `body`, which is HTML."""
    page = _PAGE.format(
        title=escape(title),
        body=body,
        style=_STYLE,
        mark=_MARK,
        base=get_settings().base_path,
        language=language,
    )
    return HTMLResponse(page, status, _HEADERS)


def message_page(title: str, hint: str, status: int, language: str = ENGLISH) -> HTMLResponse:
    """What happened, and what to do."""
    title, hint = translate_message(title, language), translate_message(hint, language)
    return html_page(title, f"<p>{escape(hint)}</p>", status, language)


def form_page(
    title: str, hint: str, button: str, fields: Mapping[str, str], language: str = ENGLISH
) -> HTMLResponse:
    """A message with one button, which sends `fields` to the address of the page by POST."""
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in fields.items()
    )
    form = f'<form method="post">{hidden}<button>{escape(translate(button, language))}</button></form>'
    words = escape(translate(hint, language))
    page = html_page(translate(title, language), f"<p>{words}</p>{form}", language=language)
    policy = _HEADERS["content-security-policy"].replace("form-action 'none'", "form-action 'self'")
    # With this policy a browser says where the POST comes from, and no other site learns the address.
    page.headers.update({"content-security-policy": policy, "referrer-policy": "same-origin"})
    return page


def error_page(error: AppError, language: str = ENGLISH) -> HTMLResponse:
    """An error as such a page."""
    page = message_page(error.message, error.hint, error.status, language)
    if isinstance(error, RateLimited):
        page.headers["retry-after"] = str(error.extra["retry_after"])
    return page
