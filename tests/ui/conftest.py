"""States without a browser: signed in as an account, at an address, called as Reflex would call them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.core import queue
from app.ui import open_tabs, session
from models import Account
from tests.support.page.tab import TOKEN, Tab, signed_in


@pytest.fixture(autouse=True)
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is none here, and finding that out takes seconds."""
    monkeypatch.setattr(queue, "send_task", lambda *_: None)
    session._seen.clear()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def tab(account: Account) -> Iterator[Tab]:
    yield Tab(signed_in(account))
    open_tabs.unregister_tab(TOKEN)


@pytest.fixture
def stranger(account: Account) -> Tab:
    return Tab("nobody")
