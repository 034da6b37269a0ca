"""The GSI block of a written file: what the document said, with counts and times made true."""

from __future__ import annotations

from app.captions.formats.ebu_stl import gsi, times, tti
from app.captions.formats.ebu_stl.origin import header_of
from app.captions.formats.ebu_stl.settings import WriteSettings
from app.captions.formats.ebu_stl.tables import language_code
from app.captions.formats.shared.creation_date import EPOCH
from app.captions.model.document import Document
from app.core.errors import CaptionError

MOST = 99_999
"""Blocks and subtitles that five digits can count."""


def header(document: Document, settings: WriteSettings, blocks: list[bytes]) -> bytes:
    """The block for these TTI blocks. Raises CaptionError `too_many_cues`."""
    subtitles = [block for block in blocks if block[3] == tti.LAST_BLOCK]
    if len(blocks) > MOST:
        raise CaptionError(
            f"EBU STL can count {MOST:,} blocks; this document needs {len(blocks):,}.",
            code="too_many_cues",
            hint="Split the document.",
            rejected=True,
        )
    rate = settings.coding.rate
    fields = _base(document, settings.language) | settings.fields
    fields["TNB"] = f"{len(blocks):05d}"
    fields["TNS"] = f"{len(subtitles):05d}"
    fields["TNG"] = f"{len({block[0] for block in subtitles}):03d}"
    fields["TCP"] = times.to_digits(settings.start, rate)
    first = subtitles[0][5:9] if subtitles else bytes(4)
    fields["TCF"] = "".join(f"{part:02d}" for part in first)
    return gsi.write(fields)


def _base(document: Document, language: str | None) -> dict[str, str]:
    made = f"{EPOCH:%y%m%d}"
    blank = {name: "" for name, _, _ in gsi.FIELDS}
    fields = blank | {"CPN": "850", "CD": made, "RD": made, "RN": "00", "TCS": "1", "TND": "1", "DSN": "1"}
    own = header_of(document)
    fields |= own
    fields["OPT"] = document.title or ""
    if not own or fields["LC"].upper() != language_code(language):
        fields["LC"] = language_code(language)
    return fields
