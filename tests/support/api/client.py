"""The API without a server: the same application, called in this process on an empty database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.core import queue
from app.core.db import session_scope
from app.core.http_fetch import address_rules
from app.services.access import person
from app.services.accounts import api_keys
from models import Account


@pytest.fixture(scope="session", autouse=True)
def one_event_loop() -> Iterator[None]:
    """Every client's requests run on one event loop, as a server's do; each made and ended one of its own."""
    started: list[BlockingPortal] = []
    with ExitStack() as until_the_end, pytest.MonkeyPatch.context() as patch:

        @contextmanager
        def portal(client: TestClient) -> Iterator[BlockingPortal]:
            if not started:
                started.append(until_the_end.enter_context(start_blocking_portal()))
            yield client.portal or started[0]

        patch.setattr(TestClient, "_portal_factory", portal)
        yield


@pytest.fixture
def example_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """example.com is public and innocent.example is not, whether this machine has a resolver or none."""
    ask = address_rules.lookup

    def lookup(host: str, port: int) -> list[str]:
        if host.endswith("example.com"):
            return ["93.184.215.14"]
        return ["10.0.0.5"] if host == "innocent.example" else ask(host, port)

    monkeypatch.setattr(address_rules, "lookup", lookup)


@pytest.fixture
def key(account: Account) -> str:
    with session_scope() as session:
        return api_keys.create(session, person(account), "live")[1]


@pytest.fixture
def sandbox_key(account: Account) -> str:
    with session_scope() as session:
        return api_keys.create(session, person(account), "test", sandbox=True)[1]


@cache
def application() -> FastAPI:
    """The API, made once a process: an application works out its routes when it is first asked, for long."""
    from app.api import create_api  # a second, which tests of other parts need not spend

    return create_api()


@pytest.fixture
def app_client(account: Account, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(queue, "send_task", lambda *_: None)
    return TestClient(application(), raise_server_exceptions=False)


@pytest.fixture
def live(app_client: TestClient, key: str) -> TestClient:
    return with_key(app_client, key)


@pytest.fixture
def rehearsal(app_client: TestClient, sandbox_key: str) -> TestClient:
    return with_key(app_client, sandbox_key)


def with_key(client: TestClient, text: str, scheme: str = "Bearer", **more: Any) -> TestClient:
    """The same application under another key."""
    headers = {"authorization": f"{scheme} {text}"}
    return TestClient(client.app, headers=headers, raise_server_exceptions=False, **more)
