"""The seam the product calls: `check` a request, `inspect` a file, `convert` a file. Bytes in, bytes out.

No reader opens a file, and nothing a connection; the libraries that write XLSX and DOCX open files of their
own. A format's libraries are imported when a file needs them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from app.captions.conversion.adapt import adapted
from app.captions.conversion.apply_timing import retime
from app.captions.conversion.gc_pause import collector_paused
from app.captions.conversion.inspect import Inspection, duration_of, frame_rate_name, inspect, issues_json
from app.captions.conversion.lost_extras import note_lost_extras
from app.captions.conversion.options import check_options
from app.captions.conversion.read import Source, read_source
from app.captions.conversion.request import ConvertRequest, check, readable, writable
from app.captions.conversion.typeset_layers import one_layer
from app.captions.formats.base import CaptionFormat
from app.captions.formats.shared.language_names import language_of_file
from app.captions.model.document import Document
from app.captions.model.losses import Losses
from app.captions.quality.assessment import assess, guide_for
from app.captions.text_io.text_file import to_bytes
from app.captions.transform.simultaneous import joined_lines
from app.core.errors import CaptionError

if TYPE_CHECKING:
    from app.captions.verification.expected import Expected

__all__ = ["Conversion", "ConvertRequest", "Inspection", "check", "convert", "inspect"]


@dataclass(frozen=True, slots=True)
class Conversion:
    """A finished conversion and everything to say about it.

    `losses` as from `Losses.as_list()`; `quality`, `issues` (of reading) and `fixes` are lists of
    `{"code", "message", "cue"}`; `notes` are sentences; `duration` is in seconds; `frame_rate` is
    like "29.97" or None; `expected` is what another reader should find in `data`, where the request asks to
    verify it (see `app.captions.verification`).
    """

    data: bytes
    target_format: CaptionFormat
    source_format: CaptionFormat
    encoding: str | None
    frame_rate: str | None
    drop_frame: bool | None
    cue_count: int
    duration: float
    losses: list[dict[str, Any]] = field(default_factory=list)
    quality: list[dict[str, Any]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    fixes: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    expected: Expected | None = None

    def report(self) -> dict[str, Any]:
        """What the conversion found, left out, lost and fixed, as JSON."""
        return {
            "source_profile": self.source_format.name,
            "target_profile": self.target_format.name,
            "encoding": self.encoding,
            "frame_rate": self.frame_rate,
            "cue_count": self.cue_count,
            "losses": self.losses,
            "quality": self.quality,
            "issues": self.issues,
            "fixes": self.fixes,
            "notes": self.notes,
        }


def convert(data: bytes, request: ConvertRequest) -> Conversion:
    """Read a file, retime it, and write it as another format; CaptionError as `check` and `inspect` raise."""
    with collector_paused():
        return _convert(lambda: read_source(data, request), request)


@dataclass(frozen=True, slots=True)
class ConvertedTrack:
    """Captions out of a film as a file, their language, and what reading the track has found."""

    conversion: Conversion
    language: str | None
    issues: list[dict[str, Any]]


def convert_track(data: bytes, file_name: str, language: str, request: ConvertRequest) -> ConvertedTrack:
    """Captions out of a film, read by what they are, as a Cuedeck Project of them would be converted.

    In one go, for a track of text is converted in less time than it takes to write the project. `language`
    counts where it is known, before what the captions say themselves.
    """
    with collector_paused():
        track = read_source(data, ConvertRequest(file_name=file_name, auto_fix=request.auto_fix))
        track.document.language = language or track.document.language or None
        facts = (track.document.language, issues_json(track.document.issues))
        as_project = replace(track, caption_format=readable(request.source_profile), encoding="utf-8")
        return ConvertedTrack(_convert(lambda: as_project, request), *facts)


def _convert(read: Callable[[], Source], request: ConvertRequest) -> Conversion:
    target = writable(request.target_profile)
    options = check_options(target.encode_options, request.encode_options, target.name)
    losses = Losses()
    written, conversion = _written(read(), request, target, options, losses)
    # Here the documents are gone: a long film, its text and its bytes are never in memory together.
    return replace(conversion, data=_bytes_of(written, options, losses), losses=losses.as_list())


def _written(
    source: Source, request: ConvertRequest, target: CaptionFormat, options: dict[str, Any], losses: Losses
) -> tuple[str | bytes, Conversion]:
    """What the target's writer makes of a file, and the conversion without it and without its losses."""
    named = _take_language_of_name(source.document, request, target)
    document = _shown(source.document, target, losses)
    timeline = retime(document, request, losses, target)
    assessment = assess(timeline.document, guide_for(request.guide, target.guide), request.auto_fix)
    document = assessment.document
    if not document.cues:
        raise CaptionError(
            "No caption is left: all of them are empty or lie before the start of the picture.",
            code="no_cues",
            hint="Check the file, the incode and the offset.",
            rejected=True,
        )
    note_lost_extras(document, target, losses)
    document = adapted(document, target, options, losses)
    written, expected = _verifiable(target, document, options, losses, request.verify)
    return written, Conversion(
        data=b"",
        target_format=target,
        source_format=source.caption_format,
        encoding=source.encoding,
        frame_rate=frame_rate_name(document),
        drop_frame=document.drop_frame,
        cue_count=len(document.cues),
        duration=duration_of(document),
        quality=assessment.quality,
        fixes=source.fixes + assessment.fixes,
        issues=issues_json(source.document.issues),
        notes=[*timeline.notes, *named],
        expected=expected,
    )


