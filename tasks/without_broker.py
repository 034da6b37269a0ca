"""Jobs without a broker: while it does not answer, a worker looks for its jobs in the database itself.

The broker only brings notices; the database has the jobs, and a claim there is exclusive. So a job that is
noticed in both ways runs once all the same.
"""

from __future__ import annotations

import threading
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext

from sqlalchemy.exc import SQLAlchemyError

from app.core import queue
from app.core.db import read_scope
from app.core.log import bind_job, logger
from app.engines import loaded_models
from app.services.dispatch import sweep
from tasks import heartbeat, run_job

ASK_SECONDS = 2.0
"""How often the broker is asked whether it is there."""


_turns: AbstractContextManager[object] = nullcontext()
"""As many as jobs run at once: those of the broker and those found without it share the worker's places."""


def start(queues: Collection[str], at_once: int) -> None:
    """Start the thread for a worker that runs `at_once` jobs of these queues at a time."""
    global _turns
    _turns = threading.BoundedSemaphore(at_once)
    threading.Thread(target=_watch, args=(queues, at_once), name="without broker", daemon=True).start()


def _watch(queues: Collection[str], at_once: int) -> None:
    pool = ThreadPoolExecutor(at_once, "without broker")
    pause = ASK_SECONDS
    while not heartbeat.stopping.wait(pause):
        pause = ASK_SECONDS
        if queue.answers():
            continue
        try:
            pause = 0 if run_waiting(queues, at_once, pool) else ASK_SECONDS
        except SQLAlchemyError as error:  # the database is away too; the next turn tries again
            logger().warning("waiting_jobs_unknown", error=str(error))


def run_waiting(queues: Collection[str], at_once: int, pool: ThreadPoolExecutor) -> bool:
    """Run as many of the waiting jobs as go at once, to their end; False when there are none."""
    with read_scope() as session:
        waiting = sweep.waiting_jobs(session, queues, at_once)
    for job in [pool.submit(_run, job_id) for job_id in waiting]:
        job.result()
    return bool(waiting)


def _run(job_id: str) -> None:
    with bind_job(job_id, None):
        run_in_turn(job_id)


def run_in_turn(job_id: str) -> None:
    """Run a job as soon as one of the worker's places is free."""
    with _turns:
        run_job.run(job_id)
        loaded_models.after_job()
