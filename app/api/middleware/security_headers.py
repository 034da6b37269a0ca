"""Security headers of every response, the content security policy among them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.security import NO_PAGE_POLICY, SECURITY_HEADERS
from app.core.settings import get_settings

_WAVEFORM_STYLE = " 'sha256-5PP43BnU5yH/rFan+OMuagcJ566hafpOP2E2t5PLZic='"
"""The style sheet that wavesurfer.js puts into its own shadow tree (assets/player/waveform.jsx)."""

_A_YEAR = [(b"strict-transport-security", b"max-age=31536000")]
Header = tuple[bytes, bytes]
_API = ("/v1", "/job", "/d", "/auth", "/openapi.json", "/healthz", "/readyz", "/metrics")
_BELOW_API = tuple(f"{path}/" for path in _API)
_ALWAYS = [(name.encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]


class SecurityHeaders:
    """ASGI middleware. An answer that has a header of these already knows better and keeps it.

    `pages` is the folder of the built pages: what stands inline in them is allowed by its hash.
    """

    def __init__(self, app: ASGIApp, pages: Path | None = None) -> None:
        # By address, not by content type: a 304 has none, and its headers replace those of the kept page.
        of_page = page_policy(pages.glob("**/*.html") if pages else (), get_settings().s3.upload_origin)
        self._app, self._policies = app, {True: NO_PAGE_POLICY.encode(), False: of_page.encode()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers when the answer starts."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        secure = scope["scheme"] == "https" or get_settings().is_https
        policy = (b"content-security-policy", self._policies[is_api(scope["path"])])
        headers = [*_ALWAYS, policy, *_A_YEAR[:secure]]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = with_defaults(message["headers"], headers)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def is_api(path: str) -> bool:
    """Whether an address is the API's and no page's."""
    return path.startswith(_BELOW_API) or path in _API


def with_defaults(headers: Iterable[Header], more: Iterable[Header]) -> list[Header]:
    """The headers of an answer, and those of `more` that it has not yet."""
    given = list(headers)
    known = {name for name, _ in given}
    return [*given, *(header for header in more if header[0] not in known)]


def page_policy(files: Iterable[Path], bucket: str = "") -> str:
    """The content security policy of pages that have what these files have inline.

    `bucket` is the origin that they may send files to.
    """
    inline = _Inline()
    for file in files:
        inline.feed(file.read_text(encoding="utf-8"))
    directives = (
        "default-src 'self'",
        f"script-src 'self'{_hashes(inline.scripts)}",
        f"style-src 'self'{_hashes(inline.styles)}{_WAVEFORM_STYLE}",
        f"style-src-attr 'unsafe-hashes'{_hashes(inline.attributes)}" if inline.attributes else "",
        f"connect-src 'self' {bucket}" if bucket else "",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
    return "; ".join(filter(None, directives))


def _hashes(texts: set[str]) -> str:
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in sorted(texts))
    return "".join(f" 'sha256-{digest}'" for digest in digests)


class _Inline(HTMLParser):
    """Collects the scripts, styles and style attributes that stand in a page itself."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts, self.styles, self.attributes = set[str](), set[str](), set[str]()
        self._into: set[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if style := found.get("style"):
            self.attributes.add(style)
        self._into = {"style": self.styles, "script": None if "src" in found else self.scripts}.get(tag)

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into.add(data)

    def handle_endtag(self, tag: str) -> None:
        self._into = None
