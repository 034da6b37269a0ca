"""Claim, renew, take over, give up: what keeps a job from being lost or done twice."""

import pytest
from sqlmodel import col, select

from app.core import clock, queue
from app.core.db import session_scope
from app.core.errors import JobError
from app.core.settings import get_settings
from app.services.access import of_job
from app.services.dispatch import leases, sweep, workers
from app.services.jobs import lifecycle
from app.services.jobs.transitions import LeaseLost
from models import Account, Job, Outbox, Stage, queues
from tests.support.services.jobs import add_job


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    seen: list[str] = []
    monkeypatch.setattr(queue, "send_task", lambda job_id, *_: seen.append(job_id))
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
        assert sweep.sweep(session) == 1
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
        assert sweep.sweep(session) == 0
    later(sweep.RESEND_AFTER.total_seconds() + 1)
    with session_scope() as session:
        assert sweep.sweep(session) == 1
    with session_scope() as session:
        assert sweep.sweep(session) == 0
    assert rings == [job.id]


def swept_each_second(seconds: int) -> None:
    for _ in range(seconds):
        later(1)
        with session_scope() as session:
            workers.announce(session, "worker", queues.ALL)
            sweep.sweep(session)


def line(account: Account, count: int) -> list[Job]:
    """Jobs that were each rung for once, the first of them being worked on."""
    with session_scope() as session:
        made = [add_job(session, account, created_at=clock.now()) for _ in range(count)]
        for job in made:
            queue.enqueue(session, job.id, queue.CAPTIONS)
    return made


@pytest.mark.slow
def test_a_line_that_moves_is_rung_for_once(account: Account, rings: list[str]) -> None:
    """Each ring is a message at the broker: a long line that waits its turn must not make more of them."""
    made = line(account, 30)
    with session_scope() as session:
        taken = leases.claim(session, made[0].id)
    assert taken is not None
    for _ in range(10):
        with session_scope() as session:
            leases.renew(session, [taken[0]])
        swept_each_second(15)
    assert sorted(set(rings)) == sorted(job.id for job in made)
    assert [rings.count(job.id) for job in made[2:]] == [1] * 28
    assert rings.count(made[1].id) == 1 + 150 // 60  # the first in line, in case its ring is lost


def test_short_jobs_move_a_line_as_well(account: Account, rings: list[str]) -> None:
    made = line(account, 20)
    for job in made[:8]:
        with session_scope() as session:
            taken = leases.claim(session, job.id)
            assert taken is not None
            leases.start_step(session, *taken, Stage.CONVERTING, "key")
        with session_scope() as session:
            leases.fail(session, taken[0], JobError("No."))
        swept_each_second(2)  # half of RESEND_AFTER, also where a second takes two
    assert len(rings) == len(made)


def test_a_ring_that_later_jobs_overtake_is_repeated(account: Account, rings: list[str]) -> None:
    first, lost, also_lost = line(account, 3)
    later(10)
    (after,) = line(account, 1)
    with session_scope() as session:
        assert leases.claim(session, first.id)
        assert sweep.sweep(session) == 0
    with session_scope() as session:
        assert leases.claim(session, after.id)
    rings.clear()
    swept_each_second(10)
    assert rings == [lost.id, also_lost.id]


def test_a_job_that_keeps_killing_workers_is_failed(job: Job) -> None:
    for _ in range(get_settings().jobs.max_attempts):
        with session_scope() as session:
            assert leases.claim(session, job.id) is not None
        swept_each_second(int(get_settings().jobs.lease_seconds) + 2)
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
        lifecycle.cancel(session, of_job(job), job.id)
    with session_scope() as session:
        assert leases.renew(session, [claimed[0]]) == {claimed[0]}
        assert leases.claim(session, job.id) is None


def test_a_worker_that_is_asked_to_stop_does_not_count_as_dead(job: Job) -> None:
    for _ in range(get_settings().jobs.max_attempts * 2):
        with session_scope() as session:
            claimed = leases.claim(session, job.id)
            assert claimed is not None
        with session_scope() as session:
            leases.excuse(session, [claimed[0]])
        with session_scope() as session:
            leases.hand_back(session, [claimed[0]])
    with session_scope() as session:
        waiting = session.exec(select(Job).where(col(Job.id) == job.id)).one()
        assert (waiting.lease_token, waiting.error_code) == (None, None)
        assert sweep.sweep(session) == 1
        assert leases.renew(session, [claimed[0]]) == {claimed[0]}


def test_one_that_is_killed_while_it_stops_does_not_count_either(job: Job) -> None:
    for _ in range(get_settings().jobs.max_attempts * 2):
        with session_scope() as session:
            claimed = leases.claim(session, job.id)
            assert claimed is not None
            leases.excuse(session, [claimed[0]])
        swept_each_second(int(get_settings().jobs.lease_seconds) + 2)


@pytest.mark.parametrize("seconds", [3600, -3600])
def test_a_clock_that_is_set_takes_no_job_from_its_worker(job: Job, seconds: float) -> None:
    with session_scope() as session:
        claimed = leases.claim(session, job.id)
        assert claimed is not None
        sweep.sweep(session)
    clock.set_forward(seconds)
    for _ in range(60):
        swept_each_second(1)
        with session_scope() as session:
            assert leases.renew(session, [claimed[0]]) == set()


@pytest.mark.parametrize("seconds", [3600, -3600])
def test_a_dead_worker_is_noticed_although_the_clock_is_set(job: Job, seconds: float) -> None:
    with session_scope() as session:
        assert leases.claim(session, job.id) is not None
        sweep.sweep(session)
    clock.set_forward(seconds)
    swept_each_second(int(get_settings().jobs.lease_seconds) + 2)
    with session_scope() as session:
        assert leases.claim(session, job.id) is not None
