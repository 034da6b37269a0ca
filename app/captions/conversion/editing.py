"""Captions for an editor: a file to edit, checks, fixes, differences. Called in a guarded child."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from app.captions.conversion.read import read_source
from app.captions.conversion.request import ConvertRequest
from app.captions.formats import project
from app.captions.formats.shared.language_names import language_of_file
from app.captions.model.document import Cue, Document, seconds
from app.captions.model.losses import Losses
from app.captions.model.word_timings import Word, with_words, words_of
from app.captions.quality.api import Fix, Guide, check, fix, parse_guide
from app.captions.quality.fixes import wrapped_by
from app.captions.quality.style_guides import ANY
from app.captions.transform.two_languages import Bilingual, merged_languages
from app.core.errors import CaptionError, Invalid

MOST_CHANGES = 1000
_USUAL_WIDTH, _USUAL_LINES = 42, 2


@dataclass(frozen=True, slots=True)
class Opened:
    """A caption file as a Cuedeck Project, and the format that it was in."""

    document: str
    cue_count: int
    target_profile: str


def open_file(data: bytes, request: ConvertRequest, recognised: str = "") -> Opened:
    """Read a caption file to edit it; `recognised` is the project it was made from, which knows the words.

    Raises CaptionError as `read_source` does, and `not_writable` when its format is only read.
    """
    source = read_source(data, request)
    if source.caption_format.write is None:
        raise CaptionError(
            f"{source.caption_format.name} can be read, but not written again.",
            code="not_writable",
            hint="Convert the file into another format, and edit that.",
            rejected=True,
        )
    document = source.document
    if recognised:
        document = with_recognised_words(document, project.read(recognised, {}))
    return Opened(project.write(document, {}, Losses()), len(document.cues), source.caption_format.name)


def as_project(data: bytes, request: ConvertRequest) -> str:
    """A caption file as a Cuedeck Project. Raises CaptionError as `read_source` does."""
    written: str = project.write(read_source(data, request).document, {}, Losses())
    return written


@dataclass(frozen=True, slots=True)
class Merged:
    """Two caption files as one Cuedeck Project, and the format that the first had."""

    project: str
    source_format: str


def merged_files(
    data: bytes, request: ConvertRequest, second: bytes, second_name: str, how: Bilingual
) -> Merged:
    """Two caption files as one in both languages, which a file's name may say: film.de.srt.

    Raises CaptionError as `read_source` does; the second file is read by what it is.
    """
    first = read_source(data, request)
    other = read_source(second, ConvertRequest(file_name=second_name)).document
    first.document.language = first.document.language or language_of_file(request.file_name)
    other.language = other.language or language_of_file(second_name)
    merged: str = project.write(merged_languages(first.document, other, how), {}, Losses())
    return Merged(merged, first.caption_format.name)


def with_recognised_words(document: Document, recognised: Document) -> Document:
    """The document with the recognised words of every cue whose text they still are."""
    words = sorted((word for cue in recognised.cues for word in words_of(cue)), key=lambda word: word.start)
    cues, first = [], 0
    for cue in document.cues:
        wanted = cue.text.split()
        while first < len(words) and words[first].end <= cue.start:
            first += 1
        mine = words[first : first + len(wanted)]
        same = bool(wanted) and not words_of(cue) and [word.text.strip() for word in mine] == wanted
        cues.append(replace(cue, extras=with_words(cue.extras, _within(mine, cue))) if same else cue)
        first += len(wanted) if same else 0
    return replace(document, cues=cues)


def _within(words: Sequence[Word], cue: Cue) -> list[Word]:
    return [replace(word, start=max(word.start, cue.start)) for word in words]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request brings: cues, the guide for them, and whether only their lines are to change."""

    document: Document
    guide: Guide
    lines_only: bool


