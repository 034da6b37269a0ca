"""The event feed on PostgreSQL: a transaction that commits late is waited for, whatever ids others took."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel

from app.core.db import make_engine
from app.core.settings import get_settings
from app.services.access import Principal, person
from app.services.jobs import event_feed
from app.services.jobs.transitions import transition
from models import Account, Stage
from models.base import new_id
from tests.support.servers.postgres import running_postgres
from tests.support.services.jobs import add_job

pytestmark = [pytest.mark.slow]


@pytest.fixture(scope="module")
def server() -> Iterator[Engine]:
    with running_postgres() as url:
        engine = make_engine(url)
        SQLModel.metadata.create_all(engine)
        yield engine
        engine.dispose()


@pytest.fixture
def account(server: Engine, monkeypatch: pytest.MonkeyPatch) -> Account:
    monkeypatch.setattr(get_settings(), "database_url", str(server.url))
    with Session(server, expire_on_commit=False) as session:
        made = Account(email=f"{new_id()}@example.com")
        session.add(made)
        session.commit()
    return made


@pytest.fixture
def write(server: Engine, account: Account) -> Iterator[Callable[[], Session]]:
    """Begins a transaction that has added an event; it is committed by its test."""
    opened: list[Session] = []

    def begin() -> Session:
        session = Session(server, expire_on_commit=False)
        opened.append(session)
        transition(session, add_job(session, account), Stage.CONVERTING)
        session.flush()
        return session

    yield begin
    for session in opened:
        session.close()


def test_a_late_commit_is_not_stepped_over(
    server: Engine, account: Account, write: Callable[[], Session]
) -> None:
    who = person(account)
    before = write()
    before.commit()
    late, soon = write(), write()
    soon.commit()

    first, began = _ids(server, who), _newest(server, who)
    assert len(first) == 1
    assert began == first[-1]

    late.commit()
    rest = _ids(server, who, after=first[-1])
    assert len(rest) == 2
    assert _newest(server, who) == rest[-1]


def test_a_rolled_back_savepoint_does_not_end_the_wait(
    server: Engine, account: Account, write: Callable[[], Session]
) -> None:
    who = person(account)
    last = _newest(server, who)
    with Session(server, expire_on_commit=False) as late:
        job = add_job(late, account)
        with late.begin_nested() as savepoint:
            event_feed.announce(late)
            savepoint.rollback()
        transition(late, job, Stage.CONVERTING)
        late.flush()
        write().commit()
        assert _ids(server, who, after=last) == []
        late.commit()
    assert len(_ids(server, who, after=last)) == 2


def _ids(server: Engine, who: Principal, after: int = 0) -> list[int]:
    with Session(server) as session:
        return [event["id"] for event in event_feed.events_after(session, who, after, 100)[0]]


def _newest(server: Engine, who: Principal) -> int:
    with Session(server) as session:
        return event_feed.newest(session, who)
