"""A key is written with the work of its request; its answer is kept for a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from app.core import clock
from app.core.db import before_commit, read_scope, session_scope
from app.core.errors import Conflict
from app.services import idempotency
from app.services.idempotency import Answer, Carried, InFlight, Repeatable
from models import Account, KeptAnswer
from tests.support.services.jobs import add_job

REQUEST = Repeatable("cd_live_one", "a key")
ANSWER = Answer(201, {"content-type": "application/json"}, b'{"made": 1}')


def kept() -> KeptAnswer | None:
    with read_scope() as session:
        return idempotency.find(session, REQUEST)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("since", "body"),
    [(timedelta(hours=23, minutes=59), ANSWER.body), (timedelta(hours=24, seconds=1), None)],
)
def test_an_answer_is_kept_for_a_day(since: timedelta, body: bytes | None) -> None:
    with session_scope() as session:
        idempotency.store_answer(session, REQUEST, "print", ANSWER)
    clock.advance(since.total_seconds())
    found = kept()
    assert (found and idempotency.replay(found, REQUEST).body) == body


def _fail(account: Account) -> None:
    with session_scope() as session:
        idempotency.note_job(session, add_job(session, account))
        raise ZeroDivisionError


def _make(email: str) -> None:
    token = before_commit.set(Carried(REQUEST, lambda: "print"))
    try:
        with session_scope() as session:
            session.add(Account(email=email))
    finally:
        before_commit.reset(token)


def test_key_and_work_are_committed_together_or_not_at_all(account: Account) -> None:
    token = before_commit.set(Carried(REQUEST, lambda: "print"))
    try:
        with pytest.raises(ZeroDivisionError):
            _fail(account)
        assert kept() is None
        with session_scope(durable=False):  # a side effect, such as a note in the log of refusals
            pass
        assert kept() is None
        with session_scope() as session:
            job = add_job(session, account)
            idempotency.note_job(session, job)
        with session_scope():  # a second transaction of the same request
            pass
    finally:
        before_commit.reset(token)
    found = kept()
    assert found is not None
    assert (found.job_id, found.fingerprint, found.status) == (job.id, "print", None)
    with pytest.raises(Conflict) as caught:
        idempotency.replay(found, REQUEST)
    assert caught.value.code == "idempotency_answer_lost"


@pytest.mark.usefixtures("database")
def test_of_two_processes_one_does_the_work() -> None:
    _make("one@example.com")
    with pytest.raises(Conflict) as caught:
        _make("two@example.com")
    assert caught.value.code == "idempotency_in_flight"
    with read_scope() as session:
        assert list(session.exec(select(Account.email))) == ["one@example.com"]


@pytest.mark.usefixtures("database")
def test_a_kept_answer_is_not_overwritten_before_its_day_is_over() -> None:
    with session_scope() as session:
        idempotency.store_answer(session, REQUEST, "print", ANSWER)
    later = Answer(409, {}, b"{}")
    with pytest.raises(InFlight), session_scope() as session:
        idempotency.store_answer(session, REQUEST, "other", later)
    found = kept()
    assert found is not None
    assert idempotency.replay(found, REQUEST).body == ANSWER.body
    clock.advance(timedelta(hours=24, seconds=1).total_seconds())
    with session_scope() as session:
        idempotency.store_answer(session, REQUEST, "other", later)
    found = kept()
    assert found is not None
    assert found.status == 409