def _take_language_of_name(document: Document, request: ConvertRequest, target: CaptionFormat) -> list[str]:
    """Give a document the language of the job, else that of the file's name where it says none itself."""
    if said := request.encode_options.get("language"):
        document.language = str(said)
    if document.language:
        return []
    document.language = named = language_of_file(request.file_name)
    if named is None or all(option.name != "language" for option in target.encode_options):
        return []
    return [f"The language is the one that the file’s name says: {named}."]


def written_as(document: Document, request: ConvertRequest, losses: Losses) -> bytes:
    """The file of a document as the request's target format, in the times that the request wants."""
    target = writable(request.target_profile)
    options = check_options(target.encode_options, request.encode_options, target.name)
    document = _shown(document, target, losses)
    document = retime(document, request, losses, target).document
    note_lost_extras(document, target, losses)
    document = adapted(document, target, options, losses)
    return _bytes_of(_write(target, document, options, losses), options, losses)


def as_format(data: bytes, request: ConvertRequest) -> bytes:
    """A caption file as the request's target format, in the times that the request wants."""
    return written_as(read_source(data, request).document, request, Losses())


def _shown(document: Document, target: CaptionFormat, losses: Losses) -> Document:
    """What the target is to show: layers once, lines of one caption together where it has no places for them,
    and comment cues, notes to colleagues, not where they cannot be marked."""
    document = one_layer(document, target, losses)
    if not (target.holds_places or target.lossless or "ass" in document.extras):  # of a script, see there
        document = joined_lines(document, losses)
    if target.holds_comments or not any(cue.comment for cue in document.cues):
        return document
    for number, cue in enumerate(document.cues, 1):
        if cue.comment:
            losses.add("comment", "Comments between captions", cue=number, detail=cue.text)
    return replace(document, cues=[cue for cue in document.cues if not cue.comment])


def _verifiable(
    target: CaptionFormat, document: Document, options: dict[str, Any], losses: Losses, verify: bool
) -> tuple[str | bytes, Expected | None]:
    """The written file, and what it should say if that is going to be verified."""
    if not verify:
        return _write(target, document, options, losses), None
    from app.captions.verification.expected import RecordedLosses, expect

    recorded = RecordedLosses(losses)
    written = _bytes_of(_write(target, document, options, recorded), options, recorded)
    return written, expect(document, target, options, recorded)


def _write(target: CaptionFormat, document: Document, options: dict[str, Any], losses: Losses) -> str | bytes:
    if target.write is None:
        raise CaptionError(
            f"{target.name} cannot be written here.",
            code="not_writable",
            hint="Choose a format that can be written: cuedeck formats lists them.",
            rejected=True,
        )
    written: str | bytes = target.write(document, options, losses)
    return written


def _bytes_of(written: str | bytes, options: dict[str, Any], losses: Losses) -> bytes:
    return to_bytes(written, options, losses) if isinstance(written, str) else written
