"""align: a script, or captions with wrong times, gets the times at which it is spoken."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from app.job_types.caption_parameters import CaptionsBesideParameters, SpokenLanguage
from app.job_types.job_type import ADDRESS, CAPTIONS, CAPTIONS_BESIDE, MEDIA, SOURCE, JobType, SecondFile
from app.job_types.parameters import InForm, ModelSize
from app.job_types.sandbox import SECONDS, Sample, SampleKit
from app.job_types.stages import working_stage
from models import queues
from models.stages import Stage


class AlignParameters(CaptionsBesideParameters):
    """align: a script, or captions with wrong times, gets the times at which it is spoken."""

    job_type: Literal["align"] = "align"
    text: Annotated[str | None, InForm("Script", "What is said, when there are no captions yet")] = Field(
        None, description="The script as plain text; it is cut into captions. Instead of captions."
    )
    language: SpokenLanguage = Field(None, max_length=20)
    model_size: ModelSize = Field(None, max_length=40)


def _sample(kit: SampleKit, asked: AlignParameters) -> Sample:
    made, report = kit.captions()
    found = {"language": kit.language or "en", "unspoken": [], "unscripted": []}
    return Sample([made], {"duration": SECONDS, "result_data": report | found})


ALIGNING = working_stage("aligning", "aligned")

JOB_TYPE = JobType(
    name="align",
    order=32,
    label="Align",
    action=("Align file", "Align {} files"),
    parameters=AlignParameters,
    stages=(Stage.TRANSCRIBING, ALIGNING),
    queue=queues.SPEECH,
    price=3,
    starts_from=(MEDIA, ADDRESS),
    requires=(SOURCE, CAPTIONS_BESIDE.also("text")),
    second_file=SecondFile(
        CAPTIONS,
        "captions_upload_id",
        "Gets the times at which it is spoken",
        missing="Add the captions, or a script as a text file, that are to be timed.",
        alone="Add the media in which these captions are spoken.",
    ),
    engines=("speech",),
    writes_captions=True,
    example={
        "media_url": "https://example.com/video.mp4",
        "text": "Good morning. Here is the news.",
        "language": "en",
    },
    form_example={"text": "Good morning. Here is the news."},
    sample=_sample,
)
