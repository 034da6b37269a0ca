"""Quick exchanges in one caption: two speakers, a line and a dash for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.captions.model.document import Cue, Document, Run
from app.captions.model.karaoke import joined_karaoke, moved
from app.captions.model.word_timings import with_words, without_words, words_of
from app.captions.transform.line_breaking import DASHES, width_of

DASH = "- "


def with_shared_captions(document: Document, width: int, *, longest: int, gap: int, short: int) -> Document:
    """Join two neighbours of different speakers when one of them lasts less than `short`.

    Each has to fit a line of `width` characters with its dash, both together last at most `longest`, and at
    most `gap` lies between them. Who says which line stays with its runs.
    """
    cues: list[Cue] = []
    for cue in document.cues:
        if cues and _share(cues[-1], cue, width, longest, gap, short):
            cues[-1] = _joined(cues[-1], cue)
        else:
            cues.append(cue)
    return replace(document, cues=cues)


def _share(first: Cue, second: Cue, width: int, longest: int, gap: int, short: int) -> bool:
    if not first.speaker or not second.speaker or first.speaker == second.speaker:
        return False
    if (
        not (first.runs and second.runs)
        or first.comment
        or second.comment
        or not 0 <= second.start - first.end <= gap
    ):
        return False
    if min(first.end - first.start, second.end - second.start) >= short:
        return False
    same = (first.placement, first.mode) == (second.placement, second.mode)
    rest = without_words(first.extras) == without_words(second.extras)
    lines = all(_fits(cue.text, width) for cue in (first, second))
    return same and rest and lines and second.end - first.start <= longest


def _fits(text: str, width: int) -> bool:
    line = text if text.startswith(DASHES) else DASH + text
    return "\n" not in text and width_of(line) <= width


def _joined(first: Cue, second: Cue) -> Cue:
    upper, lower = _said(first), _said(second)
    words = [*words_of(first), *words_of(second)]
    begin = sum(len(run.text) for run in upper) + 1
    earlier = moved(first.karaoke, _dash(first), 0)
    later = moved(second.karaoke, begin + _dash(second), second.start - first.start)
    return replace(
        first,
        end=second.end,
        runs=[*upper, Run("\n", lower[0].style), *lower],
        speaker=None,
        extras=with_words(first.extras, words),
        karaoke=joined_karaoke(earlier, later),
    )


def _dash(cue: Cue) -> int:
    """The characters that the dash puts before the text."""
    return 0 if cue.text.startswith(DASHES) else len(DASH)


def _said(cue: Cue) -> Sequence[Run]:
    """The runs with a dash before them and their speaker as their voice."""
    runs = [_with_voice(run, cue.speaker) for run in cue.runs]
    return [Run(DASH, runs[0].style), *runs] if _dash(cue) else runs


def _with_voice(run: Run, voice: str | None) -> Run:
    return Run(run.text, replace(run.style, voice=voice))
