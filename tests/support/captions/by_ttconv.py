"""What ttconv, an independent reader, shows of a file and when; and what ours shows at the same moment."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from fractions import Fraction
from typing import Any
from xml.etree import ElementTree

from ttconv import model
from ttconv.imsc import reader as imsc
from ttconv.isd import ISD
from ttconv.stl import reader as stl

from app.captions.model.document import TICKS_PER_SECOND, Document

Shown = list[tuple[Fraction, list[str]]]
"""Moments in seconds, and the paragraphs that are there, in alphabetical order and without white space."""


def of_ttml(text: str) -> Shown:
    return _shown(lambda: imsc.to_model(ElementTree.ElementTree(ElementTree.fromstring(text))))


def of_stl(data: bytes) -> Shown:
    return _shown(lambda: stl.to_model(io.BytesIO(data)))


def ours(document: Document, moment: Fraction) -> list[str]:
    at = moment * TICKS_PER_SECOND
    return sorted(_words(cue.text) for cue in document.cues if cue.start <= at < cue.end)


def letters(texts: list[str]) -> str:
    """For formats where one paragraph of ttconv's may be several captions of ours."""
    return "".join(sorted("".join(texts)))


def _shown(read: Any) -> Shown:
    logging.disable(logging.CRITICAL)
    try:
        sequence = ISD.generate_isd_sequence(read())
    finally:
        logging.disable(logging.NOTSET)
    shown = []
    for index, (begin, isd) in enumerate(sequence):
        end = sequence[index + 1][0] if index + 1 < len(sequence) else begin
        texts = (
            _words(text) for region in isd.iter_regions() for body in region for text in _paragraphs(body)
        )
        shown.append((Fraction(begin + end) / 2, sorted(text for text in texts if text)))
    return shown


def _words(text: str) -> str:
    return "".join(text.split())


def _paragraphs(element: Any) -> Iterator[str]:
    """Texts of the paragraphs in a ttconv tree, ruby annotations left out."""
    if isinstance(element, model.P):
        yield _inner_text(element)
        return
    for child in element:
        yield from _paragraphs(child)


def _inner_text(element: Any) -> str:
    if isinstance(element, model.Text):
        return str(element.get_text())
    if isinstance(element, (model.Rt, model.Rtc, model.Rp)):
        return ""
    return "\n" if isinstance(element, model.Br) else "".join(_inner_text(child) for child in element)
