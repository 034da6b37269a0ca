"""align: the words of a script, or of captions, get the times at which they were recognised in the media."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, cast

from app.captions.model.document import Document
from app.captions.model.spoken_word import SpokenWord
from app.captions.quality import style_guides
from app.captions.speech.segmentation import captions_from_speech
from app.captions.speech.timed_script import parse_script, script_segments, timed_captions, words_of_captions
from app.core.errors import CaptionError
from app.core.message_text import counted
from app.engines.speech.script_alignment import Alignment, align_script
from app.engines.speech.transcripts import from_json
from app.job_types.align import ALIGNING, AlignParameters
from app.services.jobs import descriptions
from models import Stage
from tasks.stages import captions
from tasks.stages.captions_beside import given_captions
from tasks.steps import StepContext, StepResult, runs

_LEAST_SPOKEN = 0.25
"""With a smaller share of its words in the media, a text does not belong to it."""


@runs(ALIGNING)
def aligning(context: StepContext) -> StepResult:
    """Write captions with the times of the speech; what was not said, or not written, is in `result_data`.

    Raises CaptionError `no_fit` when the text and the speech have too little in common.
    """
    asked = cast(AlignParameters, context.parameters)
    recognised = context.earlier[Stage.TRANSCRIBING]
    transcript = from_json(json.loads(context.load(recognised["transcript"])))
    words = [word for segment in transcript.segments for word in segment.words]
    if asked.text:
        document, alignment, unspoken = _of_script(asked.text, asked.guide, words, transcript.language)
    else:
        document, alignment, unspoken = _of_captions(context, asked, words)
    made, report = captions.render(context, document, descriptions.target_profile(asked))
    unscripted = [{"start": part.start, "end": part.end, "text": part.text} for part in alignment.unscripted]
    notes = [*report.get("notes", []), *recognised["notes"], *_notes(unspoken, unscripted)]
    found = {"language": transcript.language, "unspoken": unspoken, "unscripted": unscripted, "notes": notes}
    return StepResult({}, [replace(made, language=transcript.language)], {"result_data": report | found})


def _of_script(
    text: str, guide: str | None, words: Sequence[SpokenWord], language: str
) -> tuple[Document, Alignment, list[str]]:
    """Captions cut from a script by the job's guide."""
    script = parse_script(text)
    alignment = _aligned(script.words, words)
    spoken = script_segments(script, alignment.words)
    rules = style_guides.parse_guide(guide) if guide else style_guides.NETFLIX
    return captions_from_speech(spoken.segments, rules, language=language), alignment, spoken.unspoken


def _of_captions(
    context: StepContext, asked: AlignParameters, words: Sequence[SpokenWord]
) -> tuple[Document, Alignment, list[str]]:
    """The captions that were sent, as they were cut."""
    name, data = given_captions(context, asked)
    document = captions.given(context, data, name)
    alignment = _aligned(words_of_captions(document), words)
    timed, unspoken = timed_captions(document, alignment.words)
    return timed, alignment, unspoken


def _aligned(text: Sequence[str], words: Sequence[SpokenWord]) -> Alignment:
    alignment = align_script(text, words)
    if not text or alignment.matched < _LEAST_SPOKEN * len(text):
        raise CaptionError(
            "The text is not what is spoken in the media.",
            code="no_fit",
            hint="Check that both belong together and are of the same language.",
            rejected=True,
        )
    return alignment


def _notes(unspoken: Sequence[str], unscripted: Sequence[Any]) -> Iterator[str]:
    if unspoken:
        parts = counted(len(unspoken), "part")
        yield f"Not spoken, and left out: {parts} of the text, listed under unspoken."
    if unscripted:
        yield f"Spoken, but not in the text: {counted(len(unscripted), 'part')}, listed under unscripted."
