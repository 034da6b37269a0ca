"""Running a job in this process, with steps made for the test: what stays behind, and what is used again."""

from __future__ import annotations

import errno
import sqlite3
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select, update
from structlog.testing import capture_logs

from app.core import clock, events, queue
from app.core.child_process.killed import killed
from app.core.db import read_scope, session_scope
from app.core.errors import Canceled, EngineError, MediaError
from app.core.http_fetch.client import disk_full
from app.core.settings import Settings, get_settings
from app.core.storage import StorageAway, storage
from app.job_types import plan
from app.job_types.stages import DONE_OF
from app.services.access import of_job, person
from app.services.dispatch import leases
from app.services.dispatch.leases import Claim
from app.services.engines.capabilities import Missing
from app.services.files import outputs, uploads
from app.services.jobs import descriptions, lifecycle, lookup
from models import Account, Job, JobStep, Stage, Upload
from tasks import checkpoints, heartbeat, stages, steps
from tasks import run_job as runner
from tasks.cleanup import cleaned_up
from tasks.progress_estimate import ProgressEstimate
from tasks.steps import StepContext, StepResult
from tests.support.services.jobs import add_job

Step = Callable[[StepContext], StepResult]


@pytest.fixture(autouse=True)
def _silent_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "send_task", lambda *_: None)


def transcription(account: Account, content: bytes = b"sound", **parameters: object) -> Job:
    with session_scope() as session:
        upload = uploads.add(session, person(account), "talk.wav", uploads.receive(content, "talk.wav"), {})
        return add_job(session, account, "transcribe", upload_id=upload.id, parameters=dict(parameters))


def run(monkeypatch: pytest.MonkeyPatch, job: Job, step: Step) -> Job:
    monkeypatch.setitem(stages.STEPS, Stage.TRANSCRIBING, step)
    runner.run(job.id)
    with read_scope() as session:
        return lookup.get(session, of_job(job), job.id)


def stored() -> set[str]:
    root = get_settings().storage_dir
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def works_then(error: Exception | None, seen: list[str] | None = None) -> Step:
    def step(context: StepContext) -> StepResult:
        (context.folder / "speech.wav").write_bytes(b"long")
        (context.folder / "chunks-1.jsonl").write_text("{}\n")
        key = context.store(b"work", "work").key
        if seen is not None:
            seen.append(key)
        if error is not None:
            raise error
        return StepResult({"captions": key})

    return step


