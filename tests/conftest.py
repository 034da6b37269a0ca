"""Fixtures of every test: an empty database, accounts, and who asks. The rest is in tests/support."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.core import clock, queue
from app.core.db import session_scope
from app.core.limits import rate_limiter
from app.core.storage import storage
from app.services.access import Principal
from app.services.accounts import sessions
from app.services.operations import runtime_settings
from models import Account
from tests.support.services.database import empty_database

pytest_plugins = [
    "tests.support.environment",
    "tests.support.run_order",
    "tests.support.product",
    "tests.support.api.client",
    "tests.support.servers.s3",
    "tests.support.services.review",
    "tests.support.services.event_loop_waits",
    "tests.support.engines.fixtures",
    "tests.support.media.studio",
]


@pytest.fixture(autouse=True)
def real_time() -> Iterator[None]:
    """What a test moves or uses up is as it was, and a broker that was left alone is asked again."""
    yield
    clock.reset()
    rate_limiter._stores.clear()
    queue._breaker._open_until = None


@pytest.fixture(autouse=True)
def unchanged_settings() -> Iterator[None]:
    """What an operator sets in one test holds in no other."""
    yield
    runtime_settings.apply({})


@pytest.fixture(autouse=True)
def storage_of_the_settings() -> None:
    """The file store, which is kept, is made of settings that no test has changed yet."""
    storage()


@pytest.fixture
def database() -> Iterator[None]:
    with empty_database():
        yield


@pytest.fixture
def account(database: None) -> Account:
    with session_scope() as session:
        return sessions.ensure_owner(session)[0]


@pytest.fixture
def other_account(database: None) -> Account:
    with session_scope() as session:
        made = Account(email="other@example.com")
        session.add(made)
        return made


@pytest.fixture
def who(account: Account) -> Principal:
    return Principal(account.id, None, "owner")
