"""Request parameters: one class a job type, with the field names of the seeds (specs/jobs.md, "Fields").

Every field is accepted in snake_case and in camelCase. Unknown fields are refused, because a misspelled
option that is silently ignored is the most expensive kind of mistake.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal, get_args

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic.alias_generators import to_camel

from models.stages import JobType

DEFAULT_PROFILE = "SubRip Video Subtitle Script"
MetadataValue = Annotated[str, Field(max_length=2000)] | int | float | bool
HttpUrlText = Annotated[str, Field(max_length=4096, pattern=r"^https?://\S+$")]


def _both(name: str, *more: str) -> AliasChoices:
    return AliasChoices(name, to_camel(name), *more)


class JobParameters(BaseModel):
    """What every job type accepts."""

    model_config = ConfigDict(
        extra="forbid", populate_by_name=True, alias_generator=to_camel, str_max_length=1_000_000
    )

    job_type: JobType = JobType.CONVERT
    webhook: HttpUrlText | None = Field(None, description="Gets the job's JSON when it ends.")
    media_path: HttpUrlText | None = Field(None, description="Where to fetch the source, if none is sent.")
    source_url: HttpUrlText | None = Field(None, description="The same, under VideoConduit's name.")
    upload_id: str | None = Field(None, max_length=64, description="A file sent to POST /v1/uploads.")
    preset_id: str | None = Field(
        None, max_length=64, description="A profile whose settings are the defaults."
    )
    job_name: str | None = Field(None, max_length=200)
    external_id: str | None = Field(None, max_length=200, description="Your own id for this job.")
    labels: list[Annotated[str, Field(min_length=1, max_length=50)]] = Field([], max_length=20)
    job_metadata: dict[Annotated[str, Field(max_length=100)], MetadataValue] = Field(
        {}, max_length=50, description="What a profile may require before the job starts."
    )
    inline: bool = Field(False, description="The job's JSON carries the first output as base64 in `output`.")

    finish_in: int | None = Field(None, ge=0, le=900, description="Sandbox: seconds until the job ends.")
    finish_with_error: bool = Field(False, description="Sandbox: end as failed.")
    fail_at_stage: str | None = Field(None, max_length=30, description="Sandbox: the stage to fail in.")
    error_code: str | None = Field(None, max_length=60, description="Sandbox: the error code to fail with.")

    @field_validator("*", mode="before")
    @classmethod
    def _no_guessing(cls, value: Any, info: ValidationInfo) -> Any:
        """1 is no truth value and true is no number; text may be either, as forms have nothing else."""
        kinds = _kinds(cls, info.field_name or "")
        if isinstance(value, bool) and bool not in kinds and kinds & {int, float}:
            raise ValueError("Input should be a number")
        if isinstance(value, (int, float)) and not isinstance(value, bool) and kinds & {bool} == kinds:
            raise ValueError("Input should be true or false")
        return value

    def source_address(self) -> str | None:
        """The URL to fetch the source from, whichever name it came under."""
        return self.media_path or self.source_url

    def makes_video(self) -> bool:
        """Whether the captions are also put on a video."""
        return False


@cache
def _kinds(model: type[JobParameters], field: str) -> frozenset[Any]:
    """The types a field is of, without None."""
    annotation = model.model_fields[field].annotation
    return frozenset(get_args(annotation) or (annotation,)) - {type(None)}


class ProviderOptions(BaseModel):
    """What a recogniser can be told, under the names of the flat fields."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, alias_generator=to_camel)

    model_size: str | None = Field(None, max_length=40)
    task: Literal["transcribe", "translate"] | None = None
    prompt: str | None = Field(None, max_length=1000)


