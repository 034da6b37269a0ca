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
from app.locale import translate
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


def page(output: Output, link: Link, language: str) -> HTMLResponse:
    """The page of a link that still opens its file."""
    ends = f"{link.expires_at:%Y-%m-%d %H:%M} UTC"
    facts = [
        (translate("Size", language), size_text(output.size, language)),
        (translate("Ends", language), ends),
    ]
    if link.max_downloads is not None:
        used = translate("{count} of {most} used", language)
        count = used.format(count=f"{link.download_count:,}", most=f"{link.max_downloads:,}")
        facts.append((translate("Downloads", language), count))
    listed = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts)
    words = translate("Download", language)
    button = f'<a class="button" href="?download=1" download>{words}</a>'
    look = _look(output, language) if link.max_downloads is None else ""
    return html_page(output.file_name, f"<dl>{listed}</dl>{look}{button}", language=language)


def _look(output: Output, language: str) -> str:
    if (show := _SHOWN.get(_kind(output))) is not None:
        return show(escape(output.file_name))
    first = outputs.text_preview(output, _BYTES).splitlines()[:_LINES]
    lines = escape("\n".join(first).strip())
    label = translate("First lines of the file", language)
    return f'<pre tabindex="0" aria-label="{label}">{lines}</pre>' if lines else ""


def _kind(output: Output) -> str:
    return output.media_type.partition("/")[0]
