"""Whatever comes in, the answer is one, it is JSON, and the connection goes on."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import uvicorn
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from app.api import create_api
from app.core import strict_json
from app.services.jobs.history import answers
from models import Account
from tests.support.api.hostile_requests import Call, Walk
from tests.support.product import CAPTIONS_ONLY, Product, free_port, start, stop, wait_for

EDGES = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59Z")
DIGITS = b'{"x": ' + b"9" * 5000 + b"}"
TWICE = b'{"\\ud800\\u0000": 1, "\\ud800\\u0000": 2}'
JSON = {"content-type": "application/json"}


@pytest.mark.parametrize("edge", EDGES)
def test_the_calendars_edges(live: TestClient, edge: str) -> None:
    for name in ("created_after", "created_before"):
        assert live.get("/v1/jobs", params={name: edge}).status_code == 200
    for name in ("from", "to"):
        assert live.get("/v1/usage", params={name: edge}).status_code in (200, 422)
    hook = live.post("/v1/webhooks", json={"url": "https://example.com/hook"}).json()
    address = f"/v1/webhooks/{hook['endpoint_id']}/resend-since"
    assert live.post(address, json={"since": edge}).status_code == 202


@pytest.mark.parametrize(
    "path",
    [
        *("/v1/jobs", "/v1/convert", "/v1/jobs/a/retry", "/v1/jobs/a/start", "/v1/jobs/a/send-back"),
        *("/v1/jobs/a/download-result", "/v1/presets", "/v1/links", "/v1/keys", "/v1/webhooks"),
        *("/v1/webhooks/a/resend-since", "/v1/webhooks/a/test"),
        *("/job/new?v=4", "/job/add_media?v=4", "/job/perform_transcription?v=4", "/job/cancel?v=4"),
    ],
)
@pytest.mark.parametrize("body", [DIGITS, b'{"x": NaN}', b'{"x": 1e999}', b'{"x": "\\ud800"}', TWICE])
def test_what_is_no_number_and_no_text(live: TestClient, path: str, body: bytes) -> None:
    answer = live.post(path, content=body, headers=JSON)
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.json()


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (["a\x00"], "NUL"),
        ({"a": {"\ud800": 1}}, "surrogate"),
        ([float("nan")], "finite"),
        ([2**63], "64 bits"),
        ({"a": ["ü", 2**63 - 1, -(2**63), 1.5, None, True]}, ""),
    ],
)
def test_what_cannot_be_kept(value: Any, problem: str) -> None:
    assert problem in strict_json.find_unstorable(value)
    assert bool(problem) == bool(strict_json.find_unstorable(value))


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("9" * 18, 10**18 - 1), ("9" * 19, None), ("²", None), ("-1", None)]
)
def test_numbers_in_headers(text: str, number: int | None) -> None:
    assert strict_json.whole_number(text) == number


@pytest.fixture
def broken(
    account: Account, key: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[http.client.HTTPConnection]:
    """One connection to a server in this process whose list of jobs fails, with the key's header ready."""

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(answers, "page", fail)
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(create_api(), port=port, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_for(lambda: server.started, 30, "the server to listen")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with capture_logs() as logged:
        yield connection
    assert any(line["event"] == "request_failed" and line["exc_info"] for line in logged)
    connection.close()
    server.should_exit = True
    thread.join(30)


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/v1/jobs", "/v1/jobs?limit=5"])
def test_a_fault_of_ours_is_an_answer_like_any_other(
    broken: http.client.HTTPConnection, key: str, path: str
) -> None:
    headers = {"authorization": f"Bearer {key}", "x-request-id": "mine"}
    seen = set()
    for _ in range(3):
        broken.request("GET", path, headers=headers)
        answer = broken.getresponse()
        body = json.loads(answer.read())
        assert (answer.status, answer.headers["content-type"]) == (500, "application/problem+json")
        assert (body["code"], body["request_id"], answer.headers["x-request-id"]) == (
            "server_error",
            "mine",
            "mine",
        )
        assert "ZeroDivision" not in json.dumps(body)
        assert answer.headers["x-ratelimit-remaining"]
        seen.add(broken.sock)
    broken.request("GET", "/v1/credits", headers=headers)
    answer = broken.getresponse()
    assert answer.status == 200
    names = {name.lower() for name in dict(answer.getheaders())}
    answer.read()
    assert {broken.sock} == seen  # one connection all the time
    assert {"x-content-type-options", "cache-control", "x-request-id", "x-ratelimit-limit"} <= names


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """An instance of its own: the walk leaves thousands of refused jobs."""
    settings = {"CUEDECK_LIMITS__REQUESTS_PER_MINUTE": "1000000", "CUEDECK_LOG_LEVEL": "ERROR"}
    running = start(tmp_path_factory.mktemp("hostile") / "data", **CAPTIONS_ONLY, **settings)
    yield running
    stop(running)


class Wire:
    """One connection for all requests; `broke` counts how often it had to be made again."""

    def __init__(self, product: Product) -> None:
        self._connection = http.client.HTTPConnection(product.base_url.removeprefix("http://"), timeout=60)
        self._key = product.key.encode()
        self.broke = 0

    def send(self, call: Call) -> tuple[int, bytes, str]:
        ours = {"authorization": b"Bearer " + self._key, "accept": b"application/json"}
        headers = ours | call.headers
        self._connection.request(call.method, call.target, call.body, headers)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.will_close or self._connection.sock is None:
            self.broke += 1
        return answer.status, body, answer.headers.get("content-type", "")


def _problem(wire: Wire, call: Call) -> str:
    """What is wrong with the answer; "" for a good one."""
    before = wire.broke
    try:
        status, body, kind = wire.send(call)
    except (OSError, http.client.HTTPException) as error:
        return f"no answer: {error!r}"
    if status >= 500:
        return f"{status}: {body[:300]!r}"
    if wire.broke > before:
        return f"{status}, and the connection is closed"
    if body and "json" in kind:
        json.loads(body)
    elif body and status >= 400:
        return f"{status} as {kind}"
    return ""


@pytest.mark.server
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_hostile_value_in_every_place(product: Product) -> None:
    with product.client() as api:
        document = api.get("/openapi.json").json()
        convert = {"files": {"source": ("a.srt", b"1\n00:00:01,000 --> 00:00:02,000\nHi\n")}}
        job = api.post(
            "/v1/convert?wait=30", data={"config": '{"target_profile": "WebVTT"}'}, **convert
        ).json()
        preset = api.post("/v1/presets", json={"name": "P"}).json()
        link = api.post("/v1/links", json={"job_id": job["job_id"]}).json()
    known = {"v": "4", "index": "0", "job_id": job["job_id"], "link_id": link["link_id"]}
    known |= {"preset_id": preset["profile_id"], "a": job["job_id"], "b": job["job_id"]}
    wire, tried, wrong = Wire(product), 0, []
    for call in Walk(document, known).calls():
        if not call.target.partition("?")[0].endswith("/events"):  # streams do not end
            tried += 1
            if problem := _problem(wire, call):
                wrong.append(f"{call.what}: {problem}")
    assert not wrong, f"{len(wrong)} of {tried}:\n" + "\n".join(wrong[:40])
    assert tried > 3000
    quoted = quote("\ud83d", safe="", errors="surrogatepass")
    assert _problem(wire, Call("the last", "GET", f"/v1/jobs?q={quoted}")) == ""
