"""Forwarded headers, which are trusted only from the proxies in the settings.

`Forwarded` (RFC 7239) comes before `X-Forwarded-For`, `-Proto` and `-Host`. Each proxy adds to the right, so
the client is the rightmost address that is not a trusted proxy; what stands further left is not trusted.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.settings import get_settings

THROUGH_PROXY = "cuedeck.through_proxy"
"""In the scope, whether a trusted proxy has forwarded this."""
_PAIR = re.compile(r"""\s*([a-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]+))\s*""", re.IGNORECASE)
_ELEMENT = re.compile(r"""(?:[^",]|"(?:[^"\\]|\\.)*")+""")


class ProxyHeaders:
    """ASGI middleware that sets client, scheme and Host to what the client used."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Change nothing unless the request comes from a trusted proxy."""
        if scope["type"] in ("http", "websocket") and _trusted((scope["client"] or ("",))[0]):
            hop = _hop(Headers(scope=scope))
            headers = _with_host(scope["headers"], hop.get("host"))
            scope = {**scope, "headers": headers, THROUGH_PROXY: bool(hop)}
            if (scheme := hop.get("proto", "").lower()) in ("http", "https"):
                scope["scheme"] = scheme if scope["type"] == "http" else scheme.replace("http", "ws")
            if client := address(hop.get("for", "")):
                scope["client"] = (str(client), 0)
        await self._app(scope, receive, send)


@lru_cache(maxsize=1024)
def address(text: str) -> IPv4Address | IPv6Address | None:
    """The address in `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1` or `[2001:db8::1]:80`, or None."""
    bare = text[1:].partition("]")[0] if text.startswith("[") else text
    bare = bare.partition(":")[0] if bare.count(":") == 1 else bare
    try:
        found = ip_address(bare)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _trusted(text: str) -> bool:
    found = address(text)
    return found is not None and any(found in network for network in get_settings().trusted_proxies)


def _hop(headers: Headers) -> dict[str, str]:
    """What the outermost trusted proxy said: `for`, `proto` and `host`, each if it did."""
    elements = [_pairs(text) for text in _ELEMENT.findall(",".join(headers.getlist("forwarded")))]
    if elements:
        return _client(elements)
    clients = [{"for": text.strip()} for text in _list(headers, "x-forwarded-for")]
    found = _client(clients) if clients else {}
    for name in ("proto", "host"):  # the nearest proxy's word
        if values := _list(headers, f"x-forwarded-{name}"):
            found[name] = values[-1].strip()
    return found


def _client(elements: list[dict[str, str]]) -> dict[str, str]:
    outermost = next((each for each in reversed(elements) if not _trusted(each.get("for", ""))), elements[0])
    return dict(outermost)


def _pairs(element: str) -> dict[str, str]:
    found = (_PAIR.fullmatch(pair) for pair in re.findall(r'(?:[^";]|"(?:[^"\\]|\\.)*")+', element))
    return {
        each[1].lower(): re.sub(r"\\(.)", r"\1", each[2]) if each[2] is not None else each[3]
        for each in found
        if each
    }


def _list(headers: Headers, name: str) -> list[str]:
    return [text for text in ",".join(headers.getlist(name)).split(",") if text.strip()]


def _with_host(headers: list[tuple[bytes, bytes]], host: str | None) -> list[tuple[bytes, bytes]]:
    if not host:
        return headers
    return [*(each for each in headers if each[0] != b"host"), (b"host", host.encode("latin-1"))]
