"""What an EBU STL file says that the document, or another format, has no place for (Tech 3264)."""

from __future__ import annotations

from collections.abc import Iterable

from app.captions.formats.ebu_stl.origin import header_of, origin_of, user_data_of
from app.captions.model.document import Document
from app.captions.model.losses import Losses

_CODES = {
    "double width": (0x0E, 0x0F),
    "mosaic characters": (*range(0x10, 0x18), 0x19, 0x1A, 0x1E, 0x1F),
    "concealed text": (0x18,),
    "unassigned control codes": (0x1B, *range(0x86, 0x8A), *range(0x8B, 0x8F), *range(0x90, 0xA0)),
}
"""Control codes of a text field that change what is seen, and that the document does not hold."""
_UNKEPT = frozenset(code for codes in _CODES.values() for code in codes)
USUAL = bytes(code for code in range(256) if code not in _UNKEPT)
"""Every other byte of a text field."""
_HEADER = {
    "OET": "original episode title",
    "TPT": "translated programme title",
    "TET": "translated episode title",
    "TN": "translator",
    "TCD": "translator's contact",
    "SLR": "reference code",
    "CO": "country of origin",
    "PUB": "publisher",
    "EN": "editor",
    "ECD": "editor's contact",
    "UDA": "user data",
}


def note_codes(document: Document, codes: Iterable[int]) -> None:
    """Report control codes that were passed over."""
    found = set(codes)
    named = [name for name, known in _CODES.items() if found.intersection(known)]
    if named:
        document.add_issue("not_kept", f"Read, but not kept: {', '.join(named)} (EBU STL).")


def note_header(document: Document, fields: dict[str, str], start: str) -> None:
    """Report what the header says of the whole file and a reader has to know.

    `start` is the time code at which the programme begins, if times still count from midnight; else "".
    """
    if start:
        message = f"The programme begins at {start} of the time codes: incode “auto” counts from there."
        document.add_issue(
            "start_of_programme", message, option="start_of_programme", choices=("false", "true")
        )
    if fields["TCS"] == "0":
        message = "The header says that the time codes are not meant to be used: check them with the picture."
        document.add_issue("times_not_meant", message)
    if fields["TND"].isdigit() and int(fields["TND"]) > 1:
        message = f"This is file {fields['DSN'] or '?'} of {fields['TND']}: the others hold the rest."
        document.add_issue("part_of_set", message)


def note_lost(document: Document, losses: Losses) -> None:
    """Record what another format cannot hold: fields of the header, groups, blocks of user data."""
    fields = header_of(document)
    for name, what in _HEADER.items():
        if str(fields.get(name) or "").strip():
            losses.add("header", "Fields of the EBU STL header", detail=f"{what}: {fields[name]}")
    if user_data_of(document):
        losses.add("user_data", "Blocks of user data of EBU STL")
    for number, cue in enumerate(document.cues, 1):
        origin = origin_of(cue)
        if origin is not None and origin.group:
            losses.add("group", "Groups of subtitles", cue=number, detail=str(origin.group))
