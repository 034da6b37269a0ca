"""How long a job took: the time in its working stages, not the time it waited or was edited. And which job
cannot run again as it was."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import pytest

from app.core import clock
from app.core.db import session_scope
from app.core.errors import AppError, Conflict, JobError
from app.job_types import plan
from app.job_types.stages import DONE_OF
from app.services.access import person
from app.services.dispatch import leases
from app.services.files import uploads
from app.services.jobs import acceptance, lifecycle, live_messages
from app.services.jobs.transitions import transition
from models import Account, Job, JobStep, Stage
from tests.support.services.jobs import add_job, reread


def worked_on(job: Job, seconds: float, error: JobError | None = None, **stage: Any) -> None:
    """One claim, one stage of so many seconds, and its end."""
    with session_scope() as session:
        claimed = leases.claim(session, job.id)
        assert claimed is not None
        claim, mine = claimed
        step = leases.start_step(session, claim, mine, Stage(stage["stage"]), "key")
    clock.advance(seconds)
    with session_scope() as session:
        if error is not None:
            leases.fail(session, claim, error)
        else:
            leases.finish_step(session, claim, mine, step)


@pytest.mark.slow
def test_waiting_is_not_counted(account: Account) -> None:
    with session_scope() as session:
        job = add_job(session, account)
    clock.advance(3600)
    worked_on(job, 5, JobError("broke"), stage="converting")
    assert reread(job).worked_seconds == pytest.approx(5, abs=1)
    clock.advance(7200)
    with session_scope() as session:
        job = lifecycle.retry(session, person(account), job.id, {"media_path": "https://example.com/a.srt"})
    clock.advance(3600)
    worked_on(job, 7, stage="converting")
    done = reread(job)
    assert done.stage == "converted"
    assert done.worked_seconds == pytest.approx(12, abs=1)
    assert live_messages.message(done)["took"] == pytest.approx(12, abs=1)


def test_a_canceled_job_counts_what_was_done(account: Account) -> None:
    with session_scope() as session:
        job = add_job(session, account)
        claimed = leases.claim(session, job.id)
        assert claimed is not None
        leases.start_step(session, *claimed, Stage.CONVERTING, "key")
    clock.advance(4)
    with session_scope() as session:
        lifecycle.cancel(session, person(account), job.id)
    assert reread(job).worked_seconds == pytest.approx(4, abs=1)


def test_a_job_of_before_shows_the_time_from_start_to_end(account: Account) -> None:
    with session_scope() as session:
        job = add_job(session, account)
        job.started_at = clock.now()
    clock.advance(9)
    done = reread(job)
    done.stage, done.completed_at = "converted", clock.now()
    assert live_messages.message(done)["took"] == pytest.approx(9, abs=1)


def test_a_persons_pause_is_no_work(account: Account) -> None:
    assert Stage.EDITING in DONE_OF
    with session_scope() as session:
        job = add_job(session, account, "transcribe")
        job.stages = [str(stage) for stage in plan("transcribe", editing=True)]
    worked_on(job, 3, stage="transcribing")
    step = JobStep(job_id=job.id, stage=Stage.EDITING, position=2, started_at=clock.now())
    clock.advance(3600)
    step.ended_at = clock.now()
    assert lifecycle.working_seconds(reread(job), [step]) == pytest.approx(3, abs=1)


ADDRESS = {"target_profile": "WebVTT", "media_path": "https://example.com/a.srt"}


@pytest.mark.parametrize(
    ("stage", "parameters", "told"),
    [
        (Stage.REJECTED, {"target_profile": "WebVTT"}, "never stored"),
        (Stage.REJECTED, {**ADDRESS, "target_profile": "Webvt"}, "refused again"),
        (Stage.REJECTED, {**ADDRESS, "no_such_field": 1}, "refused again"),
        (Stage.REJECTED, ADDRESS, None),
        (Stage.FAILED, ADDRESS, None),
        (Stage.CANCELED, ADDRESS, None),
    ],
)
def test_what_is_said_to_be_refused_again_is(
    account: Account, stage: Stage, parameters: dict[str, Any], told: str | None
) -> None:
    with session_scope() as session:
        job = add_job(session, account, source_name="a.srt", parameters=parameters)
        transition(session, job, stage)
        refused = acceptance.lasting_refusals(session, [job]).get(job.id)
    assert told in refused if refused else told is None
    with session_scope() as session, pytest.raises(AppError) if told else nullcontext():
        lifecycle.retry(session, person(account), job.id)


def test_a_job_whose_file_was_removed_cannot_run_again(account: Account) -> None:
    with session_scope() as session:
        upload = uploads.add(session, person(account), "a.srt", uploads.receive(b"no captions", "a.srt"), {})
        job = add_job(session, account, upload_id=upload.id, source_name="a.srt")
        transition(session, job, Stage.FAILED)
        assert acceptance.lasting_refusals(session, [job]) == {}
        lifecycle.delete_files(session, person(account), job.id)
    with session_scope() as session:
        refused = acceptance.lasting_refusals(session, [reread(job)])[job.id]
        with pytest.raises(Conflict) as caught:
            lifecycle.retry(session, person(account), job.id)
    assert refused == f"{caught.value.message} {caught.value.hint}"


def test_what_a_preset_may_add_by_now_is_not_said_to_be_refused(account: Account) -> None:
    with session_scope() as session:
        job = add_job(session, account, source_name="a.srt", parameters={"preset_id": "news"})
        transition(session, job, Stage.REJECTED)
        assert acceptance.lasting_refusals(session, [job]) == {}
