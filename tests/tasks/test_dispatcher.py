"""A turn of the dispatcher, in this process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from app.core import clock, queue
from app.core.db import engine, read_scope, session_scope
from app.services.dispatch import schedules, sweep
from app.services.dispatch.leader import Leadership
from app.services.sandbox import jobs
from models import Account, Job
from tasks import dispatcher
from tasks.retention import Retention
from tasks.webhooks import Sender
from tests.support.services.database import plan_of
from tests.support.services.jobs import add_job


@pytest.fixture
def sender() -> Iterator[Sender]:
    made = Sender()
    yield made
    made.stop()


@pytest.fixture
def tidied(database: None) -> Retention:
    """Nothing is old, and nobody looks for it again within the hour."""
    made = Retention()
    made.tidy_instance()
    return made


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    heard: list[str] = []
    monkeypatch.setattr(queue, "send_task", lambda job, *_: heard.append(job))
    return heard


def add(account: Account, **fields: object) -> Job:
    with session_scope() as session:
        return add_job(session, account, **fields)


@contextmanager
def executed() -> Iterator[list[tuple[str, Any]]]:
    """The statements that are executed, with their parameters."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        seen.append((statement, parameters))

    event.listen(engine(), "before_cursor_execute", note)
    yield seen
    event.remove(engine(), "before_cursor_execute", note)


def test_a_turn_with_nothing_to_do_only_reads(account: Account, sender: Sender, tidied: Retention) -> None:
    add(account, stage="converted", status="completed", completed_at=clock.now())
    leadership = Leadership("here")
    dispatcher.run_once(leadership, sender, tidied)
    with executed() as seen:
        dispatcher.run_once(leadership, sender, tidied)
    assert {statement.split()[0] for statement, _ in seen} - {"BEGIN"} == {"SELECT"}
    assert "BEGIN IMMEDIATE" not in [statement for statement, _ in seen]


def test_a_turn_never_walks_through_the_history(database: None, sender: Sender, tidied: Retention) -> None:
    with executed() as seen:
        dispatcher.run_once(Leadership("here"), sender, tidied)
    asked = [(statement, values) for statement, values in seen if "FROM job" in statement]
    assert len(asked) == 3
    for statement, values in asked:
        plan = plan_of(statement, values)
        assert any(name in plan for name in ("ix_job_open", "ix_job_account_open", "ix_job_finish_at")), plan


def test_a_turn_rings_for_whom_nobody_came(
    account: Account, sender: Sender, tidied: Retention, rung: list[str]
) -> None:
    job = add(account)
    with session_scope() as session:
        queue.enqueue(session, job.id, queue.CAPTIONS)
    assert rung == [job.id]
    leadership = Leadership("here")
    dispatcher.run_once(leadership, sender, tidied)
    assert rung == [job.id]
    clock.advance(sweep.RESEND_AFTER.total_seconds() + 1)
    dispatcher.run_once(leadership, sender, tidied)
    assert rung == [job.id, job.id]


def test_a_turn_ends_sandbox_jobs_that_are_due(account: Account, sender: Sender, tidied: Retention) -> None:
    job = add(account, sandbox=True, finish_at=clock.now())
    with read_scope() as session:
        assert jobs.any_due(session)
        assert not sweep.has_claimable_jobs(session)
    dispatcher.run_once(Leadership("here"), sender, tidied)
    with read_scope() as session:
        assert not jobs.any_due(session)
        assert session.get_one(Job, job.number).stage == "converted"


def test_who_does_not_lead_does_nothing(
    account: Account, sender: Sender, tidied: Retention, rung: list[str]
) -> None:
    add(account)
    Leadership("elsewhere").hold()
    dispatcher.run_once(Leadership("here"), sender, tidied)
    assert rung == []


def test_who_leads_later_does_not_act_on_a_jump_that_the_leader_saw(
    database: None, sender: Sender, tidied: Retention, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead, shifted = [timedelta()], list[timedelta]()
    monkeypatch.setattr(schedules, "_distance", lambda: ahead[0])
    monkeypatch.setattr(dispatcher, "_clock", schedules.ClockWatch())
    monkeypatch.setattr(schedules, "shift", lambda _session, jump: shifted.append(jump))
    leader, me = Leadership("elsewhere"), Leadership("here")
    leader.hold()
    ahead[0] = timedelta(hours=1)
    dispatcher.run_once(me, sender, tidied)
    leader.release()
    dispatcher.run_once(me, sender, tidied)
    assert shifted == []
    ahead[0] = timedelta(hours=3)
    dispatcher.run_once(me, sender, tidied)
    assert shifted == [timedelta(hours=2)]


@pytest.mark.parametrize("error", [PermissionError("not ours"), OperationalError("", {}, Exception("away"))])
def test_what_cannot_be_tidied_ends_nothing(
    account: Account, sender: Sender, rung: list[str], error: Exception
) -> None:
    """The dispatcher that `main` runs: it makes two turns and tidies in each, in vain."""
    tidying = Retention()
    tried: list[str] = []

    def fails(what: str) -> None:
        tried.append(what)
        raise error

    tidying.tidy_instance = partial(fails, "instance")  # type: ignore[method-assign]
    tidying.tidy_machine = partial(fails, "machine")  # type: ignore[method-assign]
    stop = threading.Event()
    turns = iter([False, False, True])
    stop.wait = lambda _timeout=None: next(turns)  # type: ignore[method-assign]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dispatcher, "_stop", stop)
        patch.setattr(dispatcher, "Retention", lambda: tidying)
        patch.setattr(dispatcher.log, "configure", lambda _: None)
        patch.setattr(dispatcher.signal, "signal", lambda *_: None)
        dispatcher.main()
    assert tried == ["instance", "machine"] * 2
