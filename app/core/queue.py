"""The Celery queue: tasks are sent by name after commit, and the outbox repeats what was lost.

With these settings, and lease, outbox and dispatcher on top of them, no task was lost or done twice when
worker, child and broker were killed in measured runs.
"""

from __future__ import annotations

from functools import cache

from celery import Celery
from kombu.exceptions import OperationalError
from sqlmodel import Session, col, delete

from app.core import clock
from app.core.db import on_commit
from app.core.log import logger, request_id
from app.core.settings import get_settings
from app.job_types.queues import CAPTIONS
from models import Outbox

RUN_JOB = "jobs.run"
PREPARE_PLAYBACK = "playback.prepare"


@cache
def celery() -> Celery:
    """The Celery application of this process; the worker registers its tasks on it."""
    made = Celery("cuedeck", broker=get_settings().broker)
    made.conf.update(
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,
        task_publish_retry=False,  # the dispatcher sends again; no request waits for a broker that is away
        task_default_queue=CAPTIONS,
        worker_prefetch_multiplier=1,
        worker_soft_shutdown_timeout=30,
        worker_enable_soft_shutdown_on_idle=True,
        worker_hijack_root_logger=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "visibility_timeout": 43200,
            "unacked_restore_interval": 10,
            "unacked_restore_throttle": 1,
            "health_check_interval": 25,
            "socket_keepalive": True,
            "socket_timeout": 30,
            "socket_connect_timeout": 2,
        },
    )
    return made


def enqueue(session: Session, job_id: str, queue: str, task: str = RUN_JOB) -> None:
    """Write the outbox row with the job, and send the task once the transaction is committed.

    A job that was queued before is forgotten first (`remove_outbox_row`): it has one row at most.
    """
    session.add(Outbox(job_id=job_id, task=task, queue=queue, sent_at=clock.now()))
    on_commit(session, lambda: send_task(job_id, queue, task))


def remove_outbox_row(session: Session, job_id: str) -> None:
    """Remove the outbox row of an earlier round, which a worker that lost its claim may have left."""
    session.execute(delete(Outbox).where(col(Outbox.job_id) == job_id))


def send_task(job_id: str, queue: str, task: str = RUN_JOB) -> None:
    """Send a task. An unreachable broker is no error here: the sweep sends it again from the outbox."""
    try:
        celery().send_task(task, args=(job_id,), queue=queue, headers={"request_id": request_id()})
    except (OperationalError, OSError) as error:
        logger().warning("broker_away", job_id=job_id, error=str(error))
