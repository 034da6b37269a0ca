"""Passwords, secrets and requests are limited for all processes together, and the owner sees it."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from limits import parse
from starlette.testclient import TestClient

from app.core import clock
from app.core.db import read_scope
from app.core.limits import rate_limiter
from app.core.settings import get_settings
from app.services import access
from app.services.accounts import refused_requests, sessions, sign_in_attempts
from models import Account
from tests.support.product import Product

pytestmark = pytest.mark.slow

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def nothing_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """One storage for all requests of a test, whichever event loop they run on; an hour begins now."""
    clock.advance(3601 - clock.now().timestamp() % 3600)
    stores = rate_limiter._Stores()
    stores.alone_until = float("inf")
    monkeypatch.setattr(rate_limiter, "_stores", {})
    monkeypatch.setattr(rate_limiter, "_Stores", lambda: stores)


@pytest.fixture
def owner(account: Account, monkeypatch: pytest.MonkeyPatch) -> Account:
    sessions.set_password(account.id, PASSWORD)
    monkeypatch.setattr(sessions, "password_matches", lambda password, _: password == PASSWORD)  # at once
    return account


def tries(client: TestClient, email: str, password: str = "wrong", **headers: str) -> Any:
    form = {"email": email, "password": password}
    return client.post("/auth/sign-in", data=form, headers=headers, follow_redirects=False)


def at(client: TestClient, address: str) -> TestClient:
    """The same application, called from another address and by a browser without cookies."""
    return TestClient(client.app, raise_server_exceptions=False, client=(address, 4711))


def seen(account: Account) -> list[str]:
    with read_scope() as session:
        return [each.kind for each in refused_requests.latest(session, access.person(account))]


def test_wrong_passwords_in_a_row_cost_time(app_client: TestClient, owner: Account) -> None:
    answers = [tries(app_client, owner.email) for _ in range(25)]
    assert [answer.status_code for answer in answers] == [303] * 5 + [429] * 20
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert "too many wrong passwords" in answers[-1].text
    assert tries(app_client, owner.email, PASSWORD).status_code == 429  # the right one is not even looked at
    assert seen(owner) == ["sign_in"]
    problem = tries(app_client, owner.email, accept="application/json").json()
    assert problem["code"] == "rate_limited"


def test_waiting_grows(app_client: TestClient, owner: Account) -> None:
    waits = []
    for _ in range(12):
        while (answer := tries(app_client, owner.email)).status_code == 303:
            pass
        waits.append(int(answer.headers["retry-after"]))
        clock.advance(waits[-1])
    assert max(waits[:1]) <= 60 < max(waits) <= 3600


def test_the_right_password_ends_the_count(app_client: TestClient, owner: Account) -> None:
    for _ in range(4):
        assert [tries(app_client, owner.email).status_code for _ in range(4)] == [303] * 4
        good = tries(at(app_client, "testclient"), owner.email, PASSWORD)
        assert (good.status_code, good.headers["location"]) == (303, "/")


def test_an_attacker_cannot_lock_the_owner_out(app_client: TestClient, owner: Account) -> None:
    browser = at(app_client, "192.0.2.1")
    assert tries(browser, owner.email, PASSWORD).status_code == 303
    for number in range(40):
        tries(at(app_client, f"203.0.113.{number}"), owner.email)
    assert tries(at(app_client, "198.51.100.1"), owner.email, PASSWORD).status_code == 429  # from anywhere
    for _ in range(30):
        tries(at(app_client, "192.0.2.1"), owner.email)  # from the owner's own network, too
    assert tries(browser, owner.email, PASSWORD).headers["location"] == "/"  # the known browser


def test_a_device_is_known_to_its_account_only(app_client: TestClient, owner: Account) -> None:
    browser = at(app_client, "192.0.2.1")
    tries(browser, owner.email, PASSWORD)
    for number in range(25):
        tries(browser, f"person-{number}@example.com")
    assert tries(browser, "one-more@example.com").status_code == 429
    browser.cookies.set("cuedeck_device", "1.abcdef.forged-device.signature")
    assert tries(browser, owner.email, PASSWORD).status_code == 429


def test_one_address_tries_many_accounts(app_client: TestClient, owner: Account) -> None:
    stranger = at(app_client, "2001:db8::1")
    assert [tries(stranger, f"{n}@example.com").status_code for n in range(21)] == [303] * 20 + [429]
    assert tries(at(app_client, "2001:db8::ffff"), owner.email).status_code == 429  # the same subscriber
    assert tries(at(app_client, "2001:db8:1::1"), owner.email).status_code == 303


@pytest.mark.parametrize("path", ["/d/1.abcdef.l-x-1.wrong", "/auth/link/wrong", "/v1/jobs"])
def test_wrong_secrets_of_an_address_are_limited(app_client: TestClient, owner: Account, path: str) -> None:
    headers = {"authorization": "Bearer cd_live_wrong"} if path == "/v1/jobs" else {}
    most = sign_in_attempts.WRONG_SECRETS[0].amount
    codes = [app_client.get(path, headers=headers).status_code for _ in range(most + 2)]
    assert codes[-2:] == [429, 429]
    assert 429 not in codes[:-2]
    assert app_client.get(path, headers=headers).headers["retry-after"]
    assert seen(owner) == ["secret"]
    assert app_client.get("/v1/jobs").status_code == 401  # no key is no guess


def test_the_api_counts_per_key_and_minute(
    live: TestClient, owner: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(get_settings().limits, "requests_per_minute", 3)
    answers = [live.get("/v1/jobs") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200] * 3 + [429] * 2
    assert [answer.headers["x-ratelimit-remaining"] for answer in answers] == ["2", "1", "0", "0", "0"]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert seen(owner) == ["api"]
    clock.advance(60)
    assert live.get("/v1/jobs").status_code == 200


@pytest.fixture
def hanging(tmp_path: Path) -> Iterator[tuple[str, list[socket.socket]]]:
    """A Valkey that takes connections and never answers."""
    path, taken = tmp_path / "hanging.sock", list[socket.socket]()
    with closing(socket.socket(socket.AF_UNIX)) as listener:
        listener.bind(str(path))
        listener.listen()

        def accept() -> None:
            try:
                while True:
                    taken.append(listener.accept()[0])
            except OSError:
                return

        threading.Thread(target=accept, daemon=True).start()
        yield f"unix://{path}", taken
    for each in taken:
        each.close()


@pytest.mark.parametrize("away", ["hanging", "absent"])
def test_a_valkey_that_is_away_neither_freezes_nor_opens_the_gate(
    away: str, hanging: tuple[str, list[socket.socket]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    address, taken = hanging
    monkeypatch.undo()
    monkeypatch.setattr(
        get_settings(), "redis_url", address if away == "hanging" else f"unix://{tmp_path}/no"
    )

    async def many() -> list[bool]:
        beats, ended = 0, asyncio.Event()

        async def pulse() -> None:
            nonlocal beats
            while not ended.is_set():
                beats += 1
                await asyncio.sleep(0.01)

        heart = asyncio.create_task(pulse())
        over = [(await rate_limiter.hit(parse("3/hour"), "away", away)).over for _ in range(5)]
        ended.set()
        await heart
        assert away == "absent" or beats > 2  # others went on while it was waited for
        return over

    assert asyncio.run(many()) == [False] * 3 + [True] * 2
    assert len(taken) == (1 if away == "hanging" else 0)  # asked once, then left alone for a while


@pytest.mark.server
def test_processes_count_together(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one process counted, the next one sees: here two event loops with their own connections."""
    monkeypatch.undo()
    folder = get_settings().model_copy(update={"data_dir": product.data_dir})
    monkeypatch.setattr(get_settings(), "redis_url", f"unix://{folder.redis_socket()}")
    used = [asyncio.run(rate_limiter.hit(parse("9/day"), "together")).used for _ in range(3)]
    assert used == [1, 2, 3]
