"""A line of a dub is spoken anew: the job that does has the others as they were recorded."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from app.core import queue
from app.core.db import read_scope, session_scope
from app.core.errors import Conflict, Invalid, NotFound
from app.core.settings import get_settings
from app.core.storage import read_stored
from app.services.access import Principal
from app.services.editor import respeaking
from app.services.editor.respeaking import Change
from app.services.files import uploads
from app.services.jobs import lifecycle
from app.services.jobs.acceptance import Submission
from models import Job, Upload
from tasks import run_job
from tasks.stages import dub
from tests.support.engines.fake_voice import FakeVoice
from tests.support.media.clips import video
from tests.support.services.jobs import reread

pytestmark = pytest.mark.slow
VTT = (
    "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Ann>Hola.\n\n00:02.000 --> 00:03.000\n<v Ben>Buenas.\n\n"
    "NOTE nothing\n\n00:04.000 --> 00:05.000\n<v Ann>Adiós.\n"
)


@pytest.fixture
def voice(monkeypatch: pytest.MonkeyPatch) -> FakeVoice:
    """A voice of the tests' own, for the check of a submission and for the work."""
    made = FakeVoice()
    monkeypatch.setattr(queue, "send_task", lambda *_: None)
    monkeypatch.setattr(dub, "voice_for", lambda *_: made)
    monkeypatch.setattr("app.services.jobs.feasibility.voices.engines", lambda *_: [made])
    monkeypatch.setattr("app.services.jobs.feasibility.voices.engine_by_id", lambda *_: made)
    monkeypatch.setattr("app.services.engines.capabilities.missing", lambda _: None)
    shutil.rmtree(get_settings().data_dir / "voices", ignore_errors=True)
    return made


@pytest.fixture
def spoken(who: Principal, voice: FakeVoice, tmp_path: Path) -> Job:
    """A voiceover that is done."""
    film = video(tmp_path / "film.mp4", 6.0).read_bytes()
    with session_scope() as session:
        source = uploads.add(session, who, "film.mp4", uploads.receive(film, "film.mp4"), {"kind": "media"})
        wanted = {
            "job_type": "voiceover", "upload_id": source.id, "srt_content": VTT, "target_language": "es",
            "loudness": -16, "job_name": "Pilot", "voices": {"Ann": "f1"},
        }  # fmt: skip
        job = lifecycle.submit(session, Submission(who, "api", json.dumps(wanted), wanted))
    return done(job)


def done(job: Job) -> Job:
    run_job.run(job.id)
    made = reread(job)
    assert made.stage == "merged", (made.error_message, made.error_hint)
    return made


def test_the_lines_are_listed_with_their_voices(who: Principal, spoken: Job) -> None:
    found = respeaking.lines(who, spoken.id)
    assert (found.language, found.engine) == ("es", "fake")
    told = [(line.cue, line.start, line.speaker, line.text, line.voice) for line in found.lines]
    assert told == [
        (1, 0.0, "Ann", "Hola.", "f1"),
        (2, 2.0, "Ben", "Buenas.", "m1"),
        (3, 4.0, "Ann", "Adiós.", "f1"),
    ]
    assert spoken.result_data is not None
    assert spoken.result_data["voices"] == {"Ann": "f1", "Ben": "m1"}


def test_only_the_line_that_changed_is_spoken(who: Principal, spoken: Job, voice: FakeVoice) -> None:
    before, first_files = list(voice.asked), files(spoken)
    made = done(respeaking.speak(who, spoken.id, "api", [Change(2, "Muy buenas.")]))
    assert voice.asked[len(before) :] == [("Muy buenas.", "m1", 1.0)]
    assert (made.job_type, made.job_name, made.parameters["loudness"]) == ("voiceover", "Pilot", -16)
    assert files(spoken) == first_files
    assert [line.text for line in respeaking.lines(who, made.id).lines] == ["Hola.", "Muy buenas.", "Adiós."]


def test_voice_and_speed_of_a_line_are_kept_by_the_next_job(
    who: Principal, spoken: Job, voice: FakeVoice
) -> None:
    first = done(respeaking.speak(who, spoken.id, "api", [Change(1, voice="m1", speed=0.8)]))
    assert voice.asked[-1] == ("Hola.", "m1", 0.8)
    before = len(voice.asked)
    second = done(respeaking.speak(who, first.id, "api", [Change(3, speed=1.2)]))
    assert voice.asked[before:] == [("Adiós.", "f1", 1.2)]
    kept = [(line.voice, line.speed) for line in respeaking.lines(who, second.id).lines]
    assert kept == [("m1", 0.8), ("m1", 1.0), ("f1", 1.2)]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([], "No line"),
        ([Change(0, "x")], "cues 1 to 3"),
        ([Change(4, "x")], "cues 1 to 3"),
        ([Change(1, "  ")], "no words"),
        ([Change(1, "\u200b\u2060…")], "no words"),
        ([Change(1, 2001 * "a")], "at most 2000 characters"),
        ([Change(1, "x"), Change(2, "x"), Change(1, speed=0.9)], "Cue 1 is named more than once"),
        ([Change(1)], "say what changes"),
    ],
)
def test_what_cannot_be_spoken_is_told(who: Principal, spoken: Job, changes: list[Change], said: str) -> None:
    with read_scope() as session:
        before = len(session.exec(select(Upload)).all())
    with pytest.raises(Invalid, match=said):
        respeaking.speak(who, spoken.id, "api", changes)
    with read_scope() as session:
        assert len(session.exec(select(Upload)).all()) == before


def test_a_voice_that_is_not_there_is_refused(who: Principal, spoken: Job) -> None:
    with pytest.raises(Invalid) as refused:
        respeaking.speak(who, spoken.id, "api", [Change(1, voice="nobody")])
    assert refused.value.extra["errors"][0]["field"] == "lines.1.voice"


def test_a_job_without_spoken_lines_says_so(who: Principal, spoken: Job, other_account: Any) -> None:
    waiting = respeaking.speak(who, spoken.id, "api", [Change(1, "Buenos días.")])
    with pytest.raises(Conflict) as refused:
        respeaking.lines(who, waiting.id)
    assert refused.value.code == "no_spoken_lines"
    with session_scope() as session:
        lifecycle.delete_files(session, who, spoken.id)
    with pytest.raises(Conflict, match="removed"):
        respeaking.lines(who, spoken.id)
    with pytest.raises(NotFound):
        respeaking.lines(Principal(other_account.id, None, "somebody"), spoken.id)


def files(job: Job) -> list[bytes]:
    from app.services.files import outputs

    with read_scope() as session:
        made = outputs.list_for_job(session, job.id)
    return [read_stored(output.storage_key) for output in made]
