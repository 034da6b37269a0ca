"""Who asks is found without waiting for whoever writes to the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from threading import Barrier

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.core import clock
from app.core.db import read_scope, session_scope
from app.core.limits import thread_pools
from app.core.security import new_key
from app.services.accounts import api_keys
from models import ApiKey
from tests.support.api.client import with_key


@pytest.fixture
def somebody_writes() -> Iterator[None]:
    """The lock of the database is held for as long as the test lasts."""
    with session_scope() as session:
        session.connection()
        yield


@pytest.mark.parametrize("guess", ["nonsense", new_key(False)[0]], ids=["nonsense", "unknown"])
def test_a_guess_only_reads(app_client: TestClient, somebody_writes: None, guess: str) -> None:
    assert with_key(app_client, guess).get("/v1/jobs").status_code == 401


def finish_writes() -> None:
    """Wait for every thread of the pool of writers to be free once."""
    everybody = Barrier(thread_pools.AT_ONCE + 1)
    for _ in range(thread_pools.AT_ONCE):
        thread_pools.begin_write(everybody.wait, 60)
    everybody.wait(60)


def test_a_key_is_noted_at_most_once_a_minute(live: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_keys, "_FRESH_SECONDS", -1.0)  # every request asks the database

    def used() -> datetime | None:
        assert live.get("/v1/jobs").status_code == 200
        finish_writes()
        with read_scope() as session:
            return session.exec(select(ApiKey)).one().last_used_at

    first = used()
    assert first is not None
    assert used() == first
    clock.advance(61)
    assert used() != first