def read_request(body: str, saved: str) -> Asked:
    """Read `{"cues": [...], "frame_rate": "25", "guide": "bbc", "only": "lines"}`.

    Without cues those of the saved project are meant. Raises CaptionError `malformed_json` or
    `invalid_project`, Invalid `invalid_guide` or for a wrong field.
    """
    sent = _object(body)
    cues = {name: sent[name] for name in ("frame_rate", "cues") if sent.get(name) is not None}
    head = {"format": project.FORMAT_NAME, "version": project.VERSION}
    document = project.read(json.dumps(head | cues) if "cues" in cues else saved, {})
    guide, only = sent.get("guide"), sent.get("only", "all")
    if unknown := sorted(sent.keys() - {"cues", "frame_rate", "guide", "only"}):
        raise _wrong(unknown[0], f"There is no field {unknown[0][:40]!r} here.")
    if only not in ("all", "lines"):
        raise _wrong("only", "It is “all” or “lines”.")
    return Asked(document, parse_guide(guide) if guide else ANY, only == "lines")


def _object(body: str) -> dict[str, Any]:
    try:
        sent = json.loads(body or "{}")
    except (ValueError, RecursionError):
        sent = None
    if isinstance(sent, dict):
        return sent
    raise CaptionError(
        "The cues cannot be read: this is no JSON object.",
        code="malformed_json",
        hint='Send {"cues": [...]} with cues as GET /v1/jobs/{job_id}/draft gives them.',
        rejected=True,
    )


def _wrong(field: str, message: str) -> Invalid:
    return Invalid(
        message,
        hint="Send any of: cues, frame_rate, guide, only.",
        errors=[{"field": field, "message": message}],
    )


def findings(body: str, saved: str) -> list[dict[str, Any]]:
    """What the guide finds in the cues of a request, see `read_request`."""
    asked = read_request(body, saved)
    return [finding.as_json() for finding in check(asked.document, asked.guide)]


def fixed(body: str, saved: str) -> dict[str, Any]:
    """The cues of a request with their faults fixed, or their lines broken anew, and what was changed."""
    asked = read_request(body, saved)
    fixes: list[Fix] = []
    if asked.lines_only:
        document = _broken_anew(asked.document, asked.guide)
    else:
        document, fixes = fix(asked.document, asked.guide)
    return {
        "cues": json.loads(project.write(document, {}, Losses()))["cues"],
        "fixes": [each.as_json() for each in fixes],
        "findings": [finding.as_json() for finding in check(document, asked.guide)],
    }


def _broken_anew(document: Document, guide: Guide) -> Document:
    width, lines = guide.line_length or _USUAL_WIDTH, guide.lines or _USUAL_LINES
    return replace(document, cues=[wrapped_by(cue, width, lines, guide) or cue for cue in document.cues])


def differences(old: bytes, new: bytes, request: ConvertRequest) -> dict[str, Any]:
    """How two caption files differ: `total`, and at most MOST_CHANGES changes with both cues (or None)."""
    before, after = (read_source(data, request).document.cues for data in (old, new))
    changes = list(_changes(before, after))
    return {"total": len(changes), "changes": changes[:MOST_CHANGES]}


def _changes(before: list[Cue], after: list[Cue]) -> Iterator[dict[str, Any]]:
    matcher = SequenceMatcher(
        None, [_key(cue) for cue in before], [_key(cue) for cue in after], autojunk=False
    )
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            continue
        for old, new in zip_longest(range(i, j), range(k, m)):
            yield {
                "change": "added" if old is None else "removed" if new is None else "changed",
                "old": None if old is None else _shown(old, before[old]),
                "new": None if new is None else _shown(new, after[new]),
            }


def _key(cue: Cue) -> tuple[Any, ...]:
    styled = tuple((run.text, run.style) for run in cue.runs)
    return (cue.start, cue.end, cue.speaker, styled, cue.placement)


def _shown(index: int, cue: Cue) -> dict[str, Any]:
    return {"cue": index + 1, "start": seconds(cue.start), "end": seconds(cue.end), "text": cue.text}
