"""The log of API requests: what it keeps, for whom, and that no request depends on it."""

from __future__ import annotations

from typing import Any

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError
from starlette.testclient import TestClient

from app.api.authentication import COOKIE
from app.core.limits.circuit_breaker import CircuitBreaker
from app.services.access import Principal, person
from app.services.accounts import request_log
from app.services.accounts.request_log import KEPT, LoggedRequest
from models import Account
from tests.support.page.tab import signed_in
from tests.support.services.lists_in_redis import ListsInRedis


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> ListsInRedis:
    """A Redis of this test's own, and no thread that brings anything to it."""
    lists = ListsInRedis()
    request_log._waiting.clear()
    monkeypatch.setattr(request_log, "_redis", lambda: lists)
    monkeypatch.setattr(request_log, "_thread", lambda: None)
    monkeypatch.setattr(request_log, "_breaker", CircuitBreaker("test", RedisConnectionError))
    return lists


def asker(account: Account, *, sandbox: bool) -> Principal:
    return Principal(account.id, f"key-{sandbox}", "key", sandbox)


def request(number: int) -> LoggedRequest:
    return LoggedRequest(
        f"2026-01-01T00:{number // 60:02d}:{number % 60:02d}", "GET", "/v1/jobs", 200, 1.0, "k", str(number)
    )


def test_the_newest_of_each_side_are_kept(
    account: Account, other_account: Account, kept: ListsInRedis
) -> None:
    live, sandbox = asker(account, sandbox=False), asker(account, sandbox=True)
    for number in range(KEPT + 50):
        request_log.record(live, request(number))
        if number % 100 == 99:
            request_log.flush()
    request_log.record(sandbox, request(KEPT + 60))
    request_log.flush()
    assert [each.request_id for each in request_log.latest(live)] == [
        str(n) for n in range(KEPT + 49, 49, -1)
    ]
    assert [each.request_id for each in request_log.latest(sandbox)] == [str(KEPT + 60)]
    both = request_log.latest(person(account))
    assert (len(both), both[0].request_id) == (KEPT, str(KEPT + 60))
    assert request_log.latest(person(other_account)) == []
    assert set(kept.expiries.values()) == {7 * 86_400}


def test_without_redis_nothing_fails_and_little_is_held(account: Account, kept: ListsInRedis) -> None:
    kept.away = True
    for number in range(5000):
        request_log.record(asker(account, sandbox=False), request(number))
    assert len(request_log._waiting) == 2000
    request_log.flush()
    assert (len(request_log._waiting), request_log.latest(person(account))) == (0, [])


def test_what_a_request_leaves_behind(live: TestClient, kept: ListsInRedis) -> None:
    """Where it went and what came of it: no query, no body, no key."""
    secret = live.headers["authorization"].removeprefix("Bearer ")
    live.get("/v1/jobs", params={"q": "a-secret-word"}, headers={"user-agent": "tests/1"})
    live.post("/v1/links", json={"job_id": "another-secret", "output_index": 0})
    live.get("/v1/jobs", headers={"authorization": "Bearer wrong"})
    live.get("/openapi.json")
    request_log.flush()
    [texts] = kept.lists.values()
    found: list[Any] = [LoggedRequest(**each) for each in kept.decoded(texts)]
    assert [(each.method, each.path, each.status, each.code) for each in found] == [
        ("POST", "/v1/links", 404, "not_found"),
        ("GET", "/v1/jobs", 200, ""),
    ]
    assert (found[1].client, found[1].ms > 0) == ("tests/1", True)
    assert not any(word in str(texts) for word in ("secret", secret, secret[-20:]))


def test_the_page_is_no_program(app_client: TestClient, account: Account, kept: ListsInRedis) -> None:
    app_client.cookies.set(COOKIE, signed_in(account))
    assert app_client.get("/v1/jobs").status_code == 200
    assert len(request_log._waiting) == 0
