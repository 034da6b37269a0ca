"""The Celery queue: tasks are sent by name after commit, and the outbox repeats what was lost.

With these settings, and lease, outbox and dispatcher on top of them, no task was lost or done twice when
worker, child and broker were killed in measured runs.
"""

from __future__ import annotations

from functools import cache

from celery import Celery
from kombu.exceptions import OperationalError
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, delete

from app.core import clock
from app.core.db import append, on_commit, session_scope
from app.core.limits.circuit_breaker import CircuitBreaker
from app.core.log import logger, request_id
from app.core.settings import get_settings
from models import Outbox
from models.queues import CAPTIONS

RUN_JOB = "jobs.run"
PREPARE_PLAYBACK = "playback.prepare"
_PATIENCE = 0.5
_breaker = CircuitBreaker("broker", OperationalError, OSError)


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
            "socket_timeout": _PATIENCE,
            "socket_connect_timeout": _PATIENCE,
            "max_retries": 0,
        },
        broker_connection_timeout=1,
    )
    return made


def consume(app: Celery) -> None:
    """Make an application that of a worker, which waits at the broker while there is nothing to do."""
    patient = {"socket_timeout": 30, "socket_connect_timeout": 2}
    options = {**app.conf.broker_transport_options, **patient}
    del options["max_retries"]
    app.conf.update(broker_transport_options=options, broker_connection_timeout=4)


def enqueue(session: Session, job_id: str, queue: str, task: str = RUN_JOB) -> None:
    """Write the outbox row with the job, and send the task once the transaction is committed.

    A job that was queued before is forgotten first (`remove_outbox_row`): it has one row at most.
    """
    append(session, Outbox, {"job_id": job_id, "task": task, "queue": queue, "sent_at": clock.now()})
    # At once: what the worker writes reaches the disk behind the job itself, or neither does.
    on_commit(session, lambda: send_or_note(job_id, queue, task), at_once=True)


def remove_outbox_row(session: Session, job_id: str) -> None:
    """Remove the outbox row of an earlier round, which a worker that lost its claim may have left."""
    session.execute(delete(Outbox).where(col(Outbox.job_id) == job_id))


def send_task(job_id: str, queue: str, task: str = RUN_JOB) -> bool:
    """Send a task; False if the broker does not answer, which is no error: the sweep sends it again."""
    headers = {"request_id": request_id()}
    return _breaker.call(lambda: celery().send_task(task, args=(job_id,), queue=queue, headers=headers))


def send_or_note(job_id: str, queue: str, task: str = RUN_JOB) -> None:
    """Send a task. One that could not be sent loses its outbox row: the sweep takes it for never sent."""
    if send_task(job_id, queue, task) is False:
        try:
            with session_scope(durable=False) as session:
                remove_outbox_row(session, job_id)
        except SQLAlchemyError as error:  # it is sent again all the same, only later
            logger().warning("outbox_not_noted", job_id=job_id, error=str(error))


def is_away() -> bool:
    """Whether the broker did not answer when it was last asked, some seconds ago."""
    return _breaker.is_open


def answers() -> bool:
    """Ask the broker whether it is there."""
    return _breaker.call(_ask)


def is_there() -> bool:
    """`answers` for somebody who only looks: a broker that is away is not logged, nor then left alone."""
    try:
        _ask()
    except (OperationalError, OSError):
        return False
    return True


def _ask() -> None:
    with celery().connection_for_write() as connection:
        connection.ensure_connection(max_retries=0, timeout=_PATIENCE)
        connection.default_channel.close()
