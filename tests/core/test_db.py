"""One scope commits; callbacks run after the commit and never without it."""

import pytest

from app.core.db import on_commit, read_scope, session_scope
from models import Account


def test_callbacks_follow_the_commit(database: None) -> None:
    seen: list[str] = []
    with session_scope() as session:
        session.add(Account(email="a@example.com"))
        on_commit(session, lambda: seen.append("called"))
        assert seen == []
    assert seen == ["called"]


def test_an_error_rolls_back_and_calls_nothing(database: None) -> None:
    seen: list[str] = []
    account = Account(email="b@example.com")
    identity = account.id
    with pytest.raises(RuntimeError):
        _break(account, seen)
    assert seen == []
    with read_scope() as session:
        assert session.get(Account, identity) is None


def _break(account: Account, seen: list[str]) -> None:
    with session_scope() as session:
        session.add(account)
        session.flush()
        on_commit(session, lambda: seen.append("called"))
        raise RuntimeError


def test_what_fails_after_the_commit_undoes_nothing(database: None) -> None:
    seen: list[str] = []
    with session_scope() as session:
        session.add(Account(email="c@example.com"))
        on_commit(session, lambda: [][0])
        on_commit(session, lambda: seen.append("called"))
    assert seen == ["called"]
