"""The page that a browser shows for a link: what the file is, a look at it, and the button that downloads it.

Opening the page takes nothing from a link. One with a download limit shows nothing of the file itself, since
whoever sees the whole of it has no need to download it any more.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.api.message_page import html_page
from app.services.files import outputs
from app.services.files.sizes import size_text
from models import Link, Output

PREVIEW = "preview"
"""The query parameter with which the page's own player asks for the file."""
_LINES, _BYTES = 16, 4000
_SHOWN: dict[str, Callable[[str], str]] = {
    "video": lambda name: (
        f'<video controls preload="metadata" src="?{PREVIEW}=1" aria-label="{name}"></video>'
    ),
    "audio": lambda name: (
        f'<audio controls preload="metadata" src="?{PREVIEW}=1" aria-label="{name}"></audio>'
    ),
    "image": lambda name: f'<img src="?{PREVIEW}=1" alt="{name}">',
}


def wanted(request: Request) -> bool:
    """Whether a person opens the link: a browser asks for HTML, programs and players do not."""
    part = PREVIEW in request.query_params or "range" in request.headers
    return not part and "text/html" in request.headers.get("accept", "")


def plays(request: Request, output: Output, link: Link) -> bool:
    """Whether the page's own player asks, for a file that the page may show: such answers are not counted."""
    return PREVIEW in request.query_params and link.max_downloads is None and _kind(output) in _SHOWN


def page(output: Output, link: Link) -> HTMLResponse:
    """The page of a link that still opens its file."""
    facts = [("Size", size_text(output.size)), ("Ends", f"{link.expires_at:%Y-%m-%d %H:%M} UTC")]
    if link.max_downloads is not None:
        facts.append(("Downloads", f"{link.download_count:,} of {link.max_downloads:,} used"))
    listed = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts)
    button = '<a class="button" href="?download=1" download>Download</a>'
    look = _look(output) if link.max_downloads is None else ""
    return html_page(output.file_name, f"<dl>{listed}</dl>{look}{button}")


def _look(output: Output) -> str:
    if (show := _SHOWN.get(_kind(output))) is not None:
        return show(escape(output.file_name))
    first = outputs.text_preview(output, _BYTES).splitlines()[:_LINES]
    lines = escape("\n".join(first).strip())
    return f'<pre tabindex="0" aria-label="First lines of the file">{lines}</pre>' if lines else ""


def _kind(output: Output) -> str:
    return output.media_type.partition("/")[0]
