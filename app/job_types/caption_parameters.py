"""Request parameters: one class a job type, with the names that programs of such services know."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from app.job_types.parameters import HttpUrlText, JobParameters, both
from app.job_types.url_parameters import (
    CommentsParameters,
    DownloadParameters,
    FingerprintParameters,
    PreviewParameters,
)
from models.stages import JobType

DEFAULT_PROFILE = "SubRip Video Subtitle Script"


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

    source_profile: str = Field(
        "auto", max_length=100, description='A caption format; "auto", the default, detects it.'
    )
    target_profile: str = Field(DEFAULT_PROFILE, max_length=100)
    default_frame_rate: float | str = Field(
        29.97,
        validation_alias=both("default_frame_rate", "default_frameRate"),
        description="Taken where neither the file nor the job says a rate. EBU STL is then written at 25, "
        "unless this names another rate than 29.97.",
    )
    default_drop_frame: bool = Field(True, validation_alias=both("default_drop_frame", "default_dropFrame"))
    source_frame_rate: float | str = Field(
        "auto", validation_alias=both("source_frame_rate", "source_frameRate")
    )
    target_frame_rate: float | str = Field(
        "auto", validation_alias=both("target_frame_rate", "target_frameRate")
    )
    offset: str = Field("00:00:00:00", max_length=20)
    offset_type: Literal["add", "subtract"] = "add"
    incode: str = Field("00:00:00:00", max_length=20, description='The first frame\'s timecode, or "auto".')
    encoding: str = Field("auto", max_length=40, description="The source's text encoding.")
    decode_options: dict[str, Any] = Field({}, max_length=50)
    encode_options: dict[str, Any] = Field(
        {}, max_length=50, validation_alias=both("encode_options", "encoding_options", "encodingOptions")
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
    """convert: one caption file into another format."""

    job_type: Literal[JobType.CONVERT] = JobType.CONVERT
    video_upload_id: str | None = Field(
        None, max_length=64, description="The video for burn_in and embed, sent to POST /v1/uploads."
    )
    video_url: HttpUrlText | None = Field(None, description="The same, to be fetched.")
    verify: bool = Field(
        False,
        description="Read the written captions back with other readers (pysubs2, webvtt-py, ttconv) "
        "and say under verification in result_data whether they find the same cues, text and times. What "
        "differs is a warning: the job completes. Refused where such a reader is not installed.",
    )
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
    output_format: str | None = Field(
        None, max_length=100, description="json, srt, vtt, or a caption format."
    )
    word_timestamps: bool = False
    task: Literal["transcribe", "translate"] = Field("transcribe", description="translate: into English.")
    prompt: str = Field("", max_length=1000, description="Names and terms to expect.")
    model_size: str | None = Field(
        None, max_length=40, description="tiny, base, small, medium, large, or a model."
    )
    transcribe_options: TranscribeOptions | None = None

    def source_address(self) -> str | None:
        """The media, by either of its two names."""
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
        if self.srt_content:
            return None
        return self.srt_url or self.media_url or super().source_address()

    def targets(self) -> list[tuple[str, str]]:
        """Every asked language once, in order, with the name of the field that asks for it."""
        named = [(f"target_languages.{index}", tag) for index, tag in enumerate(self.target_languages)]
        return _each_once([*named, ("target_language", self.target_language or "")])


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

    def targets(self) -> list[tuple[str, str]]:
        """The one language to dub into, as a translation lists its languages."""
        return _each_once([("target_language", self.target_language or "")])


_MEDIA = "this job type reads media, not a caption file"
_NO_FILE = "this job type writes no caption file"
_OWN_TIMES = "the captions are made of the media and have its times"


def _ignored(model: type[JobParameters], reasons: dict[str, tuple[str, ...]]) -> None:
    """Document fields that a type takes, as every Job Description may have them, and has no use for."""
    for reason, names in reasons.items():
        for name in names:
            model.model_fields[name].description = f"Ignored: {reason}."
    model.model_rebuild(force=True)


_READING = ("source_profile", "encoding", "decode_options")
_WRITING = ("target_profile", "encode_options")
_TIMES = (
    "default_frame_rate", "default_drop_frame", "source_frame_rate", "target_frame_rate", "offset",
    "offset_type", "incode", "conform",
)  # fmt: skip
_ignored(TranscribeParameters, {_MEDIA: _READING})
_ignored(VoiceoverParameters, {_NO_FILE: _WRITING})
_ignored(DubParameters, {_MEDIA: _READING, _NO_FILE: _WRITING, _OWN_TIMES: _TIMES})


def _each_once(named: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Languages in lower case, without empty and repeated ones."""
    fields: dict[str, str] = {}
    for field, tag in named:
        if tag.strip():
            fields.setdefault(tag.strip().lower(), field)
    return [(field, tag) for tag, field in fields.items()]


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
