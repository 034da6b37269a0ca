"""What a sandbox job answers: small files and facts in the shape of a live job's, made without an engine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any, cast

from app.captions.conversion import convert
from app.captions.conversion.request import ZERO
from app.captions.translation.memory import EXTENSION, MEDIA_TYPE, written_memory
from app.core.child_process import guarded_call
from app.core.errors import AppError
from app.job_types import JOB_TYPES
from app.job_types.caption_parameters import CaptionParameters, VideoParameters
from app.job_types.parameters import JobParameters
from app.job_types.sandbox import WORDS, File, Sample
from app.services.files import uploads
from app.services.jobs import descriptions
from models import Job

FOLDER = Path(__file__).parent / "files"
_SRT = (
    f"1\n00:00:00,000 --> 00:00:01,000\n{WORDS[0]}\n\n2\n00:00:01,000 --> 00:00:02,000\n{WORDS[1]}\n"
).encode()
_TYPES = {
    ".mp4": "video/mp4", ".m4a": "audio/mp4", ".gif": "image/gif", ".jpg": "image/jpeg", ".png": "image/png",
}  # fmt: skip


def sample(job: Job) -> Sample:
    """What a live job of this description would have given, in small."""
    asked = descriptions.parse_stored(job)
    kit = _Kit(job, asked)
    made = JOB_TYPES[job.job_type].sample(kit, asked)
    if isinstance(asked, VideoParameters):
        words = [
            name for name, on in (("open-captions", asked.burn_in), ("soft-captions", asked.embed)) if on
        ]
        made.files.extend(kit.shipped("video.mp4", f"{word}.mp4") for word in words)
    return made


@dataclass(frozen=True, slots=True)
class _Kit:
    """A job and the files its sample is made of; see app.job_types.sandbox.SampleKit."""

    job: Job
    asked: JobParameters

    @property
    def stem(self) -> str:
        return PurePath(self.job.source_name).stem or "sample"

    @property
    def source_url(self) -> str | None:
        return self.job.source_url

    @property
    def language(self) -> str | None:
        return self.job.language

    @property
    def impossible(self) -> set[str]:
        return {warning["value"] for warning in self.job.warnings}

    def shipped(self, source: str, ending: str, language: str | None = None) -> File:
        data = (FOLDER / source).read_bytes()
        return File(f"{self.stem}.{ending}", _TYPES[PurePath(source).suffix], data, language)

    def memory(self, languages: list[str]) -> File:
        source = self.language or "en"
        data = written_memory([dict.fromkeys([source, *languages], words) for words in WORDS], source)
        return File(f"{self.stem}.{EXTENSION}", MEDIA_TYPE, data)

    def captions(self, language: str | None = None) -> tuple[File, dict[str, Any]]:
        asked = cast(CaptionParameters, self.asked)
        request = descriptions.caption_request(asked)
        wanted = replace(
            request, source_profile="auto", encoding="auto", decode_options={}, file_name="a.srt"
        )
        try:
            done = _converted(wanted)
        except AppError:  # a shift or cut list that leaves nothing of so short a sample
            done = _converted(replace(wanted, offset=ZERO, incode=ZERO, edits={}, guide=""))
        words = [self.stem, *([language] if language else []), done.target_format.extensions[0].lstrip(".")]
        made = File(".".join(words), done.target_format.media_type, done.data, language)
        return made, done.report()


def _converted(request: convert.ConvertRequest) -> convert.Conversion:
    return guarded_call.run(convert.convert, _SRT, request, bounds=uploads.caption_bounds())
