"""The base path: everything lies below it, and what the application says of addresses has it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.api.middleware.stack import add_middleware
from app.core.errors import Invalid
from app.core.settings import Settings, get_settings
from tests.support.api.client import application

BASE = "/tools/cuedeck"


async def told(request: Request) -> Response:
    answer = JSONResponse({"path": request.scope["path"], "raw": request.scope["raw_path"].decode()})
    answer.set_cookie("a", "1")
    answer.set_cookie("b", "1", path="/auth")
    return answer


async def moved(request: Request) -> Response:
    return RedirectResponse(request.query_params["to"], 303)


async def echo(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text(socket.scope["path"])
    await socket.close()


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setattr(get_settings(), "base_path", BASE)
    routes = [Route("/moved", moved), Route("/{rest:path}", told), WebSocketRoute("/_event/", echo)]
    inner = add_middleware(Starlette(routes=routes))
    return TestClient(inner, base_url="http://localhost", follow_redirects=False)


def test_the_application_does_not_see_it(client: TestClient) -> None:
    assert client.get(f"{BASE}/d/a%20b").json() == {"path": "/d/a b", "raw": "/d/a%20b"}
    assert client.get(f"{BASE}/").json()["path"] == "/"
    with client.websocket_connect(f"ws://localhost{BASE}/_event/") as socket:
        assert socket.receive_text() == "/_event/"


def test_cookies_stay_below_it(client: TestClient) -> None:
    cookies = client.get(f"{BASE}/x").headers.get_list("set-cookie")
    paths = [re.search(r"Path=([^;]+)", each, re.IGNORECASE) for each in cookies]
    assert [found and found[1] for found in paths] == [f"{BASE}/", f"{BASE}/auth"]


@pytest.mark.parametrize(
    ("to", "becomes"),
    [
        ("/sign-in?next=%2F", f"{BASE}/sign-in?next=%2F"),
        ("http://localhost/settings/", f"http://localhost{BASE}/settings/"),
        (f"http://localhost{BASE}/v1/uploads/tus/1", f"http://localhost{BASE}/v1/uploads/tus/1"),
        ("http://localhost.example/", "http://localhost.example/"),
        ("//elsewhere.example/", "//elsewhere.example/"),
        ("https://bucket.example/key", "https://bucket.example/key"),
    ],
)
def test_redirects_of_ours_lead_below_it(client: TestClient, to: str, becomes: str) -> None:
    assert client.get(f"{BASE}/moved", params={"to": to}).headers["location"] == becomes


def test_what_lies_elsewhere_is_told_where_it_is(client: TestClient) -> None:
    assert client.get(f"{BASE}?job=1").headers["location"] == f"{BASE}/?job=1"
    for path in ("/", "/v1/jobs", "/tools/cuedeckx/v1/jobs"):
        answer = client.get(path)
        assert (answer.status_code, f"{BASE}/" in answer.text) == (404, True)
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert client.get("/healthz").status_code == 200
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("ws://localhost/_event/"):
        pass


@pytest.mark.usefixtures("app_client", "account")
def test_answers_name_it(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings(), "base_path", BASE)
    client = TestClient(add_middleware(application()), base_url="http://localhost", follow_redirects=False)
    headers = {"authorization": f"Bearer {key}"}
    sent: dict[str, Any] = {"files": {"source": ("a.srt", b"1\n00:00:01,000 --> 00:00:02,000\nA\n")}}
    made = client.post(f"{BASE}/v1/convert", headers=headers, data={"target_profile": "WebVTT"}, **sent)
    assert made.status_code == 202, made.text
    assert made.headers["location"] == f"{BASE}/v1/jobs/{made.json()['job_id']}"
    played = client.get(f"{BASE}/v1/jobs/{made.json()['job_id']}/playback", headers=headers)
    assert played.status_code == 200, played.text
    begun = {"tus-resumable": "1.0.0", "upload-length": "5", "upload-metadata": "filename YS5zcnQ="}
    started = client.post(f"{BASE}/v1/uploads/tus", headers=headers | begun)
    assert started.headers["location"].startswith(f"http://localhost{BASE}/v1/uploads/tus/")
    wrong = client.get(f"{BASE}/d/nothing", headers={"accept": "text/html"})
    assert (wrong.status_code, f'href="{BASE}/favicon.svg"' in wrong.text) == (404, True)


@pytest.mark.slow
def test_the_description_of_the_api_is_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings(), "base_path", BASE)
    monkeypatch.setattr(application(), "openapi_schema", None)
    assert application().openapi()["servers"] == [{"url": BASE}]
    client = TestClient(application())
    page = client.get("/docs").text
    addresses = re.findall(r'(?:href|src)="([^"]+)"', page)
    assert {each.split("/")[0] for each in addresses} == {"docs"}
    assert 'url: "openapi.json"' in client.get("/docs/start.js").text


@pytest.mark.parametrize(
    ("given", "kept"), [("", ""), ("/", ""), ("/cuedeck/", "/cuedeck"), ("/a/b.c-d_~9", "/a/b.c-d_~9")]
)
def test_it_is_kept_without_a_slash_at_its_end(
    given: str, kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(base_path=given, public_url="https://captions.example.com/")
    assert (settings.base_path, settings.base_url) == (kept, f"https://captions.example.com{kept}")


@pytest.mark.parametrize("given", ["cuedeck", "/a//b", "/../b", "/a/.", "/a b", "/a?b", "/ä", "//b.example"])
def test_what_is_no_plain_path_is_refused(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUEDECK_BASE_PATH", given)
    with pytest.raises(Invalid, match="CUEDECK_BASE_PATH"):
        get_settings.__wrapped__()


def test_a_public_address_with_a_path_is_told_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUEDECK_PUBLIC_URL", "https://example.com/cuedeck")
    with pytest.raises(Invalid, match="CUEDECK_BASE_PATH"):
        get_settings.__wrapped__()
