"""The gate around page and API: trusted hosts, forwarded headers, the headers of every answer, CORS."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Callable
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.testclient import TestClient
from starlette.types import Message, Scope

from app.api import create_api
from app.api.middleware.security_headers import NO_PAGE_POLICY, page_policy
from app.api.middleware.stack import add_middleware
from app.core import queue
from app.core.settings import Settings, get_settings
from tests.support.api.client import application

ALWAYS = (
    "content-security-policy",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "permissions-policy",
    "cross-origin-opener-policy",
)
Set = Callable[..., None]


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Set:
    def change(**values: Any) -> None:
        for name, value in values.items():
            monkeypatch.setattr(get_settings(), name, value)

    return change


def shows(*, host: str | list[str] = "localhost", server: str = "127.0.0.1", **more: Any) -> dict[str, Any]:
    """What an application behind the gate sees of a request, and what the client gets."""
    seen: dict[str, Any] = {}

    async def inner(scope: Scope, receive: Any, send: Any) -> None:
        request = Request(scope)
        seen.update(url=str(request.url), client=scope["client"][0], scheme=scope["scheme"])
        await JSONResponse({"ok": True})(scope, receive, send)

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            seen.update(status=message["status"], headers=dict(message["headers"]))
        else:
            seen["body"] = seen.get("body", b"") + message["body"]

    names = [host] if isinstance(host, str) else host
    scope = {
        "type": "http",
        "method": "GET",
        "path": more.get("path", "/v1/jobs"),
        "query_string": b"",
        "scheme": more.get("scheme", "http"),
        "server": (server, 8000),
        "client": (more.get("client", "203.0.113.9"), 4711),
        "headers": [
            *((b"host", name.encode("latin-1")) for name in names),
            *((name.encode(), value.encode()) for name, value in more.get("headers", [])),
        ],
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    asyncio.run(add_middleware(inner)(scope, receive, send))  # type: ignore[arg-type]
    return seen


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST:8000", "127.0.0.1:9000", "[::1]:8000", "192.168.1.5:8000", "captions.example"],
)
def test_our_names_are_answered(host: str, settings: Set) -> None:
    settings(public_url="https://Captions.example:8443")
    assert shows(host=host, server="192.168.1.5")["status"] == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "localhost@evil.example",
        "localhost:80@evil.example",
        "localhost/evil.example",
        "localhost#evil.example",
        "localhost:evil",
        "localhost:8000:1",
        "captions.example.",
        "evil.example:8000",
        "10.0.0.9",
        "0x7f000001",
        "[::2]",
        "[localhost]",
        "",
        " ",
        "local host",
        "\xe9vil",
        ["localhost", "evil.example"],
        ["localhost", "localhost"],
    ],
)
def test_other_names_are_misdirected(host: str | list[str], settings: Set) -> None:
    settings(public_url="https://captions.example")
    refused = shows(host=host, server="192.168.1.5")
    assert refused["status"] == 421
    assert b'"code":"misdirected_request"' in refused["body"]
    assert b"evil" not in refused["body"]
    page = shows(host=host, server="192.168.1.5", path="/settings")
    assert (page["status"], page["headers"][b"content-type"]) == (421, b"text/html; charset=utf-8")
    assert b"CUEDECK_TRUSTED_HOSTS" in page["body"]


def test_who_names_no_host_decides_nothing() -> None:
    seen = shows(host=[], server="192.168.1.5")
    assert (seen["status"], seen["url"]) == (200, "http://192.168.1.5:8000/v1/jobs")


def test_further_names_and_the_machines_own(settings: Set) -> None:
    assert shows(host="captions.lan")["status"] == 421
    assert shows(host=f"{socket.gethostname()}:8000")["status"] == 421  # it listens on this machine only
    settings(trusted_hosts=["captions.lan"], host="0.0.0.0")
    assert shows(host="captions.lan:80")["status"] == 200
    assert shows(host=f"{socket.gethostname()}:8000")["status"] == 200
    assert shows(host="0.0.0.0:8000")["status"] == 421


def test_a_socket_of_another_name_is_closed() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "websocket", "path": "/_event/", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 1)}
    asyncio.run(add_middleware(_never)({**scope, "headers": [(b"host", b"evil.example")]}, _never, send))  # type: ignore[arg-type]
    assert [message["type"] for message in sent] == ["websocket.close"]


async def _never(*_: object) -> None:
    raise AssertionError("not reached")


PROXY = "10.0.0.1"
FORWARDED = [
    ([("x-forwarded-for", "198.51.100.7"), ("x-forwarded-proto", "https")], "198.51.100.7", "https"),
    ([("x-forwarded-for", "6.6.6.6, 198.51.100.7, 10.0.0.2")], "198.51.100.7", "http"),
    ([("x-forwarded-for", "6.6.6.6"), ("x-forwarded-for", "198.51.100.7:99")], "198.51.100.7", "http"),
    ([("x-forwarded-for", "[2001:db8::7]:99"), ("x-forwarded-proto", "evil, https")], "2001:db8::7", "https"),
    ([("x-forwarded-for", "unknown")], PROXY, "http"),
    ([("x-forwarded-for", "10.0.0.3, 10.0.0.2")], "10.0.0.3", "http"),
    ([("x-forwarded-proto", "gopher")], PROXY, "http"),
    ([("forwarded", "for=6.6.6.6;proto=http, For=198.51.100.7;Proto=HTTPS")], "198.51.100.7", "https"),
    ([("forwarded", 'for="[2001:db8::7]:99";proto=https, for=10.0.0.2')], "2001:db8::7", "https"),
    ([("forwarded", "for=198.51.100.7"), ("x-forwarded-for", "6.6.6.6")], "198.51.100.7", "http"),
    ([("forwarded", 'for="_a,b;c\\"d", for=198.51.100.7;by=x')], "198.51.100.7", "http"),
    ([("forwarded", ";;,,=,for")], PROXY, "http"),
    ([], PROXY, "http"),
]


@pytest.mark.parametrize(("headers", "client", "scheme"), FORWARDED)
def test_a_trusted_proxy_is_believed_and_nobody_else(
    headers: list[tuple[str, str]], client: str, scheme: str, settings: Set
) -> None:
    settings(trusted_proxies=[ip_network("10.0.0.0/8")])
    seen = shows(client=PROXY, headers=headers)
    assert (seen["client"], seen["scheme"]) == (client, scheme)
    for stranger in ("203.0.113.9", "127.0.0.1"):
        seen = shows(client=stranger, headers=headers)
        assert (seen["client"], seen["scheme"]) == (stranger, "http")


def test_a_forwarded_host_must_be_ours_too(settings: Set) -> None:
    settings(trusted_proxies=[ip_network(PROXY)], public_url="https://captions.example")
    headers = [("x-forwarded-host", "captions.example"), ("x-forwarded-proto", "https")]
    assert shows(client=PROXY, host="web:8000", headers=headers)["url"] == "https://captions.example/v1/jobs"
    assert shows(host="web:8000", headers=headers)["status"] == 421
    for name in ("x-forwarded-host", "forwarded"):
        evil = "for=6.6.6.6;host=evil.example" if name == "forwarded" else "evil.example"
        assert shows(client=PROXY, headers=[(name, evil)])["status"] == 421
        assert shows(headers=[(name, evil)])["url"] == "http://localhost/v1/jobs"


def test_settings_of_the_gate_are_checked() -> None:
    with pytest.raises(ValueError, match="trusted_proxies"):
        Settings(trusted_proxies=["the proxy"])
    assert Settings(allowed_origins=["https://A.example/", "b.example"]).origins == [
        *("https://a.example", "https://b.example", "http://b.example")
    ]


@cache
def failing_api() -> FastAPI:
    """The API with an address that fails."""
    api = create_api()

    async def fails(_: Request) -> Response:
        raise RuntimeError("on purpose")

    api.router.routes.insert(0, Route("/fails", fails))
    return api


@pytest.fixture
def gated(account: object, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setattr(queue, "send_task", lambda *_: None)
    return TestClient(
        add_middleware(failing_api()),
        base_url="http://localhost",
        raise_server_exceptions=False,
        follow_redirects=False,
    )


@pytest.mark.slow
def test_every_answer_has_the_headers(gated: TestClient, key: str) -> None:
    """Every route there is with every method it takes, with a key and without, and every kind of error."""
    walked = 0
    for path, method in _operations(application()):
        for headers in ({}, {"authorization": f"Bearer {key}"}):
            with gated.stream(method, re.sub(r"\{[^}]*\}", "x", path), headers=headers) as answer:
                _check(answer, f"{method} {path} {answer.status_code}")
            walked += 1
    assert walked > 150


def _operations(api: FastAPI) -> list[tuple[str, str]]:
    streams = ("/v1/events", "/v1/jobs/{job_id}/events")  # never end by themselves; x is no job, so one does
    routes = [route for route in _all_routes(api.routes) if route.path not in streams[:1]]
    return [(route.path, method) for route in routes for method in sorted(route.methods or ())]


def _all_routes(routes: Any) -> list[Any]:
    found = []
    for route in routes:
        found += _all_routes(route.original_router.routes) if hasattr(route, "original_router") else [route]
    return [route for route in found if hasattr(route, "methods")]


@pytest.mark.parametrize(
    ("method", "path", "status", "more"),
    [
        ("GET", "/v1/nothing", 404, {}),
        ("GET", "/nothing", 404, {}),
        ("POST", "/d/x", 405, {}),
        ("GET", "/d/x", 404, {}),
        ("GET", "/auth/link/x", 410, {}),
        ("POST", "/v1/jobs", 413, {"content": b"x" * 3_000_000}),
        ("GET", "/v1/jobs", 421, {"headers": {"host": "evil.example"}}),
        ("GET", "/", 421, {"headers": {"host": "evil.example"}}),
        ("POST", "/v1/jobs", 422, {"json": {"job_type": "nothing"}}),
        ("GET", "/fails", 500, {}),
        ("OPTIONS", "/v1/jobs", 400, {"headers": {"origin": "x", "access-control-request-method": "GET"}}),
    ],
)
def test_every_error_has_the_headers(
    gated: TestClient, key: str, method: str, path: str, status: int, more: dict[str, Any]
) -> None:
    headers = {"authorization": f"Bearer {key}", **more.pop("headers", {})}
    answer = gated.request(method, path, headers=headers, **more)
    assert answer.status_code == status
    _check(answer, path)


@pytest.mark.slow
def test_a_line_break_in_an_address_is_answered_as_every_other(key: str) -> None:
    """Also behind a mount, as the web server has it, whose pattern ends at a line break."""
    mounted = Starlette(routes=[Mount("", create_api())])
    client = TestClient(add_middleware(mounted), base_url="http://localhost")
    for path in ("/v1/jobs/a%0Ab", "/v1/jobs%0A", "/v1/no%0Asuch"):
        answer = client.get(path, headers={"authorization": f"Bearer {key}"})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path
        assert "x-request-id" in answer.headers, path


def _check(answer: Any, what: str) -> None:
    missing = [name for name in ALWAYS if name not in answer.headers]
    assert not missing, f"{what}: {missing}"
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy, what
    script = re.search(r"script-src ([^;]*)", policy)
    assert "unsafe-inline" not in (script[1] if script else ""), what
    assert "unsafe-eval" not in policy, what
    assert "strict-transport-security" not in answer.headers, what


def test_tls_is_asked_for_behind_tls(settings: Set) -> None:
    assert b"strict-transport-security" in shows(scheme="https")["headers"]
    settings(public_url="https://captions.example")
    assert b"strict-transport-security" in shows()["headers"]


def test_cookies_are_secure_behind_tls(gated: TestClient, account: object, settings: Set) -> None:
    from app.core.db import session_scope
    from app.services.accounts import sessions

    def cookie() -> str:
        with session_scope() as session:
            link = sessions.one_time_link(session, account)  # type: ignore[arg-type]
        return gated.post("/auth/link/" + link.rpartition("/")[2]).headers["set-cookie"]

    assert "secure" not in cookie().lower()
    settings(public_url="https://captions.example")
    assert "; secure" in cookie().lower()


def test_what_stands_inline_is_allowed_by_its_hash(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text(
        "<style>b{}</style><script>let a = 1 < 2 && '&amp;'</script><script src='/x.js'></script>"
        "<b style='color:red;font:&quot;a&quot;'>script</b><script type=module>go()</script>"
    )
    policy = dict(each.split(" ", 1) for each in page_policy([page]).split("; "))
    assert policy["script-src"].count("sha256-") == 2
    assert policy["style-src"].count("sha256-") == 2  # that of the waveform is always there
    assert policy["style-src-attr"].startswith("'unsafe-hashes' 'sha256-")
    assert "style-src-attr" not in page_policy([])
    assert shows()["headers"][b"content-security-policy"].decode() == NO_PAGE_POLICY


ORIGIN = "https://tools.example"


def preflight(client: TestClient, origin: str, path: str = "/v1/jobs") -> Any:
    asked = {
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type,idempotency-key",
    }
    return client.options(path, headers={"origin": origin, **asked})


def test_allowed_origins_may_call_the_api(
    account: object, key: str, settings: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(allowed_origins=[ORIGIN])
    client = TestClient(add_middleware(application()), base_url="http://localhost")
    allowed = preflight(client, ORIGIN)
    assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (200, ORIGIN)
    assert "idempotency-key" in allowed.headers["access-control-allow-headers"].lower()
    answer = client.get("/v1/jobs", headers={"origin": ORIGIN, "authorization": f"Bearer {key}"})
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert "X-RateLimit-Remaining" in answer.headers["access-control-expose-headers"]
    assert "Idempotency-Replayed" in answer.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in answer.headers
    refused = client.get("/v1/jobs", headers={"origin": ORIGIN})
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, ORIGIN)
    for origin in ("https://evil.example", "null", "http://tools.example", ORIGIN + ".evil.example"):
        assert preflight(client, origin).status_code == 400
        answer = client.get("/v1/jobs", headers={"origin": origin, "authorization": f"Bearer {key}"})
        assert "access-control-allow-origin" not in answer.headers
    assert "access-control-allow-origin" not in preflight(client, ORIGIN, "/auth/sign-in").headers
