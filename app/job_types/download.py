"""download: media from a page or a plain address."""

from __future__ import annotations

from pathlib import PurePath
from typing import Literal

from pydantic import Field

from app.job_types.job_type import ADDRESS, PAGE_ADDRESS, JobType
from app.job_types.parameters import UrlParameters
from app.job_types.sandbox import SECONDS, Sample, SampleKit
from models import queues
from models.stages import Stage


class DownloadParameters(UrlParameters):
    """download: media from a page or a plain address."""

    job_type: Literal["download"] = "download"
    format: Literal["video", "audio"] = Field(
        "video", description="audio: the sound alone, taken out of the film where the site has no other."
    )


def _sample(kit: SampleKit, asked: DownloadParameters) -> Sample:
    source = "audio.m4a" if asked.format == "audio" else "video.mp4"
    facts = {"title": "Sandbox sample", "page_url": kit.source_url, "site": "sandbox", "uploader": "Cuedeck"}
    changes = {"duration": SECONDS, "result_data": facts | {"duration": SECONDS}}
    return Sample([kit.shipped(source, PurePath(source).suffix.lstrip("."))], changes)


JOB_TYPE = JobType(
    name="download",
    order=60,
    label="Download",
    action=("Download", "Download from {} addresses"),
    parameters=DownloadParameters,
    stages=(Stage.DOWNLOADING,),
    queue=queues.MEDIA,
    price=1,
    starts_from=(ADDRESS,),
    proposed_for=("link",),
    requires=(PAGE_ADDRESS,),
    features=("media", "download"),
    example={"url": "https://video.example.com/watch/harbour"},
    form_example={"url": "https://youtube.com/watch?v=dQw4w9WgXcQ"},
    sample=_sample,
)
