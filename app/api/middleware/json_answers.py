"""JSON answers for clients that ask again and again: compressed, and 304 where they have the answer already.

RFC 9110: entity tags (8.8.3), If-None-Match (13.1.2), Accept-Encoding (12.5.3). A tag is weak, since the same
JSON is sent in two encodings. Only whole answers are touched, never a stream, nor a file: it has a tag of
its own, its ranges are of its bytes as they are, and a proxy may have to send it.
"""

from __future__ import annotations

import gzip
import re
from hashlib import blake2b

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.limits import thread_pools

COMPRESSED_FROM = 4096
"""Bytes; what is shorter fits in a few packets, and would take longer to compress than to send."""
_LEVEL = 1
"""zlib's fastest: three times as fast as its usual one, for an eighth more bytes."""
_KEPT_AT_MOST, _LARGEST_KEPT = 16, 1 << 19
_REFUSED = re.compile(r";\s*q=0(\.0*)?\s*$", re.IGNORECASE)


class JsonAnswers:
    """ASGI middleware around everything that makes or keeps answers of the API."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hold back how a JSON answer begins until its body is known."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked, begun = Headers(scope=scope), None

        async def send_shorter(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start" and _is_json(message):
                begun = message
                return
            if begun is not None:
                begin, begun = begun, None
                if not message.get("more_body"):
                    begin, message = await _shortened(scope["method"], asked, begin, message)
                await send(begin)
            await send(message)

        await self._app(scope, receive, send_shorter)


def _is_json(begin: Message) -> bool:
    headers = Headers(raw=begin["headers"])
    kind = headers.get("content-type", "").partition(";")[0]
    is_file, is_encoded = "content-disposition" in headers, "content-encoding" in headers
    return kind in ("application/json", "application/problem+json") and not (is_file or is_encoded)


async def _shortened(method: str, asked: Headers, begin: Message, body: Message) -> tuple[Message, Message]:
    """The answer with its entity tag, as 304 or compressed."""
    headers, content = MutableHeaders(raw=list(begin["headers"])), body.get("body", b"")
    if method == "GET" and begin["status"] == 200:
        if "etag" not in headers:
            headers["etag"] = f'W/"{blake2b(content, digest_size=16).hexdigest()}"'
        tag = headers["etag"]
        if _has(asked.get("if-none-match", ""), tag):
            for name in ("content-length", "content-type"):
                del headers[name]
            return {**begin, "status": 304, "headers": headers.raw}, {**body, "body": b""}
    if len(content) >= COMPRESSED_FROM:
        headers.add_vary_header("Accept-Encoding")
        if _takes_gzip(asked.get("accept-encoding", "")):
            content = await _compressed_once(content)
            headers["content-encoding"], headers["content-length"] = "gzip", str(len(content))
    return {**begin, "headers": headers.raw}, {**body, "body": content}


_kept: dict[bytes, bytes] = {}
"""What was compressed last, by what it is: who polls a list is sent the same again and again."""


async def _compressed_once(content: bytes) -> bytes:
    kept = _kept.get(content)
    if kept is None:
        kept = await thread_pools.run(len(content), _compressed, content)
        if len(content) <= _LARGEST_KEPT:
            if len(_kept) >= _KEPT_AT_MOST:
                _kept.clear()
            _kept[content] = kept
    return kept


def _compressed(content: bytes) -> bytes:
    return gzip.compress(content, _LEVEL, mtime=0)


def _has(known: str, tag: str) -> bool:
    """Whether a client has what this tag names, by the weak comparison."""
    tags = {each.strip().removeprefix("W/") for each in known.split(",")}
    return tag.removeprefix("W/") in tags or "*" in tags


def _takes_gzip(accepted: str) -> bool:
    codings = [coding.strip().lower() for coding in accepted.split(",")]
    named = [coding for coding in codings if coding.partition(";")[0].strip() == "gzip"]
    named = named or [coding for coding in codings if coding.partition(";")[0].strip() == "*"]
    return any(not _REFUSED.search(coding) for coding in named)
