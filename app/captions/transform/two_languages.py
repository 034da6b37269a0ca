"""Two caption files as one with both languages, above and below each other, and such a file as two again.

The captions of the second file are set to those of the first by time. Where the two overlap, one caption has
both texts, each in its style and marked with its language; the rest stays as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from app.captions.model.colors import parse_color
from app.captions.model.document import PLAIN, Cue, Document, Run, Style
from app.captions.model.merged_cues import MERGED, merged_from, without_merged
from app.captions.model.moved_cues import move_cue
from app.captions.model.run_builder import interned
from app.captions.model.runs import from_lines, lines_of, text_of, without_ends
from app.core.errors import CaptionError

_FIRST, _SECOND = "x-first", "x-second"
"""What marks the text of a file that does not say its language: tags for private use (BCP 47, 2.2.7)."""
_FLAGS = ("italic", "bold", "underline")
_SHARE = 0.5
"""The share of the shorter of two captions that has to overlap for them to say the same."""


@dataclass(frozen=True, slots=True)
class Bilingual:
    """How two languages stand together: which is above, and what each looks like."""

    second_below: bool = True
    first_style: Style = PLAIN
    second_style: Style = PLAIN


def style_named(text: str) -> Style:
    """The style of a language as people write it, such as “italic,#ffff00”: flags, and a colour.

    Raises CaptionError `invalid_option`.
    """
    fields: dict[str, Any] = {}
    for word in filter(None, (part.strip().lower() for part in text.split(","))):
        color = parse_color(word)
        if word not in _FLAGS and color is None:
            raise CaptionError(
                f"“{word[:40]}” is no style.",
                code="invalid_option",
                hint="Use italic, bold, underline, or a colour, with commas between them.",
                rejected=True,
                option="style",
                value=text[:200],
            )
        fields |= {word: True} if word in _FLAGS else {"color": color}
    return Style(**fields) if fields else PLAIN


def merged_languages(first: Document, second: Document, how: Bilingual | None = None) -> Document:
    """The first document with the text of the second in it, by time."""
    how = how or Bilingual()
    one, two = first.language or _FIRST, second.language or _SECOND
    two = two if two != one else _SECOND
    cues: list[Cue] = []
    partners = _partners(first.cues, second.cues)
    used = {id(other) for others in partners for other in others}
    for cue, others in zip(first.cues, partners, strict=True):
        own = _styled(cue.runs, how.first_style, one)
        theirs = from_lines(_styled(other.runs, how.second_style, two) for other in others)
        both = [own, theirs] if how.second_below else [theirs, own]
        end = max([cue.end, *(other.end for other in others if _starts_inside(cue, other))])
        runs = from_lines(part for part in both if part)
        extras = {**(cue.extras or {}), MERGED: {one: [cue], two: others}}
        cues.append(replace(cue, end=end, runs=runs, karaoke=None, extras=extras))
    for other in second.cues:
        if id(other) not in used:
            extras = {**(other.extras or {}), MERGED: {two: [other]}}
            runs = _styled(other.runs, how.second_style, two)
            cues.append(replace(other, runs=runs, karaoke=None, extras=extras))
    cues.sort(key=lambda cue: (cue.start, cue.end))
    return replace(first, cues=_without_overlap(cues))


def _starts_inside(cue: Cue, other: Cue) -> bool:
    return cue.start <= other.start < cue.end


def _partners(first: list[Cue], second: list[Cue]) -> list[list[Cue]]:
    """For every caption of the first list those of the second that say the same; each is given once."""
    found: list[list[Cue]] = [[] for _ in first]
    order = sorted(range(len(first)), key=lambda n: first[n].start)
    begin = 0
    for other in sorted(second, key=lambda cue: cue.start):
        while begin < len(order) and first[order[begin]].end <= other.start:
            begin += 1
        best, most = -1, 0
        for n in order[begin : begin + 20]:
            overlap = min(first[n].end, other.end) - max(first[n].start, other.start)
            if overlap > most:
                best, most = n, overlap
        if best >= 0 and not other.comment:
            shorter = min(first[best].end - first[best].start, other.end - other.start)
            if most >= _SHARE * shorter:
                found[best].append(other)
    return found


def _styled(runs: list[Run], style: Style, language: str) -> list[Run]:
    """The runs in this style where they say nothing else, marked with their language."""
    changes = {name: getattr(style, name) for name in (*_FLAGS, "color", "font", "size")}
    made = []
    for run in runs:
        unset = {name: value for name, value in changes.items() if value and not getattr(run.style, name)}
        made.append(Run(run.text, interned(replace(run.style, **unset, language=language))))
    return made


def _without_overlap(cues: list[Cue]) -> list[Cue]:
    """The end of each caption no later than the next one's start, where they stand at one place."""
    for before, after in pairwise(cues):
        if before.start < after.start < before.end and before.placement == after.placement:
            before.end = after.start
    return cues


def split_languages(document: Document) -> dict[str, Document]:
    """One document a language, from the languages that the runs of its captions are marked with.

    A file whose captions are not marked is split by their lines: the upper line of every caption of two
    lines, and the lower one, as "upper" and "lower".
    """
    if marked := document_languages(document):
        return {language: _only(document, language) for language in sorted(marked)}
    return {"upper": _lines(document, upper=True), "lower": _lines(document, upper=False)}


def languages_apart(document: Document) -> dict[str, Document]:
    """The documents of `split_languages` that have captions; CaptionError `one_language` for only one."""
    parts = {name: part for name, part in split_languages(document).items() if part.cues}
    if len(parts) < 2:
        raise CaptionError(
            "These captions are in one language: none has a second line, and no language is marked.",
            code="one_language",
            hint="Name a file whose captions say the same in two languages.",
            rejected=True,
        )
    return parts


def document_languages(document: Document) -> set[str]:
    """The languages that stretches of a document are marked with, when there are several; else none.

    Where some are, the others are in the language of the document: formats mark only what differs from it.
    """
    texts = (run for cue in document.cues if not cue.comment for run in cue.runs if run.text.strip())
    found = {run.style.language for run in texts}
    marked = {language or document.language for language in found} - {None} if found - {None} else set()
    return {language for language in marked if language} if len(marked) > 1 else set()


def _only(document: Document, language: str) -> Document:
    cues = []
    for cue in document.cues:
        runs = [
            Run(run.text, interned(replace(run.style, language=None)))
            for run in cue.runs
            if (run.style.language or document.language) == language
        ]
        runs = without_ends(runs) if "".join(run.text for run in runs).strip() else []
        originals = _moved_since(cue).get(language, [])
        if originals and "\n".join(each.text for each in originals) == text_of(runs):
            cues += originals
        elif runs:
            cues.append(replace(cue, runs=runs, karaoke=None, extras=without_merged(cue.extras)))
    return replace(document, cues=cues, language=language)


def _moved_since(cue: Cue) -> dict[str, list[Cue]]:
    """The captions that a caption was made of, moved as it was itself since then; it began with the first."""
    merged = merged_from(cue)
    first = next((each for cues in merged.values() for each in cues), cue)
    later = cue.start - first.start
    return {
        name: [move_cue(each, lambda t: max(t + later, 0)) for each in cues] for name, cues in merged.items()
    }


def _lines(document: Document, upper: bool) -> Document:
    cues = []
    for cue in document.cues:
        lines = lines_of(cue.runs)
        half = (len(lines) + 1) // 2
        kept = lines[:half] if upper else lines[half:]
        if any(kept):
            cues.append(replace(cue, runs=from_lines(kept), karaoke=None))
    return replace(document, cues=cues, language=None)
