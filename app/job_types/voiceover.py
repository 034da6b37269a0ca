"""voiceover: given captions spoken over given media."""

from __future__ import annotations

from pathlib import PurePath
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.job_types.caption_parameters import (
    NO_FILE_IS_WRITTEN,
    WRITING,
    AudioTrack,
    CaptionTrack,
    VoiceParameters,
    ignored,
)
from app.job_types.job_type import ADDRESS, CAPTIONS, MEDIA, SOURCE, JobType, Required, SecondFile
from app.job_types.parameters import CaptionsText, CaptionsUrl, Hidden
from app.job_types.sandbox import NOTE, SECONDS, Sample, SampleKit
from models import queues
from models.stages import Stage


class LineVoice(BaseModel):
    """How one line is spoken, where it is not spoken as its speaker's others are."""

    model_config = ConfigDict(extra="forbid")

    voice: str | None = Field(None, max_length=60, description="Id of the voice.")
    speed: float | None = Field(
        None,
        ge=0.5,
        le=2.0,
        description="Speed of the voice, 1 its own; faster all the same to fit its time.",
    )


CueNumber = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,5}$")]


class VoiceoverParameters(VoiceParameters):
    """voiceover: given captions spoken over given media."""

    job_type: Literal["voiceover"] = "voiceover"
    srt_url: CaptionsUrl = None
    srt_content: CaptionsText = None
    captions_upload_id: Hidden[str | None] = Field(
        None, max_length=64, description="The captions to speak, sent to POST /v1/uploads."
    )
    track: CaptionTrack = None
    audio_track: AudioTrack = None
    lines: Hidden[dict[CueNumber, LineVoice]] = Field(
        {}, max_length=10_000, description="Voice and speed of single lines, by the number of their cue."
    )

    def captions_inside(self) -> bool:
        """Whether a caption track of the media is spoken."""
        return self.track is not None


ignored(VoiceoverParameters, {NO_FILE_IS_WRITTEN: WRITING})


def sample(kit: SampleKit, asked: VoiceParameters) -> Sample:
    """The sample film, or its sound, in the asked language."""
    language = (asked.target_language or "en").lower()
    source = "audio.m4a" if asked.output_format == "audio_only" else "video.mp4"
    made = kit.shipped(source, language + PurePath(source).suffix, language)
    result = {
        "language": language,
        "notes": [NOTE],
        "voices": {},
        "longest_overrun": 0.0,
        "duration": SECONDS,
    }
    return Sample([made], {"duration": SECONDS, "result_data": result})


JOB_TYPE = JobType(
    name="voiceover",
    order=40,
    label="Voiceover",
    action=("Make voiceover", "Make {} voiceovers"),
    parameters=VoiceoverParameters,
    stages=(Stage.DUBBING, Stage.MERGING),
    queue=queues.SPEECH,
    price=4,
    starts_from=(MEDIA, ADDRESS),
    requires=(
        SOURCE,
        Required(
            "srt_content",
            ("srt_content", "srt_url", "captions_upload_id", "track"),
            "A voiceover needs captions to speak.",
            "Send them in srt_content, srt_url or captions_upload_id, or name a track of the media.",
        ),
    ),
    second_file=SecondFile(
        CAPTIONS,
        "captions_upload_id",
        "Spoken over the video",
        missing="Add the captions that are to be spoken.",
        alone="Add the video these captions are spoken over.",
    ),
    engines=("voice",),
    features=("media", "mix"),
    example={
        "media_url": "https://example.com/video.mp4",
        "srt_url": "https://example.com/captions.es.srt",
        "target_language": "es",
    },
    form_example={"srt_url": "https://example.com/captions.es.srt", "target_language": "es"},
    sample=sample,
)
