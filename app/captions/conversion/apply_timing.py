"""The times of a document as the request wants them: cut list, incode, frame rate, offset, edits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from app.captions.conversion.language import detected_language
from app.captions.conversion.request import ZERO, ConvertRequest, is_auto
from app.captions.formats.base import CaptionFormat
from app.captions.model.document import Document
from app.captions.model.losses import Losses
from app.captions.timecode.smpte import FrameRate, offset_ticks, rate_of
from app.captions.transform.edits import parse_edits
from app.captions.transform.retime import Conform, conform, shift, to_picture_start

_FILM_TO_PAL = {Fraction(24000, 1001), Fraction(24), Fraction(25)}


@dataclass(frozen=True, slots=True)
class Timeline:
    """A retimed document, and sentences about what was done."""

    document: Document
    notes: tuple[str, ...]


def retime(
    document: Document, request: ConvertRequest, losses: Losses, caption_format: CaptionFormat
) -> Timeline:
    """Apply the request's cut list, `incode`, frame rates, `offset` and other edits, in this order.

    Afterwards the document has a frame rate if the file or the request says one, or if the target format
    counts frames.
    """
    notes: list[str] = []
    source = request.source_rate or rate_of(document, request.assumed_rate(caption_format))
    target = request.target_rate or source
    edits = parse_edits(request.edits, source, target)
    document = edits.cut(document, losses)
    if request.incode.strip() != ZERO:
        before = document.cues[0].start if document.cues else 0
        document = to_picture_start(
            document, "auto" if is_auto(request.incode) else request.incode, source, losses
        )
        if document.cues and document.cues[0].start != before:
            notes.append(f"Times count from the picture's first frame (incode {request.incode}).")
    if target != source:
        how = _conform(document, request, source, target)
        document = conform(document, source, target, how)
        notes.append(f"Conformed from {source.label} to {target.label} ({how}).")
    if ticks := offset_ticks(request.offset, request.offset_type, target):
        document = shift(document, ticks, losses)
        notes.append(f"Offset {request.offset}: {request.offset_type}.")
    by_words = edits.text and document.language is None
    document, repaired = edits.repair(document, detected_language(document) if by_words else None)
    if repaired:
        notes.append(f"Repaired the text of {repaired} captions.")
    document = edits.shape(document, target)
    asked = request.source_rate or request.target_rate
    if document.frame_rate is None and asked is None:
        if not caption_format.frame_based:
            return Timeline(document, tuple(notes))
        notes.append(f"Nothing says the frame rate; {target.label} was used.")
    return Timeline(replace(document, frame_rate=target.fps, drop_frame=target.drop), tuple(notes))


def _conform(document: Document, request: ConvertRequest, source: FrameRate, target: FrameRate) -> Conform:
    """What the request asks for; "auto" keeps the running time where the source's rate is only assumed."""
    if request.conform != "auto":
        return Conform(request.conform)
    said = request.names_source_rate or document.frame_rate is not None
    return choose_conform(source.fps, target.fps) if said else Conform.KEEP


def choose_conform(source: Fraction, target: Fraction) -> Conform:
    """What is usually meant between two rates.

    Film and PAL speeds (23.976, 24, 25) play the same frames faster or slower; a whole rate against one
    over 1001 is pulled down or up; anything else shows the same running time with other frames.
    """
    if source == target:
        return Conform.KEEP
    if {source, target} <= _FILM_TO_PAL:
        return Conform.STRETCH
    if source.denominator == 1 and target.denominator == 1001 and source.numerator % 6 == 0:
        return Conform.PULL_DOWN
    if source.denominator == 1001 and target.denominator == 1 and target.numerator % 6 == 0:
        return Conform.PULL_UP
    return Conform.KEEP
