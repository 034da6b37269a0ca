"""One scope commits; callbacks run after the commit and never without it, or when there is none."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from types import SimpleNamespace

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from app.core import db
from app.core.db import in_read, on_commit, on_rollback, read_scope, session_scope
from models import Account


def test_callbacks_follow_the_commit(database: None) -> None:
    seen: list[str] = []
    with session_scope() as session:
        session.add(Account(email="a@example.com"))
        on_commit(session, lambda: seen.append("called"))
        assert seen == []
    assert seen == ["called"]


def test_an_error_rolls_back_and_undoes_what_was_made_beside(database: None) -> None:
    seen: list[str] = []
    account = Account(email="b@example.com")
    identity = account.id
    with pytest.raises(RuntimeError):
        _break(account, seen)
    assert seen == ["undone"]
    with read_scope() as session:
        assert session.get(Account, identity) is None


def _break(account: Account, seen: list[str]) -> None:
    with session_scope() as session:
        session.add(account)
        session.flush()
        on_commit(session, lambda: seen.append("called"))
        on_rollback(session, lambda: [][0])  # nobody is told of this failure instead of the first
        on_rollback(session, lambda: seen.append("undone"))
        raise RuntimeError


@pytest.mark.parametrize("certain", [True, False])
def test_nothing_is_undone_that_may_have_been_committed(
    database: None, monkeypatch: pytest.MonkeyPatch, certain: bool
) -> None:
    """A server that is lost while it commits may have done so: a file that its row names must be there."""
    seen: list[str] = []

    def lost(_: Session) -> None:
        raise OperationalError("COMMIT", {}, ConnectionError())

    monkeypatch.setattr(Session, "commit", lost)
    monkeypatch.setattr(db, "_tells_of_commits", lambda: certain)
    with pytest.raises(OperationalError), session_scope() as session:
        on_rollback(session, lambda: seen.append("undone"))
    assert seen == (["undone"] if certain else [])


def test_what_fails_after_the_commit_undoes_nothing(database: None) -> None:
    seen: list[str] = []
    with session_scope() as session:
        session.add(Account(email="c@example.com"))
        on_commit(session, lambda: [][0])
        on_commit(session, lambda: seen.append("called"))
    assert seen == ["called"]


HANDLERS = """
async def on_the_loop(ask):
    ask()

async def on_a_thread(ask):
    await in_read(lambda _: ask())
"""


def _account_count() -> int:
    with read_scope() as session:
        return len(session.exec(select(Account)).all())


@pytest.mark.parametrize(("handler", "noticed"), [("on_the_loop", True), ("on_a_thread", False)])
def test_a_handler_that_asks_on_the_event_loop_is_noticed(
    database: None, handler: str, noticed: bool, database_waits: list[str]
) -> None:
    """Every test fails in which the product does that (tests/support/services/event_loop_waits.py)."""
    names: dict[str, Callable[..., Coroutine[None, None, None]]] = {"in_read": in_read}
    exec(compile(HANDLERS, "handlers.py", "exec"), names)
    asyncio.run(names[handler](_account_count))
    assert bool(database_waits) is noticed
    database_waits.clear()


def test_what_depends_on_nothing_does_not_wait_for_the_disk(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    monkeypatch.setattr(db, "_log", lambda: SimpleNamespace(wait=lambda: seen.append("on the disk")))
    with session_scope() as session:
        on_commit(session, lambda: seen.append("then"))
        on_commit(session, lambda: seen.append("at once"), at_once=True)
        assert seen == []
    assert seen == ["at once", "on the disk", "then"]
    with suppress(ValueError), session_scope() as session:
        on_commit(session, lambda: seen.append("never"), at_once=True)
        raise ValueError("undone")
    assert len(seen) == 3
