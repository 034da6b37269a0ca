"""The Celery worker: `celery -A tasks.worker worker --pool threads`.

Threads are enough: everything heavy or untrusted runs in a guarded child or in code that releases the
interpreter lock, and threads share the loaded speech models.
"""

from __future__ import annotations

import warnings
from typing import Any

from celery import Task
from celery.signals import setup_logging, worker_ready, worker_shutting_down

from app.core import log, queue, telemetry
from app.core.child_process import guarded_call
from app.engines import loaded_models
from app.services.operations import runtime_settings
from tasks import heartbeat, playback, without_broker

# That it runs as root, as it may in a container.
warnings.filterwarnings("ignore", category=UserWarning, module=r"celery\.platforms")
log.configure("worker")
telemetry.configure("worker")
app = queue.celery()
queue.consume(app)


@app.task(name=queue.RUN_JOB, bind=True)  # type: ignore[untyped-decorator]
def run(task: Task, job_id: str) -> None:
    """Run one job; a job someone else has, or that ended, is left alone."""
    with log.bind_job(job_id, (task.request.headers or {}).get("request_id")):
        without_broker.run_in_turn(job_id)


@app.task(name=queue.PREPARE_PLAYBACK)  # type: ignore[untyped-decorator]
def prepare_playback(storage_key: str) -> None:
    """Prepare a media file for playing; one that is prepared, or that another worker has, is left alone."""
    playback.prepare(storage_key)


@setup_logging.connect  # type: ignore[untyped-decorator]
def _keep_our_logging(**_: Any) -> None:
    """Celery leaves logging alone when somebody listens here."""


@worker_ready.connect  # type: ignore[untyped-decorator]
def _ready(sender: Any, **_: Any) -> None:
    loaded_models.use_few_arenas()
    guarded_call.warm_up()
    runtime_settings.follow()
    queues = tuple(sender.app.amqp.queues.consume_from)
    heartbeat.start(sender.hostname, queues)
    without_broker.start(queues, sender.controller.concurrency)
    log.logger().info("worker_ready")


@worker_shutting_down.connect  # type: ignore[untyped-decorator]
def _stop(**_: Any) -> None:
    log.logger().info("worker_stopping")
    heartbeat.begin_stopping()
