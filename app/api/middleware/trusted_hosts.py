"""Trusted hosts: requests with an unknown Host header get 421, because links are made from it.

Ours are the host of CUEDECK_PUBLIC_URL, those in CUEDECK_TRUSTED_HOSTS, localhost, the address that
CUEDECK_HOST names, and the very IP address that the connection arrived at: whoever opens http://192.168.1.5:8000
in the local network is served, and no name that somebody else points here is. An instance that listens on
more than this machine also answers to the machine's own names.
"""

from __future__ import annotations

import re
import socket
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.message_page import message_page
from app.api.middleware.proxy_headers import address
from app.api.problems import problem
from app.core.log import logger
from app.core.settings import Settings, get_settings

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?)(?::[0-9]{1,5})?")
_ANY = ("0.0.0.0", "::", "")  # noqa: S104 - compared with, not bound to
_LOCAL = ("localhost", "127.0.0.1", "::1")
_PROGRAMS = ("/v1", "/job", "/auth", "/openapi.json", "/healthz", "/readyz", "/metrics")
_POLICY_VIOLATION = 1008


class TrustedHosts:
    """ASGI middleware: 421 for a request to a name that is not ours."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let everything else pass."""
        if scope["type"] not in ("http", "websocket") or is_ours(scope):
            await self._app(scope, receive, send)
            return
        logger().warning("untrusted_host", host=Headers(scope=scope).get("host", "")[:100])
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        else:
            await _refusal(Request(scope))(scope, receive, send)


def is_ours(scope: Scope) -> bool:
    """Whether the request names one of our hosts; one that names none (HTTP/1.0) decides nothing."""
    given = Headers(scope=scope).getlist("host")
    if not given:
        return True
    found = _HOST.fullmatch(given[0])
    if len(given) > 1 or found is None:
        return False
    host = found[1].strip("[]").lower()
    return host in _names(get_settings()) or _arrived_at(host, scope)


def _arrived_at(host: str, scope: Scope) -> bool:
    literal, here = address(host), address((scope.get("server") or ("",))[0] or "")
    return literal is not None and literal == here


def _names(settings: Settings) -> frozenset[str]:
    public = urlsplit(settings.public_url).hostname or ""
    return _made(public, settings.host, tuple(settings.trusted_hosts))


@lru_cache(maxsize=4)
def _made(public: str, bound: str, more: tuple[str, ...]) -> frozenset[str]:
    names = {*_LOCAL, public, *more}
    names |= set() if bound in _ANY else {bound}
    if not _only_this_machine(bound):
        name = socket.gethostname()
        names |= {name, f"{name.partition('.')[0]}.local"}
    return frozenset(name.lower() for name in names if name)


def _only_this_machine(bound: str) -> bool:
    try:
        return ip_address(bound).is_loopback
    except ValueError:
        return bound == "localhost"


def _refusal(request: Request) -> Response:
    detail = "This server does not answer to the name in the request's Host header."
    hint = (
        f"Use {get_settings().base_url}. The owner can set CUEDECK_PUBLIC_URL to the address others use, "
        "or list further names in CUEDECK_TRUSTED_HOSTS."
    )
    wants_page = "text/html" in request.headers.get("accept", "")
    if wants_page or not request.url.path.startswith(_PROGRAMS):
        return message_page(detail, hint, 421)
    return problem(request, 421, "misdirected_request", detail, hint)