def test_a_failed_job_keeps_only_what_its_retry_goes_on_from(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, before = transcription(account), stored()
    failed = run(monkeypatch, job, works_then(MediaError("broken", code="media_error")))
    assert (failed.stage, failed.error_code) == ("failed", "media_error")
    assert [path.name for path in outputs.work_folder(job.id).iterdir()] == ["chunks-1.jsonl"]
    assert stored() - before == set()


def test_a_rejected_job_keeps_nothing(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    job = transcription(account)
    ended = run(monkeypatch, job, works_then(MediaError("bad", code="bad", rejected=True)))
    assert ended.stage == "rejected"
    assert not outputs.work_folder(job.id).exists()


def test_a_completed_job_keeps_what_was_recorded(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    job, kept = transcription(account), list[str]()
    ended = run(monkeypatch, job, works_then(None, kept))
    assert ended.stage == "transcribed"
    assert not outputs.work_folder(job.id).exists()
    assert storage().exists(kept[0])


def test_a_job_that_waits_for_a_person_keeps_no_work(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = transcription(account)
    context = steps.StepContext(job, descriptions.parse_stored(job), leases.Claim(job.id, ""), None)
    (context.folder / "speech.wav").write_bytes(b"long")
    with session_scope() as session:
        waiting = lookup.get(session, person(account), job.id)
        waiting.stage, waiting.stages = "editing", [*waiting.stages, "editing", "edited"]
        session.add(waiting)
    with cleaned_up(context):
        pass
    assert not outputs.work_folder(job.id).exists()


def test_a_job_that_was_taken_over_is_left_alone(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    job = transcription(account)

    def slow(context: StepContext) -> StepResult:
        (context.folder / "speech.wav").write_bytes(b"long")
        clock.advance(get_settings().jobs.lease_seconds + 1)
        with session_scope() as session:
            leases.end_silent(session)
            assert leases.claim(session, job.id) is not None
        return StepResult()

    assert run(monkeypatch, job, slow).stage == "transcribing"
    assert (outputs.work_folder(job.id) / "speech.wav").exists()


FULL = (
    OSError(errno.ENOSPC, "full"),
    OperationalError("UPDATE job", {}, sqlite3.OperationalError("database or disk is full")),
    disk_full(),
)


@pytest.mark.parametrize("error", FULL)
def test_a_job_waits_for_room_on_a_full_disk(
    account: Account, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    job = transcription(account)
    for attempt in range(1, 2 * get_settings().jobs.max_attempts):
        waits = run(monkeypatch, job, works_then(error))
        assert (waits.attempts, waits.handed_back, waits.ended) == (attempt, attempt, False)
        assert not run(monkeypatch, job, works_then(None)).ended  # not before its time
        clock.advance(runner.ROOM_SECONDS * 2 ** (attempt - 1))
    assert run(monkeypatch, job, works_then(None)).stage == "transcribed"


@pytest.mark.parametrize("error", FULL)
def test_a_disk_that_stays_full_is_named(
    account: Account, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(get_settings().jobs, "full_disk_minutes", 0.0)
    ended = run(monkeypatch, transcription(account), works_then(error))
    assert (ended.stage, ended.error_code) == ("failed", "disk_full")
    assert ended.error_hint


def test_a_fault_of_ours_is_told_in_words(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the name or the text of the exception: those are in the log."""
    job = run(monkeypatch, transcription(account), works_then(KeyError("a_private_name")))
    assert (job.stage, job.error_code) == ("failed", "internal_error")
    assert job.error_hint is not None
    assert job.error_hint.startswith("Retry the job.")
    told = f"{job.error_message} {job.error_hint} {job.error_extra}"
    assert "KeyError" not in told
    assert "a_private_name" not in told


def test_removing_a_jobs_files_removes_its_work(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    job = transcription(account)
    run(monkeypatch, job, works_then(MediaError("broken", code="media_error")))
    with session_scope() as session:
        lifecycle.delete_files(session, person(account), job.id)
    assert not outputs.work_folder(job.id).exists()


def key_of(job: Job, **changes: object) -> str:
    with read_scope() as session:
        upload = session.get_one(Upload, job.upload_id)
    job.parameters = {**job.parameters, **changes}
    context = steps.StepContext(job, descriptions.parse_stored(job), leases.Claim(job.id, ""), upload)
    return checkpoints.checkpoint_key(context, Stage.TRANSCRIBING)


def test_the_key_of_recognition_knows_only_what_matters(account: Account) -> None:
    job = transcription(account)
    first = key_of(job)
    assert key_of(job, output_format="vtt", labels=["x"]) == first
    assert key_of(job, model_size="tiny.en") != first
    assert key_of(transcription(account, b"other sound")) != first


def test_a_stage_is_not_done_again_for_what_it_does_not_read(account: Account) -> None:
    def keys(**changed: object) -> list[str]:
        with session_scope() as session:
            job = add_job(session, account, "dub")
            job.stages = [str(stage) for stage in plan("dub")]
            job.parameters = {"job_type": "dub", "target_language": "es", **changed}
            context = StepContext(job, descriptions.parse_stored(job), leases.Claim(job.id, "t"), None)
            context.job.source_url = "https://example.com/film.mp4"
            return [checkpoints.checkpoint_key(context, stage) for stage in STAGES_OF_A_DUB]

    usual = keys()
    assert keys(voice="ef_dora")[0] == usual[0]
    assert keys(voice="ef_dora")[1:] != usual[1:]
    louder = keys(loudness=-16, original="removed", original_level=-6)
    assert louder[:2] == usual[:2]
    assert louder[2] != usual[2]
    assert keys(target_language="fr")[0] != usual[0]
    assert keys(glossary={"a": "b"})[0] != usual[0]


STAGES_OF_A_DUB = (Stage.TRANSLATING, Stage.DUBBING, Stage.MERGING)


def test_the_same_work_of_another_job_is_found(
    account: Account, other_account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, again, foreign = transcription(account), transcription(account), transcription(other_account)
    done = run(monkeypatch, first, works_then(None))
    with read_scope() as session:
        key = session.exec(select(JobStep).where(col(JobStep.job_id) == first.id)).one().checkpoint_key
        found = leases.finished_elsewhere(session, again, Stage.TRANSCRIBING, key)
        assert found is not None
        assert found[0] == done.number
        assert leases.finished_elsewhere(session, first, Stage.TRANSCRIBING, key) is None
        assert leases.finished_elsewhere(session, foreign, Stage.TRANSCRIBING, key) is None
    assert key == key_of(again)
    with session_scope() as session:
        lifecycle.delete_files(session, person(account), first.id)
    with read_scope() as session:
        assert leases.finished_elsewhere(session, again, Stage.TRANSCRIBING, key) is None


def test_a_retry_resumes_behind_a_fetched_source(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """The step began with an address; its checkpoint is found by the content that was fetched."""
    calls: list[str] = []
    with session_scope() as session:
        job = add_job(session, account, "translate", source_url="https://example.com/talk.wav")

    def fetched(context: StepContext) -> StepResult:
        calls.append("transcribing")
        with session_scope() as session:
            stored = uploads.receive(b"sound", "talk.wav")
            upload = uploads.add(session, person(account), "talk.wav", stored, {})
            context.job.upload_id = upload.id
            session.add(context.job)
        context.upload = upload
        return StepResult({"captions": "x"})

    def fails(_: StepContext) -> StepResult:
        calls.append("translating")
        raise MediaError("away", code="engine_unreachable")

    monkeypatch.setitem(stages.STEPS, Stage.TRANSLATING, fails)
    assert run(monkeypatch, job, fetched).stage == "failed"
    with session_scope() as session:
        kept = lookup.get(session, person(account), job.id)
        kept.round, kept.attempts, kept.stage, kept.completed_at = 1, 0, "created", None
        session.add(kept)
    runner.run(job.id)
    assert calls == ["transcribing", "translating", "translating"]


def test_a_child_that_was_killed_is_tried_again_and_then_told(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = transcription(account)
    for attempt in range(1, get_settings().jobs.max_attempts):
        waits = run(monkeypatch, job, works_then(killed()))
        assert (waits.attempts, waits.lease_token, waits.ended) == (attempt, None, False)
        clock.advance(runner.TRY_AGAIN_SECONDS * attempt)
    assert run(monkeypatch, job, works_then(killed())).error_code == "child_killed"


def test_a_database_that_is_away_fails_no_job(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    away = OperationalError("UPDATE job", {}, sqlite3.OperationalError("database is locked"))
    job = transcription(account)
    assert not run(monkeypatch, job, works_then(away)).ended
    clock.advance(get_settings().jobs.lease_seconds + 1)
    with session_scope() as session:
        leases.end_silent(session)
    assert run(monkeypatch, job, works_then(None)).stage == "transcribed"


def test_a_worker_that_is_asked_to_stop_returns_its_jobs(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = transcription(account)

    def long(context: StepContext) -> StepResult:
        heartbeat.begin_stopping(0)
        assert context.lost.wait(30)
        raise Canceled("The work was stopped.")

    monkeypatch.setattr(heartbeat, "stopping", threading.Event())
    given_back = run(monkeypatch, job, long)
    assert (given_back.lease_token, given_back.handed_back, given_back.ended) == (None, 1, False)
    assert not run(monkeypatch, job, works_then(None)).ended  # it begins nothing any more
    monkeypatch.setattr(heartbeat, "stopping", threading.Event())
    assert run(monkeypatch, job, works_then(None)).stage == "transcribed"


class Killed(BaseException):
    """The process ends here: nothing after it happens."""


def test_a_dub_that_is_killed_between_its_stages_does_each_of_them_once(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    with session_scope() as session:
        upload = uploads.add(session, person(account), "talk.wav", uploads.receive(b"sound", "talk.wav"), {})
        parameters = {"source_language": "en", "target_language": "es"}
        made = add_job(session, account, "dub", upload_id=upload.id, parameters=parameters)
    done: list[Stage] = []
    working = [Stage(name) for name in made.stages if Stage(name) in DONE_OF]

    def step_of(stage: Stage) -> Step:
        def step(_: StepContext) -> StepResult:
            done.append(stage)
            return StepResult(data={"made": str(stage)})

        return step

    for stage in working:
        monkeypatch.setitem(stages.STEPS, stage, step_of(stage))
    real = runner._record

    def record(*given: Any) -> None:
        real(*given)
        raise Killed

    monkeypatch.setattr(runner, "_record", record)
    monkeypatch.setattr(runner, "checkpoint_key", lambda _context, stage: str(stage))
    for _ in working:
        with pytest.raises(Killed):
            runner.run(made.id)
        clock.advance(get_settings().jobs.lease_seconds + 1)
        with session_scope() as session:
            leases.end_silent(session)
            session.execute(update(Job).values(handed_back=Job.attempts))  # these deaths are not the point
    with read_scope() as session:
        assert lookup.get(session, of_job(made), made.id).status == "completed"
    assert done == working


def test_a_file_store_that_is_away_makes_a_job_wait(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = transcription(account)
    for _ in range(get_settings().jobs.max_attempts + 2):
        left = run(monkeypatch, job, works_then(StorageAway("It does not answer.")))
        assert (left.completed_at, left.lease_token, left.error_code) == (None, None, None)
        clock.advance(runner.STORAGE_SECONDS)
    assert run(monkeypatch, job, works_then(None)).ended


def test_a_job_that_lacks_something_here_is_left_to_others(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, others = transcription(account), [True]
    monkeypatch.setattr(Settings, "is_one_machine", property(lambda _: False))
    monkeypatch.setattr(runner.capabilities, "missing", lambda _: Missing("No engine.", "Install one."))
    monkeypatch.setattr(runner.offers, "others", lambda _session, queue: others[0] and queue == "speech")
    for left_before in range(3):
        left = run(monkeypatch, job, works_then(EngineError("No engine.", code="engine_missing")))
        assert (left.completed_at, left.lease_token) == (None, None)
        assert (left.attempts, left.handed_back) == (left_before + 1, left_before + 1)
        clock.advance(runner.OTHERS_SECONDS)
    others.clear()
    others.append(False)
    ended = run(monkeypatch, job, works_then(EngineError("No engine.", code="engine_missing")))
    assert (ended.stage, ended.error_code) == (Stage.FAILED, "engine_missing")


def test_a_job_that_can_run_here_does(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Settings, "is_one_machine", property(lambda _: False))
    monkeypatch.setattr(runner.capabilities, "missing", lambda _: None)
    monkeypatch.setattr(runner.feasibility, "check", lambda _: [])
    monkeypatch.setattr(runner.offers, "others", lambda *_: pytest.fail("nobody else is asked"))
    assert run(monkeypatch, transcription(account), works_then(None)).ended


def test_a_job_whose_progress_cannot_be_told_stops_no_other_from_being_told() -> None:
    def fails() -> None:
        raise ValueError

    told: list[str] = []
    others = [Claim(f"job-{number}", "token") for number in range(2)]
    with (
        heartbeat.holding(others[0], threading.Event(), fails),
        heartbeat.holding(others[1], threading.Event(), lambda: told.append("told")),
        capture_logs() as logged,
    ):
        heartbeat._beat()
    assert told == ["told"]
    assert [(line["event"], line["job_id"]) for line in logged] == [("beat_failed", "job-0")]


def test_a_job_that_reports_nothing_moves_with_the_heartbeat_and_tells_what_is_left(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, sent = transcription(account), list[dict[str, Any]]()
    monkeypatch.setattr(events, "publish", sent.append)
    monkeypatch.setattr(steps, "_SILENT_SECONDS", 0.0)
    now = iter(range(1000, 9000))

    def slow(context: StepContext) -> StepResult:
        context._estimate = ProgressEstimate(
            [Stage.TRANSCRIBING], {}, lambda: 999.0, lambda: float(next(now))
        )
        for part in range(1, 5):
            context.progress(part / 10)
            heartbeat._beat()
        return StepResult()

    run(monkeypatch, job, slow)
    heartbeat._beat()
    told = [(each["progress"], each["eta"]) for each in sent if each["stage"] == Stage.TRANSCRIBING]
    moved = [percent for percent, _ in told if percent]
    assert moved == sorted(set(moved))
    assert len(moved) >= 4
    assert moved[-1] > 40, "it goes on behind the last report"
    assert told[-1][1] is not None
    assert sent[-1]["stage"] == "transcribed", "nothing is told of a stage that is over"


def test_the_last_report_of_a_burst_is_told_at_the_next_heartbeat(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, sent = transcription(account), list[dict[str, Any]]()
    monkeypatch.setattr(events, "publish", sent.append)
    monkeypatch.setattr(steps, "_SILENT_SECONDS", 1000.0)
    monkeypatch.setattr(steps, "_PROGRESS_SECONDS", 100.0)

    def slow(context: StepContext) -> StepResult:
        context._reported -= 200  # nothing was told for a while
        for part in (0.1, 0.2, 0.6):
            context.progress(part)
        for _ in range(2):
            heartbeat._beat()
        return StepResult()

    run(monkeypatch, job, slow)
    told = [each["progress"] for each in sent if each["stage"] == Stage.TRANSCRIBING and each["progress"]]
    assert told == [10.0, 60.0]


def test_what_is_fetched_first_is_a_part_of_its_stage(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    with session_scope() as session:
        job = add_job(session, account, "transcribe", source_url="https://example.com/talk.wav")
    context = steps.StepContext(job, descriptions.parse_stored(job), leases.Claim(job.id, ""), None)
    reported = list[float]()
    monkeypatch.setattr(ProgressEstimate, "report", lambda _self, _stage, fraction: reported.append(fraction))

    def fetch(_url: str, progress: Callable[[float], None], *_: object) -> tuple[str, object]:
        progress(1.0)
        return "talk.wav", uploads.receive(b"sound", "talk.wav")

    monkeypatch.setattr(steps.remote_sources, "fetch", fetch)
    with context.source():
        context.progress(0.5)
    assert reported == pytest.approx([0.1, 0.55])
