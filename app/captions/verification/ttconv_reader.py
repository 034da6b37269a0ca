"""What ttconv reads in a TTML, SCC or EBU STL file: https://github.com/sandflow/ttconv.

Its readers are asked, and the document they make is walked; its writers are not needed and are slow.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from fractions import Fraction
from itertools import zip_longest
from typing import Any
from xml.etree.ElementTree import ElementTree

from defusedxml.ElementTree import fromstring

from app.captions.model.document import Mode
from app.captions.verification.expected import Expected, PlainCue, numbered
from app.core.errors import CaptionError

Timed = tuple[float, float | None, str]


def read(data: bytes, expected: Expected) -> list[PlainCue]:
    """The cues of the file that have words, in the order of their times."""
    logging.disable(logging.CRITICAL)  # it warns about every attribute that it does not know
    try:
        body = _model(data, expected).get_body()
    finally:
        logging.disable(logging.NOTSET)
    found = sorted(_paragraphs(body, Fraction(0), None), key=_begin) if body is not None else []
    if Mode.ROLL_UP in expected.modes:
        return numbered(_lines(found, expected))
    return numbered(_grown(found) if Mode.PAINT_ON in expected.modes else found)


def _begin(cue: Timed) -> float:
    return cue[0]


def _lines(found: list[Timed], expected: Expected) -> Iterator[Timed]:
    """Captions that roll up: ttconv shows all rows that stand, each time that one is added.

    Here every caption gets as many of the added words as it should have.
    """
    added = [(cue[0], word) for cue in found for word in cue[2].rpartition("\n")[2].split()]
    place = 0
    for cue in expected.cues:
        here = added[place : place + len(cue.text.split())]
        place += len(here)
        if here:
            yield here[0][0], None, " ".join(word for _, word in here)
    yield from ((start, None, word) for start, word in added[place:])


def _grown(found: list[Timed]) -> Iterator[Timed]:
    """Captions that appear as they are sent: ttconv shows one with its first line, then with two, and so on.

    Here each is there once, whole, from its beginning on.
    """
    begun = None
    for cue, following in zip_longest(found, found[1:]):
        begun = cue[0] if begun is None else begun
        if following is None or following[0] != cue[1] or not following[2].startswith(f"{cue[2]}\n"):
            yield begun, cue[1], cue[2]
            begun = None


def _model(data: bytes, expected: Expected) -> Any:
    if expected.format in ("scc", "scc-advanced"):
        from ttconv.scc import reader as scc_reader

        if expected.channel != "ch01":
            raise CaptionError("it reads only the first channel of CEA-608.", code="not_read")
        return scc_reader.to_model(data.decode("ascii"))
    if expected.format == "ebu-stl":
        return _stl_model(data, expected)
    from ttconv.imsc import reader as imsc_reader

    return imsc_reader.to_model(ElementTree(fromstring(data)))


def _stl_model(data: bytes, expected: Expected) -> Any:
    """As ttconv.stl.reader.to_model, but for two things that DataFile does.

    `process_tti_block` shortens or leaves out captions that begin before the end of the one before, and
    `__init__` takes every STL30.01 for one at 30000/1001 frames a second.
    """
    from ttconv.stl.datafile import DataFile

    file = DataFile(data[:1024], start_tc="TCP" if expected.from_start else None)
    if expected.at_thirty:
        file.fps = Fraction(30)
    for place in range(1024, len(data), 128):
        file.last_end_time = None
        file.process_tti_block(data[place : place + 128])
    return file.get_document()


def _paragraphs(element: Any, start: Fraction, end: Fraction | None) -> Iterator[Timed]:
    """The texts of all paragraphs, with the times that those around them leave them."""
    from ttconv import model

    begin = start + (element.get_begin() or 0)
    own_end = element.get_end()
    ends = [time for time in (end, None if own_end is None else start + own_end) if time is not None]
    until = min(ends) if ends else None
    if isinstance(element, model.P):
        yield float(begin * 1000), None if until is None else float(until * 1000), _text(element)
        return
    for child in element:
        yield from _paragraphs(child, begin, until)


def _text(element: Any) -> str:
    from ttconv import model

    if isinstance(element, model.Text):
        return str(element.get_text()).translate(_OTHER_SIGNS)
    if isinstance(element, (model.Rt, model.Rtc, model.Rp)):  # ruby stands above the words
        return ""
    return "\n" if isinstance(element, model.Br) else "".join(map(_text, element))


_OTHER_SIGNS = str.maketrans("ʌ━┃┏┓┗┛", "^—¦┌┐└┘")
"""Signs of CEA-608 that ttconv has under another code (scc/codes/extended_characters.py)."""


def also_read_as(text: str, kind: str, *, last: bool) -> list[str]:
    """The same words: nothing more that it reads otherwise is known."""
    return [text]
