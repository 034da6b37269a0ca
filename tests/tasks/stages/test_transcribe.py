"""What a transcription keeps of the words that were recognised: their times, and how sure they are."""

from __future__ import annotations

import errno
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.captions import save
from app.captions.model.spoken_word import SpokenSegment, SpokenWord
from app.captions.quality.style_guides import NETFLIX
from app.captions.speech.segmentation import captions_from_speech
from app.core.child_process.killed import killed
from app.core.errors import Canceled, EngineError
from app.core.http_fetch.client import disk_full
from app.core.progress import OnProgress
from app.core.storage import StorageAway, read_stored
from app.engines.protocols import Transcript, Turn
from app.job_types import JOB_TYPES
from app.services.dispatch.leases import Claim
from models import Job
from tasks.stages import captioned_video, recognition, transcribe
from tasks.stages.transcribe import RecognisedSpeech
from tasks.steps import StepContext

WORDS = (SpokenWord("Good", 1.0, 1.4, 0.98), SpokenWord("morning", 1.5, 2.0, 0.311))
HEARD = Transcript("en", 0.9, (SpokenSegment("Good morning", 1.0, 2.0, WORDS),), 3.0)


def context_of(**fields: Any) -> StepContext:
    job = Job(account_id="a", job_type="transcribe", source_name="film.mp4")
    asked = JOB_TYPES["transcribe"].parameters.model_validate(fields)
    return StepContext(job, asked, Claim(job.id, "token"), None)


def written(monkeypatch: pytest.MonkeyPatch, format_name: str, **fields: Any) -> str:
    monkeypatch.setattr(transcribe, "recognised", lambda *_: (HEARD, []))
    made = transcribe._heard(context_of(**fields))
    return save(made.document, format_name).decode()


@pytest.mark.parametrize("formatting", [True, False])
def test_the_time_of_each_word_is_kept_where_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, formatting: bool
) -> None:
    asked = {"word_timestamps": True, "caption_formatting": formatting}
    assert "Good <00:00:01.500>morning" in written(monkeypatch, "WebVTT", **asked)
    assert "{\\k" in written(monkeypatch, "Advanced SubStation Alpha", **asked)
    assert "<" not in written(monkeypatch, "WebVTT", caption_formatting=formatting)


@pytest.mark.parametrize("formatting", [True, False])
def test_captions_begin_with_shots_where_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, formatting: bool
) -> None:
    monkeypatch.setattr(StepContext, "source", lambda _: nullcontext(Path("film.mp4")))
    monkeypatch.setattr(transcribe, "examined", lambda *_: SimpleNamespace(video=None))
    monkeypatch.setattr(transcribe, "shots", lambda *_, **__: [0.9])
    asked = {"shot_changes": True, "caption_formatting": formatting}
    assert "00:00:00.900 --> " in written(monkeypatch, "WebVTT", **asked)
    assert "00:00:01.000 --> " in written(monkeypatch, "WebVTT", caption_formatting=formatting)


def test_doubtful_words_are_listed_with_their_time() -> None:
    assert transcribe._facts(HEARD)["doubtful"] == [{"start": 1.5, "word": "morning", "confidence": 31.1}]


def test_chapters_are_listed_and_written_twice() -> None:
    context = context_of(chapters=True)
    heard = RecognisedSpeech(HEARD, captions_from_speech(HEARD.segments, NETFLIX))
    found = transcribe._chapters(context, heard)
    assert transcribe._listed(found) == [{"start": 0.0, "title": "Good morning"}]
    track, lines = transcribe._chapter_files(context, heard, found)
    assert (track.file_name, lines.file_name) == ("film.chapters.vtt", "film.chapters.txt")
    assert read_stored(track.stored.key).startswith(b"WEBVTT")
    assert read_stored(lines.stored.key) == b"0:00 Good morning\n"
    assert transcribe._chapters(context_of(), heard) == []


class Labeler:
    """Tells speakers apart, or fails."""

    def __init__(self, found: list[Turn] | Exception) -> None:
        self.found = found

    def label_speakers(self, audio: Path, *, on_progress: OnProgress, **_: Any) -> list[Turn]:
        on_progress(0.5)
        if isinstance(self.found, Exception):
            raise self.found
        return self.found


@pytest.mark.parametrize("found", [EngineError("broken", code="engine_failed"), RuntimeError("broken"), []])
def test_a_transcript_outlives_the_speakers(monkeypatch: pytest.MonkeyPatch, found: Any) -> None:
    monkeypatch.setattr(recognition, "speaker_labeler", lambda *_: Labeler(found))
    transcript, warnings = recognition._with_speakers(context_of(speakers=True), HEARD, Path("speech.wav"))
    assert transcript == HEARD
    assert [(each["field"], each["code"]) for each in warnings] == [("speakers", "speakers_failed")]


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "No space left on device"), disk_full(), killed(), StorageAway("away")]
)
def test_what_is_no_fault_of_the_voices_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(recognition, "speaker_labeler", lambda *_: Labeler(error))
    with pytest.raises(type(error)) as raised:
        recognition._with_speakers(context_of(speakers=True), HEARD, Path("speech.wav"))
    assert raised.value is error


def test_speakers_and_cancelling_are_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "speaker_labeler", lambda *_: Labeler([Turn(0, 3, "Speaker 1")]))
    seen: list[float] = []
    transcript, warnings = recognition._with_speakers(
        context_of(speakers=True), HEARD, Path("speech.wav"), seen.append
    )
    assert ([each.speaker for each in transcript.segments], warnings, seen) == (["Speaker 1"], [], [0.5])
    monkeypatch.setattr(recognition, "speaker_labeler", lambda *_: Labeler(Canceled("stopped")))
    with pytest.raises(Canceled):
        recognition._with_speakers(context_of(speakers=True), HEARD, Path("speech.wav"))


@pytest.mark.parametrize(("speakers", "most"), [(False, 0.98), (True, 0.92)])
def test_recognition_leaves_progress_for_what_follows(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, speakers: bool, most: float
) -> None:
    seen: list[float] = []

    def chunks(_context: StepContext, _engine: Any, _wav: Path, progress: OnProgress) -> list[Transcript]:
        progress(1.0)
        return [HEARD]

    monkeypatch.setattr(StepContext, "folder", tmp_path)
    (tmp_path / "speech.wav").touch()
    monkeypatch.setattr(recognition, "_chunks", chunks)
    monkeypatch.setattr(recognition, "speech_recognizer", lambda *_: None)
    monkeypatch.setattr(recognition, "sound_edges", lambda *_, **__: None)
    monkeypatch.setattr(recognition, "with_sharp_edges", lambda segments, _: segments)
    monkeypatch.setattr(recognition, "speaker_labeler", lambda *_: Labeler([Turn(0, 3, "Speaker 1")]))
    recognition.recognised(context_of(speakers=speakers), seen.append)
    assert seen[0] == pytest.approx(most)
    assert seen == sorted(seen)
    assert len(seen) == 1 + speakers


@pytest.mark.parametrize(
    ("asked", "share"), [({}, 1.0), ({"embed": True}, 0.95), ({"burn_in": True, "embed": True}, 0.5)]
)
def test_videos_have_their_share_of_the_progress(asked: dict[str, Any], share: float) -> None:
    assert captioned_video.share_before(context_of(**asked).parameters) == share
