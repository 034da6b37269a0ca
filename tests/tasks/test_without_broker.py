"""While the broker is away, a worker finds its jobs in the database, as many as go at once, and no others."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import pytest

from app.core import queue
from app.core.db import session_scope
from app.services.dispatch import leases
from models import Account, Job, queues
from tasks import run_job, without_broker
from tests.support.services.jobs import add_job


def jobs(account: Account, count: int, job_type: str = "convert") -> list[Job]:
    with session_scope() as session:
        return [add_job(session, account, job_type) for _ in range(count)]


def test_it_runs_what_waits_in_its_queues(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    monkeypatch.setattr(run_job, "run", ran.append)
    mine, _others = jobs(account, 3), jobs(account, 2, "transcribe")
    with session_scope() as session:
        assert leases.claim(session, mine[0].id)
    with ThreadPoolExecutor(2) as pool:
        assert without_broker.run_waiting([queues.CAPTIONS], 2, pool)
    assert sorted(ran) == sorted(job.id for job in mine[1:])
    with ThreadPoolExecutor(1) as pool:
        without_broker.run_waiting([queues.CAPTIONS], 1, pool)
        assert not without_broker.run_waiting([queues.MEDIA], 1, pool)
    assert ran[2:] == [mine[1].id]  # one at a time, the first in line


def test_a_task_that_cannot_be_sent_is_sent_by_the_next_sweep(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.services.dispatch import sweep

    heard: list[str] = []
    monkeypatch.setattr(queue, "send_task", lambda *_: False)
    (job,) = jobs(account, 1)
    with session_scope() as session:
        queue.enqueue(session, job.id, queue.CAPTIONS)
    monkeypatch.setattr(queue, "send_task", lambda job_id, *_: heard.append(job_id))
    with session_scope() as session:
        assert sweep.sweep(session) == 1
    assert heard == [job.id]


def test_both_ways_together_run_no_more_than_go_at_once(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    met: list[bool] = []
    two = threading.Barrier(2)

    def run(_: str) -> None:
        try:
            two.wait(0.2)
        except threading.BrokenBarrierError:
            two.reset()
            met.append(False)
        else:
            met.append(True)

    monkeypatch.setattr(run_job, "run", run)
    monkeypatch.setattr(without_broker, "_turns", nullcontext())
    monkeypatch.setattr(without_broker, "_watch", lambda *_: None)
    without_broker.start([queues.CAPTIONS], 1)
    jobs(account, 1)
    with ThreadPoolExecutor(1) as broker, ThreadPoolExecutor(1) as pool:
        sent = broker.submit(without_broker.run_in_turn, "of the broker")
        without_broker.run_waiting([queues.CAPTIONS], 1, pool)
        sent.result()
    assert met == [False, False]
