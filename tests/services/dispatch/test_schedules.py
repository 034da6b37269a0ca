"""What is planned waits as long as it was to wait, also when the clock is set."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, select

from app.core import clock
from app.core.db import read_scope, session_scope
from app.services.dispatch import schedules
from app.services.dispatch.schedules import ClockWatch
from models import Account, Job
from tests.support.services.jobs import add_job


@pytest.mark.parametrize("seconds", [3600, -3600])
def test_a_jump_is_noticed_once(seconds: float) -> None:
    watch = ClockWatch()
    clock.advance(7200)
    assert watch.jumped() is None
    clock.set_forward(seconds)
    jump = watch.jumped()
    assert jump is not None
    assert abs(jump.total_seconds() - seconds) < 5
    assert watch.jumped() is None


@pytest.mark.parametrize("seconds", [3600, -3600])
def test_what_is_planned_moves_with_the_clock(account: Account, seconds: float) -> None:
    due = clock.now() + timedelta(seconds=60)
    with session_scope() as session:
        waiting = add_job(session, account, next_attempt_at=due)
        ended = add_job(session, account, next_attempt_at=due, completed_at=clock.now())
    with session_scope() as session:
        schedules.shift(session, timedelta(seconds=seconds))
    with read_scope() as session:
        found = {
            job.id: job.next_attempt_at
            for job in session.exec(select(Job).where(col(Job.id).in_([waiting.id, ended.id])))
        }
    assert found == {waiting.id: due + timedelta(seconds=seconds), ended.id: due}
