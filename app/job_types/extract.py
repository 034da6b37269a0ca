"""extract: a caption track out of media."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from app.job_types.caption_parameters import (
    MEDIA_IS_READ,
    READING,
    CaptionTrack,
    VideoParameters,
    ignored,
)
from app.job_types.job_type import ADDRESS, MEDIA, JobType
from app.job_types.parameters import InForm, MediaUrl, SourceUrl
from app.job_types.sandbox import SECONDS, Sample, SampleKit
from app.job_types.stages import working_stage
from models import queues


class ExtractParameters(VideoParameters):
    """extract: a caption track out of media."""

    job_type: Literal["extract"] = "extract"
    url: SourceUrl = None
    media_url: MediaUrl = None
    track: CaptionTrack = None
    language: Annotated[str | None, InForm(help="Of captions that are pictures; empty is the track's")] = (
        Field(
            None,
            max_length=20,
            description="Language of the captions, where the track does not say it; pictures are read in it.",
        )
    )

    def source_address(self) -> str | None:
        """The media, by either of its two names."""
        return self.media_url or self.url or super().source_address()


ignored(ExtractParameters, {MEDIA_IS_READ: READING})


def _sample(kit: SampleKit, asked: ExtractParameters) -> Sample:
    made, report = kit.captions()
    track = {
        "number": 1, "kind": "text", "codec": "subrip", "language": kit.language or "en", "title": "",
        "default": True, "forced": False, "hearing_impaired": False,
    }  # fmt: skip
    found = {"track": track, "tracks": [track], "doubtful": [], "language": track["language"]}
    return Sample([made], {"duration": SECONDS, "result_data": report | found})


EXTRACTING = working_stage("extracting", "extracted")

JOB_TYPE = JobType(
    name="extract",
    order=15,
    label="Extract captions",
    action=("Extract captions", "Extract captions of {} files"),
    parameters=ExtractParameters,
    stages=(EXTRACTING,),
    queue=queues.MEDIA,
    price=1,
    starts_from=(MEDIA, ADDRESS),
    features=("media",),
    writes_captions=True,
    example={"media_url": "https://example.com/film.mkv", "track": "es"},
    sample=_sample,
)
