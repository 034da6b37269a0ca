"""What a sandbox job answers: small files and facts in the shape of a live job's, made without an engine."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import Any

from app.captions.conversion import convert
from app.captions.conversion.request import ZERO
from app.core.child_process import guarded_call
from app.core.errors import AppError
from app.job_types.caption_parameters import CaptionParameters, TranslateParameters, VoiceParameters
from app.job_types.parameters import JobParameters
from app.job_types.url_parameters import DownloadParameters, FingerprintParameters, PreviewParameters
from app.media.preview import SUFFIX
from app.services.files import uploads
from app.services.jobs import descriptions
from models import Job, JobType

FOLDER = Path(__file__).parent / "files"
SECONDS = 2.0
"""The length of the sample film, and of its captions."""
_WORDS = ("This is a sandbox sample.", "No work was done for it.")
_SRT = (
    f"1\n00:00:00,000 --> 00:00:01,000\n{_WORDS[0]}\n\n2\n00:00:01,000 --> 00:00:02,000\n{_WORDS[1]}\n"
).encode()
_TYPES = {
    ".mp4": "video/mp4", ".m4a": "audio/mp4", ".gif": "image/gif", ".jpg": "image/jpeg", ".png": "image/png",
}  # fmt: skip
_NOTE = "A sandbox sample: no engine was asked."


@dataclass(frozen=True, slots=True)
class File:
    """One output."""

    name: str
    media_type: str
    data: bytes
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """A job's outputs, and the columns that its last stage writes."""

    files: list[File] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)


def sample(job: Job) -> Sample:
    """What a live job of this description would have given, in small."""
    asked = descriptions.parse_stored(job)
    made = _MAKERS[asked.job_type](job, asked)
    if isinstance(asked, CaptionParameters) and asked.makes_video():
        words = [name for name, on in (("open-captions", "burn_in"), ("soft-captions", "embed"))
                 if getattr(asked, on)]  # fmt: skip
        made.files.extend(_film(job, f"{word}.mp4") for word in words)
    return made


def _stem(job: Job) -> str:
    return PurePath(job.source_name).stem or "sample"


def _shipped(job: Job, source: str, ending: str, language: str | None = None) -> File:
    data = (FOLDER / source).read_bytes()
    return File(f"{_stem(job)}.{ending}", _TYPES[PurePath(source).suffix], data, language)


def _film(job: Job, ending: str, language: str | None = None) -> File:
    return _shipped(job, "video.mp4", ending, language)


def _captions(job: Job, asked: JobParameters, language: str | None = None) -> tuple[File, dict[str, Any]]:
    """The sample's captions in the requested format, and the report of writing them."""
    assert isinstance(asked, CaptionParameters)
    request = descriptions.caption_request(asked)
    wanted = replace(request, source_profile="auto", encoding="auto", decode_options={}, file_name="a.srt")
    try:
        done = _converted(wanted)
    except AppError:  # a shift or cut list that leaves nothing of so short a sample
        done = _converted(replace(wanted, offset=ZERO, incode=ZERO, edits={}, guide=""))
    words = [_stem(job), *([language] if language else []), done.target_format.extensions[0].lstrip(".")]
    made = File(".".join(words), done.target_format.media_type, done.data, language)
    return made, done.report()


def _converted(request: convert.ConvertRequest) -> convert.Conversion:
    return guarded_call.run(convert.convert, _SRT, request, bounds=uploads.caption_bounds())


def _convert(job: Job, asked: JobParameters) -> Sample:
    made, report = _captions(job, asked)
    changes = {name: report[name] for name in ("source_profile", "target_profile", "frame_rate")}
    return Sample([made], {**changes, "duration": SECONDS, "result_data": report})


def _transcribe(job: Job, asked: JobParameters) -> Sample:
    language = job.language or "en"
    made, report = _captions(job, asked, None)
    if (getattr(asked, "output_format", None) or "").casefold() == descriptions.JSON:
        made, report = File(f"{_stem(job)}.json", "application/json", _transcript(language)), {"cue_count": 2}
    facts = {"language": language, "language_probability": 1.0, "notes": [_NOTE], "duration": SECONDS}
    count = len(" ".join(_WORDS).split())
    result = report | facts | {"word_count": count}
    changes = {"duration": SECONDS, "language": language, "result_data": result}
    return Sample([replace(made, language=language)], changes)


