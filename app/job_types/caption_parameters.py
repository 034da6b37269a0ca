"""Parameters that job types with captions share, with the names that programs of such services know."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic.alias_generators import to_camel

from app.job_types.parameters import (
    CaptionsText,
    CaptionsUrl,
    Hidden,
    HttpUrlText,
    InForm,
    JobParameters,
    MediaUrl,
    ModelSize,
    NoHelp,
    VideoPreset,
    both,
)

DEFAULT_PROFILE = "SubRip Video Subtitle Script"


class ProviderOptions(BaseModel):
    """What a recogniser can be told, under the names of the flat fields."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, alias_generator=to_camel)

    model_size: ModelSize = Field(None, max_length=40)
    task: Literal["transcribe", "translate"] | None = Field(None, description="translate: into English.")
    prompt: str | None = Field(None, max_length=1000, description="Names and terms to expect.")


class TranscribeOptions(BaseModel):
    """Closed Caption Converter's nested recognition options."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, alias_generator=to_camel)

    source_language: str | None = Field(
        None, max_length=20, description="Language of the source; detected when not given."
    )
    provider_id: str | None = Field(None, max_length=60, description="Id of the recognition engine.")
    provider_options: ProviderOptions = Field(
        default_factory=lambda: ProviderOptions(), description="Options of the recognition engine."
    )


class CaptionParameters(JobParameters):
    """What every job type that writes captions accepts."""

    source_profile: Hidden[str] = Field(
        "auto", max_length=100, description='A caption format; "auto", the default, detects it.'
    )
    target_profile: Hidden[str] = Field(
        DEFAULT_PROFILE,
        max_length=100,
        description="Caption format of the outputs: a name, an id or a file extension.",
    )
    default_frame_rate: Hidden[float | str] = Field(
        29.97,
        validation_alias=both("default_frame_rate", "default_frameRate"),
        description="Taken where neither the file nor the job says a rate. EBU STL is then written at 25, "
        "unless this names another rate than 29.97.",
    )
    default_drop_frame: Hidden[bool] = Field(
        True,
        validation_alias=both("default_drop_frame", "default_dropFrame"),
        description="Whether timecodes drop frames where neither the file nor its format says so.",
    )
    source_frame_rate: Hidden[float | str] = Field(
        "auto",
        validation_alias=both("source_frame_rate", "source_frameRate"),
        description='Frame rate of the source; "auto" takes it from the file.',
    )
    target_frame_rate: Hidden[float | str] = Field(
        "auto",
        validation_alias=both("target_frame_rate", "target_frameRate"),
        description='Frame rate of the outputs; "auto" keeps that of the source.',
    )
    offset: Hidden[str] = Field(
        "00:00:00:00", max_length=20, description="Timecode by which the captions are moved."
    )
    offset_type: Hidden[Literal["add", "subtract"]] = Field(
        "add", description="Whether the offset is added to the times or subtracted."
    )
    incode: Hidden[str] = Field(
        "00:00:00:00", max_length=20, description='The first frame\'s timecode, or "auto".'
    )
    encoding: Hidden[str] = Field("auto", max_length=40, description="The source's text encoding.")
    decode_options: dict[str, Any] = Field(
        {}, max_length=50, description="Options of reading the source format, as /v1/capabilities lists them."
    )
    encode_options: dict[str, Any] = Field(
        {},
        max_length=50,
        validation_alias=both("encode_options", "encoding_options", "encodingOptions"),
        description="Options of writing the target format, as /v1/capabilities lists them.",
    )
    conform: Hidden[Literal["auto", "keep", "stretch", "timecode", "pull-down", "pull-up"]] = Field(
        "auto", description="What stays the same when the frame rate changes."
    )
    edits: dict[str, Any] = Field(
        {},
        max_length=10,
        description="Cut list, sync, merge, dialogue, split, wrap, gaps, snap and text repairs; see "
        "docs/timing.md.",
    )
    guide: Hidden[str | None] = Field(
        None, max_length=1000, description="Quality guide to check against: a name, or own numbers as JSON."
    )
    auto_fix: Hidden[bool] = Field(False, description="Fix what the guide finds and list it.")


_DRAWN = ("burn_in", ("true",))


class VideoParameters(CaptionParameters):
    """What the job types accept that can put their captions on a video.

    After a person's editing the videos are made of what was approved, in the stage merging.
    """

    burn_in: Annotated[bool, InForm("Captions in the picture", "Also make a video with open captions")] = (
        Field(
            False, description="Also make a video with open captions, after an editing with those approved."
        )
    )
    embed: Annotated[bool, InForm("Captions as a track", "Also make a video with captions to switch on")] = (
        Field(False, description="Also make a video with soft captions.")
    )

    caption_font: Annotated[
        str | None, InForm("Font", "Of captions in the picture; empty keeps their own", only_for=_DRAWN)
    ] = Field(
        None,
        max_length=60,
        pattern=r"^[\w .+-]+$",
        description="Font of captions in the picture, one of this server's; their own when not given.",
    )
    caption_size: Annotated[
        float | None, InForm("Size", "Of a line, in per cent of the picture's height", only_for=_DRAWN)
    ] = Field(
        None,
        ge=1,
        le=20,
        description="Height of a line of captions in the picture, in per cent of the picture's.",
    )
    caption_box: Annotated[bool, InForm("Dark box", "Behind captions in the picture", only_for=_DRAWN)] = (
        Field(False, description="A dark box behind captions in the picture.")
    )
    caption_position: Annotated[
        Literal["own", "bottom", "top"], InForm("Place", "Of captions in the picture", only_for=_DRAWN)
    ] = Field(
        "own",
        description="Where captions in the picture stand, in its safe area; own: where each of them says.",
    )

    video_preset: Annotated[
        VideoPreset, InForm("Video format", "Of the video with captions in the picture", only_for=_DRAWN)
    ] = Field(
        "h264",
        description="How the video with captions in the picture is written: h264 or hevc (MP4; MOV where the "
        "film is one), prores (422 HQ in MOV, for editing), or proxy (small H.264 for the web, at most 1280 "
        "pixels wide).",
    )

    def makes_video(self) -> bool:
        """With open captions, soft ones, or both."""
        return self.burn_in or self.embed


AudioTrack = Annotated[
    str | int | None,
    InForm(
        label="Sound track",
        help="A number or a language; empty takes the usual one",
        example="Automatic",
        folded=True,
    ),
    Field(
        description="The sound track that is heard: its number, counted from 1, or its language. The default "
        "track, else the first, when not given.",
    ),
]
CaptionTrack = Annotated[
    str | int | None,
    InForm(
        label="Caption track", help="A number or a language; empty takes the usual one", example="Automatic"
    ),
    Field(
        description="The caption track inside the media: its number, counted from 1, its language (es), or "
        "closed captions in the picture (cc, cc1 to cc4, service1 to service6), or a page of teletext (888). "
        "The default track, else the first with text, when not given.",
    ),
]


SpeakerName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]+$")
]
_FILTERED, _TOLD_APART = ("vad_filter", ("true",)), ("speakers", ("true",))


class RecognitionParameters(CaptionParameters):
    """What every job type that may recognise speech accepts."""

    audio_track: AudioTrack = None
    hotwords: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=100)]],
        InForm(
            "Words to expect",
            "Names and terms with commas; a preset can keep the list",
            "Dashwood, Barton Park",
            folded=True,
        ),
    ] = Field(
        [],
        max_length=200,
        description="Names and terms to expect; the recogniser reads about as many as fit into 200 words.",
    )
    multilingual: Annotated[
        bool, InForm("Several languages", "Recognise each stretch of speech in its own language", folded=True)
    ] = Field(False, description="Tell the language of each stretch of speech, for recordings with several.")
    shot_changes: Annotated[
        bool,
        InForm(
            "Follow shot changes", "Begin and end captions with the picture's shots, where near", folded=True
        ),
    ] = Field(
        False,
        description="Look for the cuts of the picture, and let captions begin on one and end before one "
        "where it is near; no caption ends while somebody speaks.",
    )
    vad_filter: Annotated[
        bool, InForm("Skip what is no speech", "Found before it is recognised", folded=True)
    ] = Field(True, description="Recognise only what the voice activity detector takes for speech.")
    vad_threshold: Annotated[
        float,
        InForm(
            "Speech threshold", "Lower finds quiet speech, higher less noise", only_for=_FILTERED, folded=True
        ),
    ] = Field(
        0.5,
        ge=0.05,
        le=0.95,
        description="How sure the voice activity detector must be: lower finds quieter speech.",
    )
    condition_on_previous_text: Annotated[
        bool, InForm("Words before as context", "Off where the text repeats itself", folded=True)
    ] = Field(
        True,
        description="Give the model the words before as context; false where its text repeats itself.",
    )
    hallucination_silence_threshold: Annotated[
        float | None, InForm("Longest silence with words", "Seconds; empty removes none", folded=True)
    ] = Field(
        None,
        ge=0.1,
        le=30,
        description="Words that seem invented around a silence longer than this, in seconds, are removed.",
    )
    speakers: Annotated[bool, InForm("Tell speakers apart", "Captions then say who speaks")] = Field(
        False, description="Tell speakers apart; where that fails, the captions come without, and a warning."
    )
    speaker_names: Annotated[
        list[SpeakerName],
        InForm(
            "Names of the speakers",
            "With commas, in the order they first speak; a preset can keep them",
            "Anna, Ben",
            only_for=_TOLD_APART,
        ),
    ] = Field(
        [],
        max_length=50,
        description="Names of the speakers in the order in which they first speak, in place of Speaker 1, "
        "Speaker 2 and so on; a name given twice makes two voices one person. Tells speakers apart unless "
        "speakers is false.",
    )
    caption_formatting: Hidden[bool] = Field(
        True, description="false keeps what was said as it was recognised, without captions' line rules."
    )

    @model_validator(mode="after")
    def _names_want_speakers(self) -> Self:
        if self.speaker_names and "speakers" not in self.model_fields_set:
            self.speakers = True
        return self

    def named_speakers(self) -> list[str]:
        """Those of `speaker_names`, unless the job says that it tells nobody apart."""
        return self.speaker_names if self.speakers else []


SpokenLanguage = Annotated[
    str | None,
    InForm(help="The language that is spoken or written in the source"),
    Field(description="Language of the source; detected when not given."),
]
TargetLanguage = Annotated[
    str | None,
    InForm(help="The language to translate into", example="Search languages"),
    Field(description="Language to translate into (BCP 47)."),
]
TranslationEngine = Annotated[
    str | None, InForm(label="Translated by", help=""), Field(description="Id of the translation engine.")
]


Brief = Annotated[
    str,
    InForm("Brief for the translator", "What it is about, for whom, and how it should sound", folded=True),
    Field(
        description="What the translator should know: what it is about, for whom, how it should sound. DeepL "
        "and chat models read it; the result's notes say where an engine does not.",
    ),
]


class TranslationMemoryParameters(CaptionParameters):
    """What job types that translate accept: sentences that were translated before, in one of three ways."""

    translation_memory: Hidden[str | None] = Field(
        None,
        description="A translation memory as text (TMX 1.4b): a sentence that it has is taken from it, word "
        "for word, and no engine is asked.",
    )
    translation_memory_url: Hidden[HttpUrlText | None] = Field(
        None, description="Where to fetch the translation memory."
    )
    translation_memory_upload_id: Hidden[str | None] = Field(
        None, max_length=64, description="The translation memory, sent to POST /v1/uploads."
    )


class VoiceParameters(CaptionParameters):
    """What voiceover and dub share."""

    media_url: MediaUrl = None
    target_language: TargetLanguage = Field(None, max_length=20)
    voice_engine: Annotated[str | None, InForm(label="Spoken by", help="")] = Field(
        None, max_length=60, description="Id of the voice engine; the first that is ready when not given."
    )
    voice: NoHelp[str | None] = Field(
        None, max_length=60, description="Id of the voice; one of the language when not given."
    )
    voices: Annotated[
        dict[str, str],
        InForm(
            "Cast",
            "A voice for each speaker's name; a preset keeps it for a series",
            "Anna: ef_dora",
            folded=True,
        ),
    ] = Field(
        {}, max_length=50, description="A voice for each speaker's name; a preset keeps the cast of a series."
    )
    output_format: NoHelp[Literal["same", "audio_only"]] = Field(
        "same", description="same: a file like the source; audio_only: the sound alone."
    )
    original: Annotated[
        Literal["ducked", "kept", "separated", "sides", "removed"],
        InForm("Original sound", "Under the new speech"),
    ] = Field(
        "ducked",
        description="The original sound under the new speech: ducked while somebody speaks, kept as loud as "
        "it is, without its voices (separated: by a separation model; sides: mid/side, which leaves out the "
        "middle, where films have them), or removed.",
    )
    original_level: Annotated[
        float, InForm("Level of the original", "In dB, 0 is as loud as speech", folded=True)
    ] = Field(
        0.0,
        ge=-60,
        le=12,
        description="How loud the original sound is, in dB; 0 brings it to the loudness of the speech.",
    )
    loudness: Annotated[Literal[-14, -16, -23, -24], InForm("Loudness", "LUFS of the whole", folded=True)] = (
        Field(
            -23,
            description="Loudness of the whole in LUFS: -23 (EBU R 128), -24 (ATSC A/85), -16, "
            "-14 (streaming).",
        )
    )
    captions_too: Annotated[
        bool, InForm("Captions as files", "In the language that is spoken, and in the source's", folded=True)
    ] = Field(
        False,
        description="Also give the captions as files: what is spoken, and of a dub what was said at first.",
    )

    def source_address(self) -> str | None:
        """The media to speak over."""
        return self.media_url or super().source_address()


class CaptionsBesideParameters(CaptionParameters):
    """What the job types share that put captions into the time of media."""

    media_url: MediaUrl = None
    audio_track: AudioTrack = None
    srt_url: CaptionsUrl = None
    srt_content: CaptionsText = None
    captions_upload_id: Hidden[str | None] = Field(
        None, max_length=64, description="The captions, sent to POST /v1/uploads."
    )

    def source_address(self) -> str | None:
        """The media."""
        return self.media_url or super().source_address()


MEDIA_IS_READ = "this job type reads media, not a caption file"
NO_FILE_IS_WRITTEN = "this job type writes no caption file"
TIMES_OF_THE_MEDIA = "the captions are made of the media and have its times"

READING = ("source_profile", "encoding", "decode_options")
WRITING = ("target_profile", "encode_options")
TIMES = (
    "default_frame_rate", "default_drop_frame", "source_frame_rate", "target_frame_rate", "offset",
    "offset_type", "incode", "conform",
)  # fmt: skip


def ignored(model: type[JobParameters], reasons: dict[str, tuple[str, ...]]) -> None:
    """Document fields that a type takes, as every Job Description may have them, and has no use for."""
    for reason, names in reasons.items():
        for name in names:
            model.model_fields[name].description = f"Ignored: {reason}."
    model.model_rebuild(force=True)


def each_once(named: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Languages in lower case, without empty and repeated ones, with the field that first names each."""
    fields: dict[str, str] = {}
    for field, tag in named:
        if tag.strip():
            fields.setdefault(tag.strip().lower(), field)
    return [(field, tag) for tag, field in fields.items()]
