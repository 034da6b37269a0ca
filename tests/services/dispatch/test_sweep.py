"""Files go when their job's retention is over, however the job ended; its history entry stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, select

from app.core import clock, queue
from app.core.db import read_scope, session_scope
from app.core.errors import Conflict
from app.core.storage import Stored, storage
from app.core.storage.base import new_key
from app.services.access import person
from app.services.dispatch import sweep as sweeping
from app.services.files import outputs, uploads
from app.services.files.orphans import Sweep
from app.services.files.outputs import NewOutput
from app.services.jobs import lifecycle
from app.services.jobs.transitions import transition
from models import Account, Job, JobStep, Outbox, Stage
from tests.support.services.jobs import add_job

ENDS = [Stage.FAILED, Stage.REJECTED, Stage.CANCELED, Stage.CONVERTED]


def kept(kind: str) -> str:
    writer = storage().writer(new_key(kind))
    writer.write(b"bytes")
    return writer.commit().key


def ended(account: Account, end: Stage) -> tuple[Job, list[str]]:
    """A job that ended so, and the storage keys of its source and of what its stage kept for the next."""
    source, work = uploads.receive(b"source", "a.srt"), kept("work")
    with session_scope() as session:
        upload = uploads.add(session, person(account), "a.srt", source, {})
        job = add_job(session, account, upload_id=upload.id)
        transition(session, job, Stage.CONVERTING)
        session.add(JobStep(job_id=job.id, stage="converting", position=0, result={"captions": work}))
        transition(session, job, end)
    outputs.work_folder(job.id).mkdir(parents=True)
    return job, [source.key, work]


def sweep() -> None:
    with session_scope() as session:
        sweeping.expire_files(session)


@pytest.mark.parametrize("end", ENDS)
def test_the_files_of_every_ended_job_go(
    account: Account, end: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, keys = ended(account, end)
    sweep()
    assert [storage().exists(key) for key in keys] == [True, True]
    later = clock.now() + timedelta(days=30, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    sweep()
    assert [storage().exists(key) for key in keys] == [False, False]
    assert not outputs.work_folder(job.id).exists()
    with read_scope() as session:
        entry = session.exec(select(Job).where(col(Job.id) == job.id)).one()
    assert (entry.stage, entry.files_deleted_at) == (end, later)


def test_a_job_that_is_claimed_while_the_sweep_looks_is_not_sent_again(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL lets a worker claim it in between: its row is gone then."""
    with session_scope() as session:
        job = add_job(session, account)
        row = Outbox(id=1_000_000, job_id=job.id, task="jobs.run", queue="captions")
        monkeypatch.setattr(sweeping, "_overdue", lambda *_: [(job, row)])
    sent: list[str] = []
    monkeypatch.setattr(queue, "send_or_note", lambda job_id, *_: sent.append(job_id))
    with session_scope() as session:
        sweeping.sweep(session)
    assert sent == []


def finished(account: Account) -> tuple[Job, list[str]]:
    """A completed job with its source and one output, and their storage keys."""
    source, made = uploads.receive(b"source", "a.srt"), kept("output")
    with session_scope() as session:
        upload = uploads.add(session, person(account), "a.srt", source, {})
        job = add_job(session, account, upload_id=upload.id)
        transition(session, job, Stage.CONVERTING)
        transition(session, job, Stage.CONVERTED)
        outputs.add(session, job, [NewOutput(Stored(made, 5, "0"), "a.vtt", "text/vtt")])
    return job, [source.key, made]


def listed(job: Job) -> int:
    with read_scope() as session:
        return len(outputs.list_for_job(session, job.id))


def test_removed_files_are_kept_out_of_sight_until_nobody_can_bring_them_back(account: Account) -> None:
    job, keys = finished(account)
    with session_scope() as session:
        lifecycle.hide_files(session, person(account), job.id)
    assert listed(job) == 0
    sweep()
    Sweep().run()
    assert [storage().exists(key) for key in keys] == [True, True]
    clock.advance(outputs.UNDO.total_seconds() + 1)
    with pytest.raises(Conflict, match="no longer"), session_scope() as session:
        lifecycle.restore_files(session, person(account), job.id)
    sweep()
    assert [storage().exists(key) for key in keys] == [False, False]


def test_files_that_were_brought_back_stay_for_as_long_as_ever(account: Account) -> None:
    job, keys = finished(account)
    with session_scope() as session:
        expires = session.get_one(Job, job.number).expires_at
        lifecycle.hide_files(session, person(account), job.id)
    clock.advance(outputs.UNDO.total_seconds() - 1)
    with session_scope() as session:
        lifecycle.restore_files(session, person(account), job.id)
    clock.advance(3600)
    sweep()
    assert ([storage().exists(key) for key in keys], listed(job)) == ([True, True], 1)
    with read_scope() as session:
        again = session.get_one(Job, job.number)
        assert again.expires_at
        assert expires
        assert again.files_deleted_at is None
        assert abs(again.expires_at - expires) < timedelta(seconds=1)


def test_what_was_removed_is_not_removed_again(account: Account) -> None:
    job, _ = finished(account)
    with session_scope() as session:
        lifecycle.delete_files(session, person(account), job.id)
    clock.advance(40 * 86_400)
    with session_scope() as session:
        assert sweeping.expire_files(session) == 0
