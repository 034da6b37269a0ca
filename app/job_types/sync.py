"""sync: captions moved so that they fit media, or other captions of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from app.job_types.caption_parameters import CaptionsBesideParameters
from app.job_types.job_type import ADDRESS, CAPTIONS, CAPTIONS_BESIDE, MEDIA, SOURCE, JobType, SecondFile
from app.job_types.parameters import InForm
from app.job_types.sandbox import SECONDS, Sample, SampleKit
from app.job_types.stages import working_stage
from models import queues


class SyncParameters(CaptionsBesideParameters):
    """sync: captions moved so that they fit media, or other captions of it."""

    job_type: Literal["sync"] = "sync"
    captions_upload_id: Annotated[
        str | None, InForm("Captions to move", "Which of these files; they are moved to fit the other one")
    ] = Field(None, max_length=64, description="The captions, sent to POST /v1/uploads.")


def _sample(kit: SampleKit, asked: SyncParameters) -> Sample:
    made, report = kit.captions()
    found = {"offset": 1.5, "mistaken_rate": "", "cuts": [], "agreement": 0.9}
    return Sample([made], {"duration": SECONDS, "result_data": report | found})


SYNCING = working_stage("syncing", "synced")

JOB_TYPE = JobType(
    name="sync",
    order=34,
    label="Synchronize",
    action=("Synchronize file", "Synchronize {} files"),
    parameters=SyncParameters,
    stages=(SYNCING,),
    queue=queues.SPEECH,
    price=2,
    starts_from=(MEDIA, CAPTIONS, ADDRESS),
    requires=(SOURCE, CAPTIONS_BESIDE),
    second_file=SecondFile(
        CAPTIONS,
        "captions_upload_id",
        "Moved to fit the other file",
        missing="Add the captions that are to be moved.",
        alone="Add the media, or the captions, that these captions are to fit.",
    ),
    features=("media", "voice_activity"),
    writes_captions=True,
    example={
        "media_url": "https://example.com/video.mp4",
        "srt_url": "https://example.com/captions.srt",
    },
    form_example={"srt_url": "https://example.com/captions.srt"},
    sample=_sample,
)
