"""A translation together with what it was made of: both languages in one file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.captions.model.document import Cue, Document
from app.captions.model.runs import slices, text_of
from app.captions.model.word_timings import without_words
from app.captions.quality.style_guides import NETFLIX, Guide
from app.captions.transform.line_breaking import width_of
from app.captions.transform.reflow import wrapped_cue
from app.captions.transform.two_languages import Bilingual, merged_languages
from app.captions.translation.layout import size_of
from app.captions.translation.spread import spread


def bilingual(
    source: Document, translation: Document, *, source_above: bool, guide: Guide = NETFLIX
) -> Document:
    """Each caption of a translation with the words of the source above or below it, marked with its language.

    Where a caption became several, the source's words are shared out among them, in lines of the guide.
    """
    apart = replace(source, cues=_divided(source.cues, translation.cues, source.language or "", guide))
    return merged_languages(translation, apart, Bilingual(second_below=not source_above))


def _divided(source: Sequence[Cue], translation: Sequence[Cue], language: str, guide: Guide) -> list[Cue]:
    """The source's captions cut where the translation's are that lie within one of them."""
    cues: list[Cue] = []
    inside = iter(sorted(translation, key=lambda cue: cue.start))
    following = next(inside, None)
    for cue in sorted(source, key=lambda cue: cue.start):
        parts: list[Cue] = []
        while following is not None and following.start < cue.end:
            if cue.start <= following.start and following.end <= cue.end:
                parts.append(following)
            following = next(inside, None)
        cues += _shared_out(cue, parts, language, guide) if len(parts) > 1 and not cue.comment else [cue]
    return cues


def _shared_out(cue: Cue, parts: Sequence[Cue], language: str, guide: Guide) -> list[Cue]:
    flat = [replace(run, text=run.text.replace("\n", " ")) for run in cue.runs]
    shares = [max(1, width_of(part.text)) for part in parts]
    ranges = spread(text_of(flat), shares, [None] * len(parts), language)
    whole = replace(cue, extras=without_words(cue.extras), karaoke=None)
    made = []
    for part, runs in zip(parts, slices(flat, ranges), strict=True):
        piece = replace(whole, start=part.start, end=part.end, runs=runs)
        if runs:
            made.append(wrapped_cue(piece, *size_of(guide)) or piece)
    return made
