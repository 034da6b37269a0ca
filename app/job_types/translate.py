"""translate: captions, or media that is recognised first, into other languages."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from app.job_types.caption_parameters import (
    Brief,
    CaptionTrack,
    RecognitionParameters,
    SpokenLanguage,
    TranslationEngine,
    TranslationMemoryParameters,
    VideoParameters,
    each_once,
)
from app.job_types.job_type import (
    ADDRESS,
    CAPTIONS,
    MEDIA,
    MEMORY_BESIDE,
    SOURCE,
    TARGET_LANGUAGE,
    JobType,
    Required,
)
from app.job_types.parameters import (
    CaptionsText,
    CaptionsUrl,
    Glossary,
    Hidden,
    InForm,
    MediaUrl,
    ModelSize,
)
from app.job_types.sandbox import NOTE, SECONDS, Sample, SampleKit
from models import queues
from models.stages import Stage


class TranslateParameters(VideoParameters, RecognitionParameters, TranslationMemoryParameters):
    """translate: captions, or media that is recognised first, into other languages."""

    job_type: Literal["translate"] = "translate"
    media_url: MediaUrl = None
    srt_url: CaptionsUrl = None
    srt_content: CaptionsText = None
    track: CaptionTrack = None
    source_language: SpokenLanguage = Field(None, max_length=20)
    target_language: Hidden[str | None] = Field(
        None, max_length=20, description="Language to translate into (BCP 47)."
    )
    target_languages: Annotated[
        list[Annotated[str, Field(max_length=20)]],
        InForm(help="One output for each language", example="Search languages"),
    ] = Field([], max_length=20, description="Several languages to translate into (BCP 47), one output each.")
    glossary: Glossary = Field({}, max_length=500)
    brief: Brief = Field("", max_length=2000)
    keep_source: Annotated[
        Literal["no", "file", "above", "below"],
        InForm(
            "Keep the source's captions",
            "As a file, or above or below the translation in its own",
            folded=True,
        ),
    ] = Field(
        "no",
        description="Captions in the language of the source: file gives them as a file of their own, above "
        "and below put them into each translation, over or under it. Not where a person edits it.",
    )
    tmx: Annotated[
        bool, InForm("Translation memory as a file", "Every sentence with its translations", folded=True)
    ] = Field(
        False,
        description="Also give the sentences with their translations into all languages as one "
        "translation memory (TMX). Not where a person edits the translation.",
    )
    engine: TranslationEngine = Field(None, max_length=60)
    model_size: ModelSize = Field(None, max_length=40)

    def source_address(self) -> str | None:
        """Captions win over media: nothing is recognised when they are given."""
        if self.srt_content:
            return None
        return self.srt_url or self.media_url or super().source_address()

    def captions_apart(self) -> bool:
        """Whether captions come in srt_content or srt_url."""
        return bool(self.srt_content or self.srt_url)

    def captions_inside(self) -> bool:
        """Whether a caption track of the media is translated in place of its speech."""
        return self.track is not None

    def targets(self) -> list[tuple[str, str]]:
        """Every asked language once, in order, with the name of the field that asks for it."""
        named = [(f"target_languages.{index}", tag) for index, tag in enumerate(self.target_languages)]
        return each_once([*named, ("target_language", self.target_language or "")])


def _sample(kit: SampleKit, asked: TranslateParameters) -> Sample:
    languages = [tag for _, tag in asked.targets() if tag not in kit.impossible]
    made = [kit.captions(language) for language in languages]
    if asked.keep_source == "file":
        made.append(kit.captions(kit.language or "en"))
    result: dict[str, Any] = {
        "language": kit.language or "en",
        "languages": languages,
        "notes": [NOTE],
        "outputs": [report for _, report in made],
    }
    files = [file for file, _ in made]
    if asked.tmx:
        files.append(kit.memory(languages))
    return Sample(files, {"duration": SECONDS, "result_data": result})


JOB_TYPE = JobType(
    name="translate",
    order=30,
    label="Translate",
    action=("Translate file", "Translate {} files"),
    parameters=TranslateParameters,
    stages=(Stage.TRANSCRIBING, Stage.TRANSLATING),
    recognizes_first=True,
    queue=queues.SPEECH,
    price=4,
    starts_from=(CAPTIONS, MEDIA, ADDRESS),
    requires=(
        Required(
            "source",
            (*SOURCE.names, "srt_url", "srt_content"),
            "The job has no source.",
            "Send a file in the source field, an upload_id, captions in srt_content or srt_url, or an "
            "address in media_url.",
        ),
        TARGET_LANGUAGE,
    ),
    second_file=MEMORY_BESIDE,
    engines=("translation",),
    editable=True,
    writes_captions=True,
    makes_several=True,
    example={"media_url": "https://example.com/video.mp4", "target_language": "es"},
    form_example={"target_language": "es"},
    sample=_sample,
)
