"""Claim, renew, take over, give up: what keeps a job from being lost or done twice."""

import pytest
from sqlmodel import col, select

from app.core import clock, queue
from app.core.db import session_scope
from app.core.settings import get_settings
from app.services import jobs, leases, sweeping
from app.services.access import of_job
from app.services.transitions import LeaseLost
from models import Account, Job, Outbox, Stage
from tests.services.jobs import add_job


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    seen: list[str] = []
    monkeypatch.setattr(queue, "ring", lambda job_id, *_: seen.append(job_id))
    return seen


@pytest.fixture
def job(account: Account, rings: list[str]) -> Job:
    with session_scope() as session:
        made = add_job(session, account)
        queue.enqueue(session, made.id, queue.CAPTIONS)
    assert rings == [made.id]
    rings.clear()
    return made


def later(seconds: float) -> None:
    clock.advance(seconds)


def test_one_of_two_claims_wins(job: Job) -> None:
    with session_scope() as session:
        assert leases.claim(session, job.id) is not None
    with session_scope() as session:
        assert leases.claim(session, job.id) is None
        assert session.exec(select(Outbox)).first() is None


def test_a_dead_worker_is_replaced_and_fenced(job: Job, rings: list[str]) -> None:
    with session_scope() as session:
        first = leases.claim(session, job.id)
        assert first is not None
        step = leases.start_step(session, first[0], first[1], Stage.CONVERTING, "key")
    later(get_settings().jobs.lease_seconds + 1)
    with session_scope() as session:
        assert sweeping.sweep(session) == 1
    assert rings == [job.id]
    with session_scope() as session:
        second = leases.claim(session, job.id)
        assert second is not None
        assert second[1].stage == "converting"
    with session_scope() as session, pytest.raises(LeaseLost):
        leases.finish_step(session, first[0], first[1], step)
    with session_scope() as session:
        assert leases.renew(session, [first[0], second[0]]) == {first[0]}


def test_a_ring_nobody_heard_is_repeated(job: Job, rings: list[str]) -> None:
    with session_scope() as session:
        assert sweeping.sweep(session) == 0
    later(sweeping.RING_AGAIN.total_seconds() + 1)
    with session_scope() as session:
        assert sweeping.sweep(session) == 1
    with session_scope() as session:
        assert sweeping.sweep(session) == 0
    assert rings == [job.id]


def test_a_job_that_keeps_killing_workers_is_failed(job: Job) -> None:
    for _ in range(get_settings().jobs.max_attempts):
        with session_scope() as session:
            assert leases.claim(session, job.id) is not None
        later(get_settings().jobs.lease_seconds + 1)
    with session_scope() as session:
        assert leases.claim(session, job.id) is None
    with session_scope() as session:
        ended = session.exec(select(Job).where(col(Job.id) == job.id)).one()
        assert (ended.stage, ended.error_code) == ("failed", "worker_died")


def test_cancel_ends_the_lease(job: Job) -> None:
    with session_scope() as session:
        claimed = leases.claim(session, job.id)
        assert claimed is not None
    with session_scope() as session:
        jobs.cancel(session, of_job(job), job.id)
    with session_scope() as session:
        assert leases.renew(session, [claimed[0]]) == {claimed[0]}
        assert leases.claim(session, job.id) is None
