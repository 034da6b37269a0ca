"""Names of speakers that a job gives: they reach every file, and other names recognise nothing again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlmodel import col, select

from app.captions.model.spoken_word import SpokenSegment
from app.core import queue
from app.core.db import read_scope, session_scope
from app.core.progress import OnProgress
from app.core.storage import read_stored
from app.engines.protocols import Transcript
from app.job_types import plan
from app.services.access import person
from app.services.editor.work_files import recognised_captions, source_captions
from app.services.files import outputs, uploads
from app.services.jobs import editing
from models import Account, Job, JobStep
from tasks import run_job as worker
from tasks.stages import transcribe, translate
from tasks.steps import StepContext
from tests.support.engines.toy_translators import Toy, upper
from tests.support.services.jobs import add_job, reread

pytestmark = pytest.mark.slow

SAID = tuple(
    SpokenSegment(f"Line {n}.", n * 3.0, n * 3.0 + 2.0, speaker=f"Speaker {who}")
    for n, who in enumerate((1, 2, 1, 3))
)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The jobs whose source was recognised, in which three speakers take turns."""
    monkeypatch.setattr(queue, "send_task", lambda *_: None)
    monkeypatch.setattr(translate, "translator", lambda *_: Toy(upper))
    asked: list[str] = []

    def recognised(context: StepContext, _progress: OnProgress) -> tuple[Transcript, list[dict[str, str]]]:
        asked.append(context.job.id)
        return Transcript("en", 0.9, SAID, 12.0), []

    monkeypatch.setattr(transcribe, "recognised", recognised)
    return asked


def job_of(account: Account, kind: str = "transcribe", *, review: bool = False, **asked: Any) -> Job:
    with session_scope() as session:
        upload = uploads.add(session, person(account), "talk.wav", uploads.receive(b"talk", "talk.wav"), {})
        job = add_job(session, account, kind, source_name="talk.wav", upload_id=upload.id)
        recognizes = {"captions_given": False} if kind == "translate" else {}
        job.stages = [str(stage) for stage in plan(kind, editing=review, **recognizes)]
        job.parameters = {"job_type": kind, "encode_options": {"speakers": "prefix"}, **asked}
    worker.run(job.id)
    return reread(job)


def text_of(job: Job) -> str:
    with read_scope() as session:
        return read_stored(outputs.list_for_job(session, job.id)[0].storage_key).decode()


def told(job: Job) -> list[tuple[str, str]]:
    return [(each["code"], each["message"]) for each in job.warnings]


def test_names_stand_in_the_captions_and_other_names_recognise_nothing_again(
    account: Account, heard: list[str]
) -> None:
    first = job_of(account, speakers=True)
    assert (first.stage, "Speaker 2: Line 1." in text_of(first), told(first)) == ("transcribed", True, [])
    again = job_of(account, speaker_names=["Anna", "Ben", "Carl"])
    assert heard == [first.id]
    text = text_of(again)
    assert [f"{name}: Line" in text for name in ("Anna", "Ben", "Carl", "Speaker 1")] == [
        True, True, True, False,
    ]  # fmt: skip
    assert told(again) == []
    assert job_of(account, speaker_names=["Anna"], speakers=False).id in heard  # nobody is told apart


def test_the_json_transcript_and_the_editor_have_the_names(account: Account, heard: list[str]) -> None:
    job = job_of(account, speaker_names=["Anna", "Ben", "Anna"], output_format="json")
    assert [each["speaker"] for each in json.loads(text_of(job))["segments"]] == [
        "Anna", "Ben", "Anna", "Anna",
    ]  # fmt: skip
    with read_scope() as session:
        project = json.loads(recognised_captions(session, job, 0))
        kept = session.exec(select(JobStep).where(col(JobStep.job_id) == job.id)).one().result or {}
    assert [cue["speaker"] for cue in project["cues"]] == ["Anna", "Ben", "Anna", "Anna"]
    assert b"Speaker 3" in read_stored(kept["captions"])


@pytest.mark.parametrize(
    ("names", "code", "words"),
    [
        (["Anna", "Ben"], "speakers_without_name", "3 speakers, the job 2 names: from Speaker 3 on"),
        (
            ["Anna", "Ben", "Carl", "Dora"],
            "speaker_names_unused",
            "3 speakers, the job 4 names; not used: Dora.",
        ),
    ],
)
@pytest.mark.parametrize("kind", ["transcribe", "translate"])
def test_more_and_fewer_names_than_speakers_are_told_once(
    account: Account, heard: list[str], kind: str, names: list[str], code: str, words: str
) -> None:
    target = {"target_language": "es"} if kind == "translate" else {}
    job = job_of(account, kind, speaker_names=names, **target)
    assert (job.status, [each[0] for each in told(job)]) == ("completed", [code])
    assert words in told(job)[0][1]
    assert "Anna: LINE 0." in text_of(job) if kind == "translate" else "Anna: Line 0." in text_of(job)


def test_a_translation_and_what_it_was_made_of_have_the_names(account: Account, heard: list[str]) -> None:
    job = job_of(account, "translate", speaker_names=["Anna", "Ben", "Carl"], target_language="es")
    source = json.loads(source_captions(person(account), job.id))
    assert [cue["speaker"] for cue in source["cues"]] == ["Anna", "Ben", "Anna", "Carl"]


def test_a_person_edits_captions_with_the_names(account: Account, heard: list[str]) -> None:
    job = job_of(account, review=True, speaker_names=["Anna", "Ben", "Carl"])
    assert job.stage == "editing"
    with read_scope() as session:
        (draft,) = editing.list_for_job(session, job.id)
    assert [cue["speaker"] for cue in json.loads(draft.document)["cues"]] == ["Anna", "Ben", "Anna", "Carl"]
    assert draft.cue_count == 4
