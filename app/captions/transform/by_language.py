"""Changes of the text in captions of two languages, each judged by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from app.captions.model.document import Cue, Document, Run
from app.captions.model.runs import from_lines, lines_of
from app.captions.transform.two_languages import document_languages

Change = Callable[[Document, str | None], Document]
"""Gives the document of one language with other texts; captions may be left out."""


def each_language(document: Document, change: Change) -> Document:
    """The document after this change of each of its languages, of those too that share captions line by line.

    Where languages change inside a line, what stands there is one text in the language of the document.
    """
    if not document_languages(document):
        return change(document, document.language)
    parts = [_parts(cue, document.language) for cue in document.cues]
    texts: dict[str | None, list[tuple[int, int]]] = {}
    for number, stretches in enumerate(parts):
        for index, (language, _) in enumerate(stretches):
            texts.setdefault(language, []).append((number, index))
    changed: dict[tuple[int, int], Cue] = {}
    for language, places in texts.items():
        cues = [replace(document.cues[n], id=f"{n}.{i}", runs=parts[n][i][1]) for n, i in places]
        for cue in change(replace(document, cues=cues, language=language), language).cues:
            at, _, which = (cue.id or "").partition(".")
            changed[int(at), int(which)] = cue
    return replace(document, cues=list(_together(document.cues, parts, changed)))


Stretches = list[tuple[str | None, list[Run]]]


def _parts(cue: Cue, language: str | None) -> Stretches:
    """The lines of a cue by their language."""
    if cue.karaoke:
        return [(language, cue.runs)]
    lines = [(_language(line, language), line) for line in lines_of(cue.runs)]
    if any(found is _MIXED for found, _ in lines):
        return [(language, cue.runs)]
    grouped = groupby(lines, key=lambda item: item[0])
    return [(found, from_lines(line for _, line in group if line)) for found, group in grouped]


_MIXED = "x-mixed"


def _language(line: Iterable[Run], language: str | None) -> str | None:
    found = {run.style.language or language for run in line if run.text.strip()}
    return found.pop() if len(found) == 1 else _MIXED if found else language


def _together(cues: list[Cue], parts: list[Stretches], changed: dict[tuple[int, int], Cue]) -> Iterator[Cue]:
    """The captions with their languages in them again; those that nothing is left of are gone."""
    for number, (cue, stretches) in enumerate(zip(cues, parts, strict=True)):
        made = [changed.get((number, index)) for index in range(len(stretches))]
        if [part and part.runs for part in made] == [runs for _, runs in stretches]:
            yield cue
        elif len(made) == 1 and made[0] is not None:
            yield replace(made[0], id=cue.id)
        elif runs := from_lines(part.runs for part in made if part is not None and part.runs):
            yield replace(cue, runs=runs)