def _transcript(language: str) -> bytes:
    segments = [{"text": text, "start": float(n), "end": n + 1.0} for n, text in enumerate(_WORDS)]
    facts = {"language": language, "language_probability": 1.0, "duration": SECONDS, "segments": segments}
    return json.dumps(facts, indent=1).encode()


def _translate(job: Job, asked: JobParameters) -> Sample:
    assert isinstance(asked, TranslateParameters)
    impossible = {warning["value"] for warning in job.warnings}
    languages = [tag for _, tag in asked.targets() if tag not in impossible]
    made = [_captions(job, asked, language) for language in languages]
    result = {
        "language": job.language or "en",
        "languages": languages,
        "notes": [_NOTE],
        "outputs": [report for _, report in made],
    }
    return Sample([file for file, _ in made], {"duration": SECONDS, "result_data": result})


def _voice(job: Job, asked: JobParameters) -> Sample:
    assert isinstance(asked, VoiceParameters)
    language = (asked.target_language or "en").lower()
    only_audio = asked.output_format == "audio_only"
    source = "audio.m4a" if only_audio else "video.mp4"
    made = _shipped(job, source, language + PurePath(source).suffix, language)
    result = {"language": language, "notes": [_NOTE], "longest_overrun": 0.0, "duration": SECONDS}
    return Sample([made], {"duration": SECONDS, "result_data": result})


def _download(job: Job, asked: JobParameters) -> Sample:
    assert isinstance(asked, DownloadParameters)
    source = "audio.m4a" if asked.format == "audio" else "video.mp4"
    facts = {"title": "Sandbox sample", "page_url": job.source_url, "site": "sandbox", "uploader": "Cuedeck"}
    changes = {"duration": SECONDS, "result_data": facts | {"duration": SECONDS}}
    return Sample([_shipped(job, source, PurePath(source).suffix.lstrip("."))], changes)


def _preview(job: Job, asked: JobParameters) -> Sample:
    assert isinstance(asked, PreviewParameters)
    suffix = SUFFIX[asked.preview_type]
    source = "video.mp4" if suffix == ".mp4" else f"preview{suffix}"
    result = {"preview_type": asked.preview_type, "source_duration": SECONDS}
    made = _shipped(job, source, suffix.lstrip("."))
    return Sample([made], {"duration": SECONDS, "result_data": result})


def _fingerprint(job: Job, asked: JobParameters) -> Sample:
    assert isinstance(asked, FingerprintParameters)
    size = asked.hash_size
    digest = ("0123456789abcdef" * (size * size // 64 + 1))[: size * size // 4]
    frame: dict[str, Any] = {"timestamp": asked.timestamp or SECONDS / 4, "hash_size": size}
    frame |= dict.fromkeys(("average", "perceptual", "difference"), digest)
    items = base64.b64encode(bytes(range(16))).decode()
    audio = {"algorithm": "chromaprint", "seconds": SECONDS, "fingerprint": "AQAAAA", "items": items}
    result = {"duration": SECONDS, "frame": frame, "audio": audio}
    return Sample([], {"duration": SECONDS, "result_data": result})


def _comments(job: Job, asked: JobParameters) -> Sample:
    thread = {
        "id": "sample", "author": "Cuedeck", "author_id": "cuedeck", "text": _WORDS[0], "likes": 0,
        "created_at": "2026-01-01T00:00:00+00:00", "pinned": False, "by_uploader": False, "replies": [],
        "reply_count": 0,
    }  # fmt: skip
    result = {
        "title": "Sandbox sample", "url": job.source_url, "site": "sandbox", "total": 1, "thread_count": 1,
        "reply_count": 0, "reported_count": 1, "truncated": False, "threads": [thread],
    }  # fmt: skip
    body = json.dumps(result, ensure_ascii=False, indent=1).encode()
    return Sample([File("comments.json", "application/json", body)], {"result_data": result})


_MAKERS = {
    JobType.CONVERT: _convert,
    JobType.TRANSCRIBE: _transcribe,
    JobType.TRANSLATE: _translate,
    JobType.VOICEOVER: _voice,
    JobType.DUB: _voice,
    JobType.DOWNLOAD: _download,
    JobType.PREVIEW: _preview,
    JobType.FINGERPRINT: _fingerprint,
    JobType.COMMENTS: _comments,
}
