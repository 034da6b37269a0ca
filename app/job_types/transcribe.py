"""transcribe: speech into captions."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field

from app.job_types.caption_parameters import (
    MEDIA_IS_READ,
    READING,
    RecognitionParameters,
    TranscribeOptions,
    VideoParameters,
    ignored,
)
from app.job_types.job_type import ADDRESS, MEDIA, JobType
from app.job_types.parameters import Hidden, InForm, MediaUrl, ModelSize, NoHelp, SourceUrl
from app.job_types.sandbox import NOTE, SECONDS, WORDS, File, Sample, SampleKit
from models import queues
from models.stages import Stage

JSON = "json"
"""The one output format that is no caption format."""


class TranscribeParameters(VideoParameters, RecognitionParameters):
    """transcribe: speech into captions."""

    job_type: Literal["transcribe"] = "transcribe"
    url: SourceUrl = None
    media_url: MediaUrl = None
    language: Annotated[str | None, InForm(help="The language that is spoken")] = Field(
        None, max_length=20, description="Spoken language; detected when not given."
    )
    model_size: ModelSize = Field(None, max_length=40)
    output_format: Hidden[str | None] = Field(
        None, max_length=100, description="json, srt, vtt, or a caption format."
    )
    word_timestamps: NoHelp[bool] = Field(
        False, description="Keep the time of each word, in JSON, WebVTT, ASS, LRC, TTML and IMSC."
    )
    chapters: Annotated[bool, InForm("Chapters", "As WebVTT chapters, and as text for YouTube")] = Field(
        False,
        description="Also give chapters, cut at long pauses where other words come up, as WebVTT and as the "
        "lines of a YouTube description; a job with editing lists them in result_data only.",
    )
    task: Hidden[Literal["transcribe", "translate"]] = Field(
        "transcribe", description="translate: into English."
    )
    prompt: Hidden[str] = Field("", max_length=1000, description="Names and terms to expect.")
    transcribe_options: TranscribeOptions | None = Field(
        None, description="The recognition options as one object."
    )

    def source_address(self) -> str | None:
        """The media, by either of its two names."""
        return self.media_url or self.url or super().source_address()


ignored(TranscribeParameters, {MEDIA_IS_READ: READING})


def _sample(kit: SampleKit, asked: TranscribeParameters) -> Sample:
    language = kit.language or "en"
    made, report = kit.captions()
    if (asked.output_format or "").casefold() == JSON:
        made, report = File(f"{kit.stem}.json", "application/json", _transcript(language)), {"cue_count": 2}
    facts = {"language": language, "language_probability": 1.0, "notes": [NOTE], "duration": SECONDS}
    count = len(" ".join(WORDS).split())
    result = report | facts | {"word_count": count, "doubtful": []}
    changes = {"duration": SECONDS, "language": language, "result_data": result}
    files = [replace(made, language=language)]
    if asked.chapters:
        result["chapters"] = [{"start": 0.0, "title": WORDS[0]}]
        files += _chapter_files(kit.stem)
    return Sample(files, changes)


def _chapter_files(stem: str) -> list[File]:
    vtt = f"WEBVTT\n\n00:00:00.000 --> 00:00:{SECONDS:06.3f}\n{WORDS[0]}\n"
    return [
        File(f"{stem}.chapters.vtt", "text/vtt", vtt.encode()),
        File(f"{stem}.chapters.txt", "text/plain", f"0:00 {WORDS[0]}\n".encode()),
    ]


def _transcript(language: str) -> bytes:
    segments = [{"text": text, "start": float(n), "end": n + 1.0} for n, text in enumerate(WORDS)]
    facts = {"language": language, "language_probability": 1.0, "duration": SECONDS, "segments": segments}
    return json.dumps(facts, indent=1).encode()


JOB_TYPE = JobType(
    name="transcribe",
    order=20,
    label="Transcribe",
    action=("Transcribe file", "Transcribe {} files"),
    parameters=TranscribeParameters,
    stages=(Stage.TRANSCRIBING,),
    queue=queues.SPEECH,
    price=3,
    starts_from=(MEDIA, ADDRESS),
    proposed_for=("video", "audio"),
    engines=("speech",),
    features=("media",),
    editable=True,
    writes_captions=True,
    example={"media_url": "https://example.com/video.mp4", "language": "en"},
    sample=_sample,
)
