"""A queue that nobody works on is known, and the jobs in it say so."""

from __future__ import annotations

import pytest
from sqlmodel import col, delete, select

from app.core import clock, queue
from app.core.db import read_scope, session_scope
from app.core.settings import get_settings
from app.services.access import Principal
from app.services.dispatch import sweep, workers
from app.services.dispatch.leader import Leadership
from app.services.jobs import rendering
from models import Account, Job, Stage, WorkerHeartbeat, queues
from tests.support.services.jobs import add_job


@pytest.fixture(autouse=True)
def nobody(database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker, in a process that started long ago."""
    monkeypatch.setattr(workers, "_BORN", clock.monotonic() - workers.STARTING.total_seconds())
    with session_scope() as session:
        session.execute(delete(WorkerHeartbeat))


def announce(*served: str, worker: str = "here") -> None:
    with session_scope() as session:
        workers.announce(session, worker, served)


def missing() -> tuple[str, ...]:
    with read_scope() as session:
        return workers.missing_queues(session)


def test_a_queue_is_missing_until_a_worker_is_there_and_again_when_all_are_gone() -> None:
    assert missing() == queues.ALL
    announce(queues.CAPTIONS, queues.MEDIA)
    announce(queues.MEDIA, worker="there")
    assert missing() == (queues.SPEECH,)
    clock.advance(workers.RENEW_SECONDS)
    announce(queues.MEDIA, worker="there")
    clock.advance(workers.HEARTBEAT_TIMEOUT.total_seconds() - 1)
    assert missing() == (queues.CAPTIONS, queues.SPEECH)
    clock.advance(1)
    assert missing() == queues.ALL


def test_workers_of_this_machine_get_time_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_BORN", clock.monotonic())
    assert missing() == ()
    monkeypatch.setattr(get_settings().jobs, "queues", [queues.CAPTIONS])
    assert missing() == (queues.MEDIA, queues.SPEECH)
    clock.advance(workers.STARTING.total_seconds())
    assert missing() == queues.ALL


def test_who_has_long_been_gone_is_forgotten() -> None:
    announce(queues.CAPTIONS, worker="old")
    clock.advance(2 * 24 * 3600)
    announce(queues.CAPTIONS)
    with read_scope() as session:
        assert session.exec(select(WorkerHeartbeat.worker)).all() == ["here"]


def test_a_dispatcher_is_missed() -> None:
    def gone() -> bool:
        with read_scope() as session:
            return workers.dispatcher_missing(session)

    assert gone()
    Leadership("here").hold()
    assert not gone()
    clock.advance(workers.HEARTBEAT_TIMEOUT.total_seconds() * 2)
    assert gone()


@pytest.mark.parametrize(
    ("kind", "fields", "waits_for"),
    [
        ("convert", {}, "captions"),
        ("convert", {"parameters": {"burn_in": True}}, "media"),
        ("transcribe", {"stage": Stage.TRANSCRIBING, "lease_until": clock.now()}, "speech"),
        ("transcribe", {"stage": Stage.EDITED, "stages": ["editing", "edited", "merging"]}, "media"),
        ("transcribe", {"stage": Stage.EDITING}, None),
        ("convert", {"stage": Stage.DRAFT}, None),
        ("convert", {"sandbox": True}, None),
        ("convert", {"stage": Stage.CONVERTED, "completed_at": clock.now()}, None),
    ],
)
def test_a_job_says_who_it_waits_for(
    account: Account, kind: str, fields: dict[str, object], waits_for: str | None
) -> None:
    job = Job(account_id=account.id, job_type=kind, **{"stages": ["converting", "converted"]} | fields)
    reason = workers.waiting_reason(job, queues.ALL)
    assert (reason is None) == (waits_for is None)
    if waits_for:
        assert reason is not None
        assert f"“{waits_for}”" in reason
        assert workers.waiting_reason(job, [queue for queue in queues.ALL if queue != waits_for]) is None


def test_a_polled_job_tells_when_workers_come_and_go(account: Account) -> None:
    with session_scope() as session:
        job = add_job(session, account)

    def polled() -> bytes:
        return rendering.job_bytes(Principal(account.id, None, "owner"), job.id, "http://x")

    assert b"Nobody is working on captions jobs" in polled()
    announce(queues.CAPTIONS)
    assert b'"waiting_reason":null' in polled()
    clock.advance(workers.HEARTBEAT_TIMEOUT.total_seconds())
    assert b"Nobody is working on captions jobs" in polled()


def test_nobody_is_rung_where_nobody_is(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rings would pile up at the broker, and the jobs in line would keep others out of a batch."""
    rung: list[str] = []
    monkeypatch.setattr(queue, "send_task", lambda job_id, *_: rung.append(job_id))
    monkeypatch.setattr(sweep, "_BATCH", 2)
    with session_scope() as session:
        waiting = [add_job(session, account, "transcribe").id for _ in range(3)]
        burned = add_job(session, account, parameters={"burn_in": True}).id
        served = add_job(session, account).id
    announce(queues.CAPTIONS)
    with session_scope() as session:
        assert sweep.sweep(session) == 1
    assert rung == [served]
    announce(queues.SPEECH, queues.MEDIA)
    rung.clear()
    with session_scope() as session:
        sweep.sweep(session)
    assert rung == waiting[:2]
    assert burned not in rung


def test_the_dispatcher_rings_for_jobs_after_editing(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They have another queue than their type's."""
    rung: list[str] = []
    monkeypatch.setattr(queue, "send_task", lambda job_id, *_: rung.append(job_id))
    with session_scope() as session:
        job = add_job(session, account, "transcribe")
        job.stages = ["transcribing", "transcribed", "editing", "edited", "merging", "merged"]
        job.stage = Stage.EDITED
        session.add(job)
    announce(queues.MEDIA)
    with session_scope() as session:
        sweep.sweep(session)
    assert rung == [job.id]
    with read_scope() as session:
        assert session.exec(select(col(Job.stage))).all() == [Stage.EDITED]


def test_on_several_machines_a_worker_for_the_queue_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "cuedeck up" in workers.reason("speech")
    monkeypatch.setattr(get_settings(), "database_url", "postgresql://db.internal/cuedeck")
    monkeypatch.setattr(get_settings(), "broker_url", "redis://valkey.internal")
    assert "“cuedeck worker --queues speech”" in workers.reason("speech")
