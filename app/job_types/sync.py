"""sync: captions moved so that they fit media, or other captions of it."""

from __future__ import annotations

from typing import Literal

from app.job_types.caption_parameters import CaptionsBesideParameters
from app.job_types.job_type import ADDRESS, CAPTIONS, CAPTIONS_BESIDE, MEDIA, SOURCE, JobType, SecondFile
from app.job_types.sandbox import SECONDS, Sample, SampleKit
from app.job_types.stages import working_stage
from models import queues


class SyncParameters(CaptionsBesideParameters):
    """sync: captions moved so that they fit media, or other captions of it."""

    job_type: Literal["sync"] = "sync"


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
        "Moved to fit the sound",
        missing="Add the captions that are to be moved.",
        alone="Add the media that these captions are to fit.",
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
