"""preview: a gif, a thumbnail, a mosaic, a clip or a waveform."""

from __future__ import annotations

from pathlib import PurePath
from typing import Annotated, Literal

from pydantic import Field

from app.job_types.job_type import ADDRESS, MEDIA, JobType
from app.job_types.parameters import InForm, NoHelp, UrlParameters, VideoPreset
from app.job_types.sandbox import SECONDS, Sample, SampleKit
from models import queues
from models.stages import Stage

_MOVING = ("preview_type", ("gif", "clip"))


class PreviewParameters(UrlParameters):
    """preview: a gif, a thumbnail, a mosaic, a clip or a waveform. `timestamp` in seconds; default 25 %."""

    job_type: Literal["preview"] = "preview"
    preview_type: NoHelp[Literal["gif", "thumbnail", "mosaic", "clip", "waveform"]] = Field(
        "gif", description="What to make."
    )
    timestamp: Annotated[
        float | None,
        InForm(
            help="In seconds; empty is at 25 %", example="25 %", only_for=("preview_type", ("thumbnail",))
        ),
    ] = Field(
        None,
        ge=0,
        description="Where the frame is taken, in seconds; at a quarter of the length when not given.",
    )
    start: Annotated[
        float | None, InForm(help="In seconds; empty chooses", example="Automatic", only_for=_MOVING)
    ] = Field(None, ge=0, description="Where the clip or gif begins, in seconds.")
    duration: Annotated[
        float | None,
        InForm(help="In seconds; empty is the usual length", example="Automatic", only_for=_MOVING),
    ] = Field(None, gt=0, le=30, description="Length of the clip or gif in seconds.")
    columns: Annotated[int, InForm(help="", only_for=("preview_type", ("mosaic",)))] = Field(
        4, ge=1, le=8, description="Pictures side by side in a mosaic."
    )
    rows: Annotated[int, InForm(help="", only_for=("preview_type", ("mosaic",)))] = Field(
        4, ge=1, le=8, description="Rows of pictures in a mosaic."
    )
    width: NoHelp[int] = Field(480, ge=16, le=1920, description="Width of the picture in pixels.")
    video_preset: Annotated[VideoPreset, InForm("Video format", "", only_for=("preview_type", ("clip",)))] = (
        Field(
            "h264",
            description="How a clip is written: h264 or hevc (MP4), prores (422 HQ in MOV), or proxy (small "
            "H.264 for the web).",
        )
    )
    fps: Annotated[int, InForm(label="Frames per second", help="", only_for=("preview_type", ("gif",)))] = (
        Field(10, ge=1, le=20, description="Frames per second of a gif.")
    )


_SAMPLES = {
    "gif": "preview.gif",
    "thumbnail": "preview.jpg",
    "mosaic": "preview.jpg",
    "clip": "video.mp4",
    "waveform": "preview.png",
}


def _sample(kit: SampleKit, asked: PreviewParameters) -> Sample:
    source = _SAMPLES[asked.preview_type]
    result = {"preview_type": asked.preview_type, "source_duration": SECONDS}
    made = kit.shipped(source, PurePath(source).suffix.lstrip("."))
    return Sample([made], {"duration": SECONDS, "result_data": result})


JOB_TYPE = JobType(
    name="preview",
    order=70,
    label="Preview",
    action=("Make preview", "Make {} previews"),
    parameters=PreviewParameters,
    stages=(Stage.RENDERING,),
    queue=queues.MEDIA,
    price=1,
    starts_from=(MEDIA, ADDRESS),
    features=("media",),
    example={"url": "https://example.com/video.mp4", "preview_type": "mosaic"},
    sample=_sample,
)
