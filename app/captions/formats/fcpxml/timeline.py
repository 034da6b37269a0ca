"""Where things stand on a Final Cut Pro timeline.

Source: Apple, "Describing Final Cut Pro items in FCPXML", timing attributes. The `offset` of an element is in
the time of its parent, which begins at the parent's `start`: an element stands at the parent's place plus
`offset` minus the parent's `start`. A sequence begins at its `tcStart`; a storyline (`spine`) inside a clip
begins at zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lxml import etree

from app.captions.formats.fcpxml.times import parse_time

_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Placed:
    """An element, and when it stands on its timeline, in seconds."""

    element: Any
    start: Fraction
    end: Fraction


def placed(root: Any, names: frozenset[str]) -> Iterator[Placed]:
    """Every element of these names below `root` (a sequence, or the whole file), in file order.

    `root` must not be nested deeper than the parser allows (100 levels).
    """
    if root.tag == "sequence":
        yield from _in_sequence(root, names)
    else:
        yield from _walk(root, _ZERO, _ZERO, _ZERO, names)


def _in_sequence(sequence: Any, names: frozenset[str]) -> Iterator[Placed]:
    for spine in sequence.iterchildren("spine"):
        yield from _walk(spine, _ZERO, _ZERO, _time(sequence, "tcStart", _ZERO), names)


def _walk(
    parent: Any, place: Fraction, own: Fraction, following: Fraction, names: frozenset[str]
) -> Iterator[Placed]:
    """The children of a parent that stands at `place` where its own time is `own`.

    `following` is the offset of a child that states none; in a storyline that is the end of the one before.
    """
    for child in parent.iterchildren(tag=etree.Element):
        if child.tag == "sequence":
            yield from _in_sequence(child, names)
            continue
        offset = _time(child, "offset", following)
        start = place + offset - own
        if child.tag in names:
            yield Placed(child, start, start + _time(child, "duration", _ZERO))
        elif child.tag == "spine":
            yield from _walk(child, start, _ZERO, _ZERO, names)
        elif "offset" in child.attrib or "duration" in child.attrib:
            begin = _time(child, "start", _ZERO)
            yield from _walk(child, start, begin, begin, names)
        else:
            yield from _walk(child, place, own, following, names)
        if parent.tag == "spine":
            following = offset + _time(child, "duration", _ZERO)


def _time(element: Any, name: str, default: Fraction) -> Fraction:
    found = parse_time(element.get(name))
    return default if found is None else found
