import time

import pytest

from app.core.errors import EngineError
from app.engines.config import Endpoint
from app.engines.protocols import Canceled
from app.engines.remote.client import RemoteEngine
from tests.support.engines.fake_server import FakeServer

KEY = "sk-very-secret"


def remote(server: FakeServer, **settings: object) -> RemoteEngine:
    return RemoteEngine("Toy engine", Endpoint(server.url, KEY, **settings), pause=0.01)  # type: ignore[arg-type]


def test_the_key_travels_as_a_bearer_token(server: FakeServer) -> None:
    server.answer(200, {"ok": True})
    assert remote(server).json("POST", "/v1/x", json={"a": 1}) == {"ok": True}
    asked = server.asked[0]
    assert (asked.method, asked.path, asked.json) == ("POST", "/v1/x", {"a": 1})
    assert asked.headers["Authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("status", "code", "rejected"),
    [
        (401, "engine_unauthorized", False),
        (403, "engine_unauthorized", False),
        (402, "engine_quota", False),
        (456, "engine_quota", False),
        (400, "engine_refused", True),
        (422, "engine_refused", True),
        (404, "engine_failed", False),
        (302, "engine_failed", False),
        (429, "engine_rate_limited", False),
        (503, "engine_failed", False),
    ],
)
def test_every_refusal_has_its_code_and_hint(
    server: FakeServer, status: int, code: str, rejected: bool
) -> None:
    server.answer(status, {"error": {"message": "no such luck"}}, {"Location": "http://127.0.0.1:9/"})
    with pytest.raises(EngineError) as caught:
        remote(server, retries=1).json("GET", "x")
    assert caught.value.code == code
    assert bool(caught.value.extra.get("rejected")) is rejected
    assert "no such luck" in caught.value.message
    assert caught.value.hint
    assert KEY not in str(vars(caught.value))


def test_a_busy_server_is_asked_again_after_the_time_it_names(server: FakeServer) -> None:
    server.answer(429, {}, {"Retry-After": "0"}).answer(503, {}).answer(200, {"ok": 1})
    assert remote(server, retries=3).json("GET", "x") == {"ok": 1}
    assert len(server.asked) == 3


def test_waiting_for_a_busy_server_can_be_canceled(server: FakeServer) -> None:
    server.answer(429, {}, {"Retry-After": "30"})
    started = time.monotonic()
    with pytest.raises(Canceled):
        remote(server).json("GET", "x", cancelled=lambda: len(server.asked) > 0)
    assert time.monotonic() - started < 20


def test_a_slow_server_is_given_up(server: FakeServer) -> None:
    server.answer(200, {})
    server.delay = 3.0
    with pytest.raises(EngineError, match=r"within 0\.3 seconds") as caught:
        remote(server, timeout=0.3).json("GET", "x")
    assert caught.value.code == "engine_timeout"


def test_waiting_for_a_slow_server_can_be_canceled(server: FakeServer) -> None:
    server.answer(200, {})
    server.delay = 3.0
    with pytest.raises(Canceled):
        remote(server).json("GET", "x", cancelled=lambda: True)


def test_a_server_that_is_down_is_named(server: FakeServer) -> None:
    down = RemoteEngine("Toy engine", Endpoint("http://127.0.0.1:9", KEY, retries=1), pause=0.01)
    with pytest.raises(EngineError, match=r"http://127\.0\.0\.1:9") as caught:
        down.json("GET", "x")
    assert caught.value.code == "engine_unreachable"


@pytest.mark.parametrize("url", ["not a url", "ftp://host/x"])
def test_an_address_that_is_none_is_named(url: str) -> None:
    with pytest.raises(EngineError) as caught:
        RemoteEngine("Toy engine", Endpoint(url), pause=0.01).json("GET", "x")
    assert caught.value.code == "engine_unreachable"


def test_something_other_than_json_is_explained(server: FakeServer) -> None:
    server.answer(200, b"<html>hello</html>")
    with pytest.raises(EngineError, match="other than JSON"):
        remote(server).json("GET", "x")


def test_an_endless_answer_is_cut(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.engines.remote.client.MOST_BYTES", 1 << 20)
    server.answer(200, bytes(2 << 20))
    with pytest.raises(EngineError, match="larger than 1 MB"):
        remote(server).json("GET", "x")
