"""A stage is written by a guarded UPDATE, together with its status, event and credits."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from app.core import clock
from app.core.db import read_scope, session_scope
from app.core.errors import Conflict
from app.services.access import person
from app.services.accounts import credits
from app.services.jobs.transitions import LeaseLost, transition
from models import Account, Job, JobEvent, Stage
from tests.support.services.jobs import add_job, finish

KEPT = timedelta(days=30)


def test_the_way_of_a_job(account: Account) -> None:
    with session_scope() as session:
        job = finish(session, add_job(session, account))
    with read_scope() as session:
        kept = session.exec(select(Job)).one()
        events = session.exec(select(JobEvent.event).order_by(col(JobEvent.id))).all()
    assert (kept.stage, kept.status, kept.progress) == ("converted", "completed", 100.0)
    assert kept.completed_at is not None
    assert events == ["job.processing", "job.completed"]
    assert job.credits_charged == 1


def test_an_illegal_step_is_refused(account: Account) -> None:
    with session_scope() as session:
        job = add_job(session, account)
        with pytest.raises(Conflict) as caught:
            transition(session, job, Stage.CONVERTED)
        assert caught.value.code == "stage_conflict"
        finish(session, job)
        with pytest.raises(Conflict):
            transition(session, job, Stage.FAILED)


def test_the_second_of_two_writers_is_refused(account: Account) -> None:
    with session_scope() as session:
        job = add_job(session, account)
    with read_scope() as session:
        stale = session.exec(select(Job).where(col(Job.id) == job.id)).one()
    with session_scope() as session:
        transition(session, job, Stage.CANCELED)
    with session_scope() as session, pytest.raises(Conflict, match="moved on"):
        transition(session, stale, Stage.CONVERTING)


def test_a_lost_lease_writes_nothing(account: Account) -> None:
    with session_scope() as session:
        job = add_job(session, account, lease_token="mine")
        with pytest.raises(LeaseLost):
            transition(session, job, Stage.CONVERTING, token="not mine")
        transition(session, job, Stage.CONVERTING, token="mine")


def test_a_failed_job_costs_nothing(account: Account) -> None:
    with session_scope() as session:
        job = add_job(session, account)
        assert credits.balance(session, person(account)) == -1
        transition(session, job, Stage.CONVERTING)
        transition(session, job, Stage.FAILED)
        session.flush()
        assert credits.balance(session, person(account)) == 0
        assert job.credits_charged == 0


@pytest.mark.parametrize("end", [Stage.FAILED, Stage.REJECTED, Stage.CANCELED, Stage.CONVERTED])
def test_however_a_job_ends_its_files_go_one_day(account: Account, end: Stage) -> None:
    with session_scope() as session:
        job = add_job(session, account)
        transition(session, job, Stage.CONVERTING)
        assert job.expires_at is None
        transition(session, job, end)
    assert job.expires_at is not None
    assert KEPT - timedelta(minutes=1) < job.expires_at - clock.now() <= KEPT


def test_a_retry_begins_retention_anew(account: Account) -> None:
    with session_scope() as session:
        job = add_job(session, account)
        transition(session, job, Stage.CANCELED)
        job.files_deleted_at = clock.now()
        transition(session, job, Stage.CREATED)
        assert (job.expires_at, job.files_deleted_at) == (None, None)
