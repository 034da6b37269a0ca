"""dub: speech recognised, translated, spoken in another language and merged with the video."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.job_types.caption_parameters import (
    MEDIA_IS_READ,
    NO_FILE_IS_WRITTEN,
    READING,
    TIMES,
    TIMES_OF_THE_MEDIA,
    WRITING,
    Brief,
    RecognitionParameters,
    SpokenLanguage,
    TargetLanguage,
    TranslationEngine,
    TranslationMemoryParameters,
    VoiceParameters,
    each_once,
    ignored,
)
from app.job_types.job_type import (
    ADDRESS,
    MEDIA,
    MEMORY_BESIDE,
    SOURCE,
    TARGET_LANGUAGE,
    JobType,
)
from app.job_types.parameters import Glossary, ModelSize
from app.job_types.voiceover import sample
from models import queues
from models.stages import Stage


class DubParameters(VoiceParameters, RecognitionParameters, TranslationMemoryParameters):
    """dub: recognise, translate, speak and merge."""

    job_type: Literal["dub"] = "dub"
    source_language: SpokenLanguage = Field(None, max_length=20)
    target_language: TargetLanguage = Field(None, max_length=20)
    model_size: ModelSize = Field(None, max_length=40)
    engine: TranslationEngine = Field(None, max_length=60)
    glossary: Glossary = Field({}, max_length=500)
    brief: Brief = Field("", max_length=2000)

    def targets(self) -> list[tuple[str, str]]:
        """The one language to dub into, as a translation lists its languages."""
        return each_once([("target_language", self.target_language or "")])


ignored(DubParameters, {MEDIA_IS_READ: READING, NO_FILE_IS_WRITTEN: WRITING, TIMES_OF_THE_MEDIA: TIMES})

JOB_TYPE = JobType(
    name="dub",
    order=50,
    label="Dub",
    action=("Dub file", "Dub {} files"),
    parameters=DubParameters,
    stages=(Stage.TRANSCRIBING, Stage.TRANSLATING, Stage.DUBBING, Stage.MERGING),
    recognizes_first=True,
    queue=queues.SPEECH,
    price=8,
    starts_from=(MEDIA, ADDRESS),
    requires=(SOURCE, TARGET_LANGUAGE),
    second_file=MEMORY_BESIDE,
    editable=True,
    engines=("speech", "translation", "voice"),
    features=("media", "mix"),
    example={"media_url": "https://example.com/video.mp4", "target_language": "es"},
    form_example={"target_language": "es"},
    sample=sample,
)
