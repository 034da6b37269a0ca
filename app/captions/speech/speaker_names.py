"""Names for speakers that were told apart, "Speaker 1" and so on, in the order in which they first speak.

Names are put over a transcript that is kept without them, so that other names never need it recognised again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.captions.model.direction import without_direction
from app.captions.model.document import Document
from app.captions.model.spoken_word import SpokenSegment

_NUMBERED = re.compile(r"Speaker ([1-9][0-9]{0,3})")


def named(document: Document, names: Sequence[str]) -> Document:
    """The captions with the first name for Speaker 1, and so on; who has no name stays a number.

    A name that comes twice is one person whose voice was taken for two.
    """
    if not names:
        return document
    return replace(document, cues=[replace(cue, speaker=_name(cue.speaker, names)) for cue in document.cues])


def named_segments(segments: Iterable[SpokenSegment], names: Sequence[str]) -> tuple[SpokenSegment, ...]:
    """The same for recognised speech."""
    return tuple(replace(segment, speaker=_name(segment.speaker, names)) for segment in segments)


def numbered_speakers(document: Document) -> int:
    """How many speakers have only a number."""
    return len({cue.speaker for cue in document.cues if cue.speaker and _NUMBERED.fullmatch(cue.speaker)})


def _name(speaker: str | None, names: Sequence[str]) -> str | None:
    match = _NUMBERED.fullmatch(speaker or "")
    number = int(match[1]) if match else 0
    given = without_direction(names[number - 1]).strip() if 0 < number <= len(names) else ""
    return given or speaker
