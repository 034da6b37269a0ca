"""A cancel while a stage computes: how long its worker's place stays taken."""

from __future__ import annotations

import threading

import pytest

from app.core import queue
from app.core.db import session_scope
from app.core.limits import interruptible
from app.core.settings import Settings
from app.services.access import person
from app.services.jobs import lifecycle
from models import Account, Stage
from tasks import heartbeat
from tasks import run_job as worker
from tasks.steps import StepContext, StepResult
from tests.support.services.jobs import add_job, reread

WITHIN = 2.0
"""Seconds after which another job may begin."""


def test_what_a_cancel_waits_for_adds_up_to_less_than_two_seconds() -> None:
    """One beat of the worker, and one question of the thread that waits for the engine."""
    beat = Settings.model_fields["jobs"].get_default(call_default_factory=True).heartbeat_seconds
    assert beat + interruptible.ASK_SECONDS < WITHIN


@pytest.mark.slow
def test_one_beat_after_a_cancel_the_place_is_free_whatever_the_engine_does(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "send_task", lambda *_: None)
    computes, release = threading.Event(), threading.Event()

    def never_ends() -> None:
        computes.set()
        release.wait()

    def transcribing(context: StepContext) -> StepResult:
        interruptible.in_thread(never_ends, context.cancelled)
        return StepResult()

    monkeypatch.setattr(worker, "STEPS", {Stage.TRANSCRIBING: transcribing})
    with session_scope() as session:
        job = add_job(session, account, "transcribe")
        job.parameters = {"job_type": "transcribe"}
    place = threading.Thread(target=worker.run, args=(job.id,))
    place.start()
    try:
        assert computes.wait(60)
        with session_scope() as session:
            lifecycle.cancel(session, person(account), job.id)
        heartbeat.renew_leases()
        place.join(60)
        assert not place.is_alive()
    finally:
        release.set()
    assert reread(job).stage == "canceled"