class TranscribeOptions(BaseModel):
    """Closed Caption Converter's nested recognition options."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, alias_generator=to_camel)

    source_language: str | None = Field(None, max_length=20)
    provider_id: str | None = Field(None, max_length=60)
    provider_options: ProviderOptions = Field(default_factory=lambda: ProviderOptions())


class CaptionParameters(JobParameters):
    """What every job type that writes captions accepts."""

    source_profile: str = Field(DEFAULT_PROFILE, max_length=100, description='A profile name, or "auto".')
    target_profile: str = Field(DEFAULT_PROFILE, max_length=100)
    default_frame_rate: float | str = Field(
        29.97,
        validation_alias=_both("default_frame_rate", "default_frameRate"),
        description="Taken where neither the file nor the job says a rate. EBU STL is then written at 25, "
        "unless this names another rate than 29.97.",
    )
    default_drop_frame: bool = Field(True, validation_alias=_both("default_drop_frame", "default_dropFrame"))
    source_frame_rate: float | str = Field(
        "auto", validation_alias=_both("source_frame_rate", "source_frameRate")
    )
    target_frame_rate: float | str = Field(
        "auto", validation_alias=_both("target_frame_rate", "target_frameRate")
    )
    offset: str = Field("00:00:00:00", max_length=20)
    offset_type: Literal["add", "subtract"] = "add"
    incode: str = Field("00:00:00:00", max_length=20, description='The first frame\'s timecode, or "auto".')
    encoding: str = Field("auto", max_length=40, description="The source's text encoding.")
    decode_options: dict[str, Any] = Field({}, max_length=50)
    encode_options: dict[str, Any] = Field(
        {}, max_length=50, validation_alias=_both("encode_options", "encoding_options", "encodingOptions")
    )
    conform: Literal["auto", "keep", "stretch", "timecode", "pull-down", "pull-up"] = Field(
        "auto", description="What stays the same when the frame rate changes."
    )
    edits: dict[str, Any] = Field(
        {},
        max_length=10,
        description="Cut list, sync, merge, split, wrap, gaps and snap; see docs/timing.md.",
    )
    guide: str | None = Field(
        None, max_length=1000, description="Quality guide to check against: a name, or own numbers as JSON."
    )
    auto_fix: bool = Field(False, description="Mend what the guide finds and list it.")


class VideoParameters(CaptionParameters):
    """What the job types accept that can put their captions on a video.

    After a person's editing the videos are made of what was approved, in the stage merging.
    """

    burn_in: bool = Field(
        False, description="Also make a video with open captions, after an editing with those approved."
    )
    embed: bool = Field(False, description="Also make a video with soft captions.")

    def makes_video(self) -> bool:
        """With open captions, soft ones, or both."""
        return self.burn_in or self.embed


class ConvertParameters(VideoParameters):
    """convert: one caption file into another profile."""

    job_type: Literal[JobType.CONVERT] = JobType.CONVERT
    video_upload_id: str | None = Field(
        None, max_length=64, description="The video for burn_in and embed, sent to POST /v1/uploads."
    )
    video_url: HttpUrlText | None = Field(None, description="The same, to be fetched.")
    transcribe_options: TranscribeOptions | None = Field(
        None, description="Must ask for nothing here: a conversion recognises no speech."
    )


class RecognitionParameters(CaptionParameters):
    """What every job type that may recognise speech accepts."""

    speakers: bool = Field(False, description="Tell speakers apart.")
    caption_formatting: bool = Field(
        True, description="false keeps what was said as it was recognised, without captions' line rules."
    )


class TranscribeParameters(VideoParameters, RecognitionParameters):
    """transcribe: speech into captions."""

    job_type: Literal[JobType.TRANSCRIBE] = JobType.TRANSCRIBE
    url: HttpUrlText | None = None
    media_url: HttpUrlText | None = None
    language: str | None = Field(None, max_length=20, description="Spoken language; detected when not given.")
    output_format: str | None = Field(None, max_length=100, description="json, srt, vtt, or a profile.")
    word_timestamps: bool = False
    task: Literal["transcribe", "translate"] = Field("transcribe", description="translate: into English.")
    prompt: str = Field("", max_length=1000, description="Names and terms to expect.")
    model_size: str | None = Field(
        None, max_length=40, description="tiny, base, small, medium, large, or a model."
    )
    transcribe_options: TranscribeOptions | None = None

    def source_address(self) -> str | None:
        """Redner and VideoConduit name the media here."""
        return self.media_url or self.url or super().source_address()


class TranslateParameters(RecognitionParameters):
    """translate: captions, or media that is recognised first, into other languages."""

    job_type: Literal[JobType.TRANSLATE] = JobType.TRANSLATE
    media_url: HttpUrlText | None = None
    srt_url: HttpUrlText | None = None
    srt_content: str | None = None
    source_language: str | None = Field(None, max_length=20)
    target_language: str | None = Field(None, max_length=20)
    target_languages: list[Annotated[str, Field(max_length=20)]] = Field([], max_length=20)
    glossary: dict[str, str] = Field({}, max_length=500)
    model_size: str | None = Field(None, max_length=40)
    engine: str | None = Field(None, max_length=60, description="Translation engine id.")

    def source_address(self) -> str | None:
        """Captions win over media: nothing is recognised when they are given."""
        return self.srt_url or self.media_url or super().source_address()


class VoiceParameters(CaptionParameters):
    """What voiceover and dub share."""

    media_url: HttpUrlText | None = None
    target_language: str | None = Field(None, max_length=20)
    output_format: Literal["same", "audio_only"] = "same"
    voice: str | None = Field(None, max_length=60)
    voices: dict[str, str] = Field({}, max_length=50, description="A voice for each speaker's name.")
    voice_engine: str | None = Field(None, max_length=60)

    def source_address(self) -> str | None:
        """The media to speak over."""
        return self.media_url or super().source_address()


class VoiceoverParameters(VoiceParameters):
    """voiceover: given captions spoken over given media."""

    job_type: Literal[JobType.VOICEOVER] = JobType.VOICEOVER
    srt_url: HttpUrlText | None = None
    srt_content: str | None = None
    captions_upload_id: str | None = Field(None, max_length=64)


class DubParameters(VoiceParameters, RecognitionParameters):
    """dub: recognise, translate, speak and merge."""

    job_type: Literal[JobType.DUB] = JobType.DUB
    source_language: str | None = Field(None, max_length=20)
    model_size: str | None = Field(None, max_length=40)
    engine: str | None = Field(None, max_length=60)
    glossary: dict[str, str] = Field({}, max_length=500)


class UrlParameters(JobParameters):
    """What the job types that start from an address share."""

    url: HttpUrlText | None = None
    media_url: HttpUrlText | None = None

    def source_address(self) -> str | None:
        """VideoConduit names it `url`."""
        return self.url or self.media_url or super().source_address()


class DownloadParameters(UrlParameters):
    """download: media from a page or a plain address."""

    job_type: Literal[JobType.DOWNLOAD] = JobType.DOWNLOAD
    format: Literal["video", "audio"] = "video"


class PreviewParameters(UrlParameters):
    """preview: a gif, a thumbnail, a mosaic, a clip or a waveform. `timestamp` in seconds; default 25 %."""

    job_type: Literal[JobType.PREVIEW] = JobType.PREVIEW
    preview_type: Literal["gif", "thumbnail", "mosaic", "clip", "waveform"] = "gif"
    timestamp: float | None = Field(None, ge=0)
    start: float | None = Field(None, ge=0)
    duration: float | None = Field(None, gt=0, le=30)
    width: int = Field(480, ge=16, le=1920)
    columns: int = Field(4, ge=1, le=8)
    rows: int = Field(4, ge=1, le=8)
    fps: int = Field(10, ge=1, le=20)


class FingerprintParameters(UrlParameters):
    """fingerprint: three frame hashes and the audio's Chromaprint."""

    job_type: Literal[JobType.FINGERPRINT] = JobType.FINGERPRINT
    timestamp: float | None = Field(None, ge=0)
    hash_size: Literal[8, 16, 32] = 8


class CommentsParameters(UrlParameters):
    """comments: the threads under a video's page."""

    job_type: Literal[JobType.COMMENTS] = JobType.COMMENTS
    max_comments: int = Field(1000, ge=1, le=20_000)


PARAMETERS: dict[JobType, type[JobParameters]] = {
    JobType.CONVERT: ConvertParameters,
    JobType.TRANSCRIBE: TranscribeParameters,
    JobType.TRANSLATE: TranslateParameters,
    JobType.VOICEOVER: VoiceoverParameters,
    JobType.DUB: DubParameters,
    JobType.DOWNLOAD: DownloadParameters,
    JobType.PREVIEW: PreviewParameters,
    JobType.FINGERPRINT: FingerprintParameters,
    JobType.COMMENTS: CommentsParameters,
}
