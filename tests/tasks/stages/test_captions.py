"""The caption fields of a job hold for every job type that reads or writes captions."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from app.captions import load
from app.captions.conversion.files import within_film
from app.captions.model.document import TICKS_PER_SECOND, Document
from app.captions.transform.retime import ending_at
from app.core.errors import AppError, CaptionError
from app.core.settings import get_settings
from app.core.storage import storage
from app.job_types import JOB_TYPES
from app.services.dispatch.leases import Claim
from app.services.files import remote_sources
from models import Job
from tasks.stages import captions, translate
from tasks.stages.convert import converting
from tasks.steps import StepContext

pytestmark = pytest.mark.slow

RUSSIAN = "1\n00:00:01,000 --> 00:00:02,000\nПривет\n"
SRT = "1\n01:00:01,000 --> 01:00:02,000\nHello\n"
SRT_NAME = "SubRip Video Subtitle Script"


def context(kind: str, **fields: Any) -> StepContext:
    job = Job(account_id="a", job_type=kind, source_name="film.srt")
    return StepContext(job, JOB_TYPES[kind].parameters.model_validate(fields), Claim(job.id, "token"), None)


@pytest.mark.parametrize(
    ("kind", "most"), [("convert", "caption_bytes"), ("translate", "upload_bytes"), ("dub", "upload_bytes")]
)
def test_no_more_is_fetched_than_the_job_reads(kind: str, most: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_address: str, _progress: Any, _cancelled: Any, max_bytes: int) -> None:
        raise ValueError(max_bytes)

    monkeypatch.setattr(remote_sources, "fetch", refused)
    asked = context(kind)
    asked.job.source_url = "https://example.org/film"
    with pytest.raises(ValueError, match=str(getattr(get_settings().limits, most))), asked.source():
        pass


@pytest.mark.parametrize(("kind", "read"), [("convert", converting), ("translate", translate._given)])
def test_a_source_that_is_too_large_for_captions_is_not_read(
    kind: str, read: Callable[[StepContext], object], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "film.srt").write_bytes(b"x" * 11)
    monkeypatch.setattr(get_settings().limits, "caption_bytes", 10)
    monkeypatch.setattr(StepContext, "source", lambda _: nullcontext(tmp_path / "film.srt"))
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("it was read"))
    with pytest.raises(AppError) as refused:
        read(context(kind))
    assert refused.value.code == "file_too_large"


def text(document: Document) -> str:
    return document.cues[0].text


def start(document: Document) -> float:
    return document.cues[0].start / TICKS_PER_SECOND


def test_captions_are_read_as_the_job_says() -> None:
    said = context("translate", encoding="koi8-r")
    assert text(captions.given(said, RUSSIAN.encode("koi8-r"), "a.srt")) == "Привет"
    named = context("translate", source_profile="SAMI")
    with pytest.raises(CaptionError) as refused:
        captions.given(named, RUSSIAN.encode(), "a.srt")
    assert refused.value.code == "wrong_profile"


def test_a_job_that_names_no_profile_takes_any() -> None:
    vtt = b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n"
    assert text(captions.given(context("translate"), vtt, "a.vtt")) == "Hello"


def test_what_is_spoken_comes_when_its_picture_does() -> None:
    told = context("voiceover", incode="01:00:00:00", offset="00:00:02:00", default_frame_rate=25)
    document, _ = captions.in_picture_time(told, captions.given(told, SRT.encode(), "a.srt"))
    assert start(document) == pytest.approx(3.0, abs=0.1)


@pytest.mark.parametrize("kind", ["transcribe", "translate"])
def test_the_file_is_shifted_and_the_video_is_not(kind: str) -> None:
    asked = context(kind, offset="00:00:10:00", default_frame_rate=25)
    document = captions.given(asked, SRT.replace("01:00:0", "00:00:0").encode(), "a.srt")
    made, _ = captions.render(asked, document, SRT_NAME)
    with storage().open(made.stored.key) as file:
        assert b"00:00:11,000 --> 00:00:12,000" in file.read()
    assert b"00:00:01,000 --> 00:00:02,000" in captions.written(asked, document, SRT_NAME)


def test_captions_end_with_the_film() -> None:
    lines = "1\n00:00:01,000 --> 00:00:09,000\nHello\n\n2\n00:00:05,000 --> 00:00:06,000\nBehind the end\n"
    document = ending_at(load(lines.encode()), 2.5)
    assert [(cue.text, cue.end / TICKS_PER_SECOND) for cue in document.cues] == [("Hello", 2.5)]
    cut = within_film(lines.encode(), SRT_NAME, 2.5).decode()
    assert "00:00:01,000 --> 00:00:02,500" in cut
    assert "Behind" not in cut
    assert within_film(lines.encode(), SRT_NAME, 60.0) == lines.encode()
