"""convert: one caption file into another format, and onto a video if wanted."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from app.job_types.caption_parameters import TranscribeOptions, VideoParameters
from app.job_types.job_type import ADDRESS, CAPTIONS, MEDIA, SOURCE, JobType, Required, SecondFile
from app.job_types.parameters import Hidden, HttpUrlText, InForm
from app.job_types.sandbox import SECONDS, Sample, SampleKit
from models import queues
from models.stages import Stage

_STYLE = "(italic|bold|underline|#[0-9a-fA-F]{6})"
LanguageStyle = Annotated[str, Field(max_length=60, pattern=rf"^({_STYLE}(, ?{_STYLE})*)?$")]
_STYLES = "italic, #ffff00"
_MERGED = ("captions_upload_id", ())


class ConvertParameters(VideoParameters):
    """convert: one caption file into another format."""

    job_type: Literal["convert"] = "convert"
    video_upload_id: Hidden[str | None] = Field(
        None, max_length=64, description="The video for burn_in and embed, sent to POST /v1/uploads."
    )
    video_url: Hidden[HttpUrlText | None] = Field(None, description="The same, to be fetched.")
    verify: Hidden[bool] = Field(
        False,
        description="Read the written captions back with other readers (pysubs2, webvtt-py, ttconv) "
        "and say under verification in result_data whether they find the same cues, text and times. What "
        "differs is a warning: the job completes. Refused where such a reader is not installed.",
    )
    srt_url: Hidden[HttpUrlText | None] = Field(
        None,
        description="Where to fetch captions in another language, to be put together with those of the "
        "source by time.",
    )
    srt_content: Hidden[str | None] = Field(
        None, description="The captions in another language themselves, as text."
    )
    captions_upload_id: Annotated[
        str | None,
        InForm("Second language", "Another of these files, put together with this one by time", folded=True),
    ] = Field(None, max_length=64, description="The captions in another language, sent to POST /v1/uploads.")
    second_place: Annotated[
        Literal["below", "above"], InForm("Second language stands", "", only_for=_MERGED, folded=True)
    ] = Field("below", description="Where the other language stands.")
    first_style: Annotated[
        LanguageStyle, InForm("Style of the first", "", _STYLES, only_for=_MERGED, folded=True)
    ] = Field("", description="Style of the source's language, such as bold.")
    second_style: Annotated[
        LanguageStyle, InForm("Style of the second", "", _STYLES, only_for=_MERGED, folded=True)
    ] = Field(
        "", description="Style of the other language: italic, bold, underline, a colour, or several of these."
    )
    split_languages: Annotated[
        bool,
        InForm(
            "A file for each language",
            "Of captions in two languages; where none is marked, the upper and the lower lines",
            folded=True,
        ),
    ] = Field(
        False,
        description="Write one file for each language of the source; where it does not mark them, one of the "
        "upper lines and one of the lower ones.",
    )
    transcribe_options: TranscribeOptions | None = Field(
        None, description="Must ask for nothing here: a conversion recognises no speech."
    )

    def names_second_captions(self) -> bool:
        """Whether captions in another language come along."""
        return bool(self.srt_content or self.srt_url or self.captions_upload_id)


def _sample(kit: SampleKit, asked: ConvertParameters) -> Sample:
    if asked.split_languages:
        parts = [kit.captions(language) for language in _LANGUAGES]
        result = {"languages": list(_LANGUAGES), "outputs": [report for _, report in parts]}
        return Sample([file for file, _ in parts], {"duration": SECONDS, "result_data": result})
    made, report = kit.captions()
    changes = {name: report[name] for name in ("source_profile", "target_profile", "frame_rate")}
    return Sample([made], {**changes, "duration": SECONDS, "result_data": report})


_LANGUAGES = ("en", "es")
_ON_VIDEO = ("burn_in", "embed")

JOB_TYPE = JobType(
    name="convert",
    order=10,
    label="Convert",
    action=("Convert file", "Convert {} files"),
    parameters=ConvertParameters,
    stages=(Stage.CONVERTING,),
    queue=queues.CAPTIONS,
    price=1,
    starts_from=(CAPTIONS, ADDRESS),
    proposed_for=("captions",),
    requires=(
        SOURCE,
        Required(
            "video_upload_id",
            ("video_upload_id", "video_url"),
            "burn_in and embed need a video to put the captions on.",
            "Set video_upload_id or video_url.",
            when=_ON_VIDEO,
        ),
    ),
    second_file=SecondFile(MEDIA, "video_upload_id", "The captions are put on it", when=_ON_VIDEO),
    writes_captions=True,
    example={
        "job_type": "convert",
        "source_profile": "SubRip Video Subtitle Script",
        "target_profile": "WebVTT",
        "webhook": "https://station.example.com/captions-are-ready",
        "media_path": "https://example.com/captions.srt",
    },
    sample=_sample,
)
