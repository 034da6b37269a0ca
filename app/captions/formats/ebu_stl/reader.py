"""EBU STL bytes into the caption document."""

from __future__ import annotations

from dataclasses import dataclass

from app.captions.formats.ebu_stl import gsi, times, tti
from app.captions.formats.ebu_stl.code_table_guess import LATIN, likely_table
from app.captions.formats.ebu_stl.origin import KEY, Origin, origin_of
from app.captions.formats.ebu_stl.rows import Grid
from app.captions.formats.ebu_stl.tables import CODE_TABLES, LANGUAGES, RATES, TABLE_NAMES
from app.captions.formats.ebu_stl.text_field import Alphabet, decode, rows_of, significant
from app.captions.formats.ebu_stl.tti import Block
from app.captions.formats.ebu_stl.unkept import USUAL, note_codes, note_header
from app.captions.model.document import Cue, Document
from app.captions.timecode.smpte import FrameRate, format_timecode, frame_rate
from app.core.errors import CaptionError


@dataclass(frozen=True)
class Coding:
    """How the header says to read the blocks."""

    alphabet: Alphabet
    grid: Grid
    rate: FrameRate


def coding_of(fields: dict[str, str], rate: FrameRate | None = None, table: str | None = None) -> Coding:
    """The reading that GSI fields ask for; `rate` and `table` override their disk format and code table."""
    teletext = fields["DSC"] in ("1", "2")
    fps = RATES.get(fields["DFC"]) or RATES["STL25.01"]
    return Coding(
        Alphabet(table or fields["CCT"], teletext),
        Grid.of(teletext, fields["MNR"]),
        rate or frame_rate(fps, False),
    )


def read(
    data: bytes,
    rate: FrameRate | None = None,
    from_start: bool = False,
    table: str | None = None,
    lenient: bool = False,
) -> Document:
    """Read an EBU STL file.

    With `from_start` times count from the start of the programme (TCP), and what ends before it is left out;
    otherwise they are the file's own and the document's `start_timecode` is TCP. All GSI fields are kept in
    `extras["ebu-stl"]`, with user data blocks under "user_data". A `lenient` reader takes a file that is cut
    short as far as it goes. Raises CaptionError `not_ebu_stl`, `truncated`.
    """
    fields = gsi.read(data)
    assumed = _other_table(data, fields) if table is None else None
    coding = coding_of(fields, rate, table or assumed)
    start = times.from_digits(fields["TCP"], coding.rate)
    document = Document(
        frame_rate=coding.rate.fps,
        drop_frame=coding.rate.drop,
        start_timecode=start,
        language=_language(fields["LC"]),
        title=fields["OPT"] or None,
        extras={KEY: {**fields, "CCT": coding.alphabet.table}},
    )
    if assumed:
        _note_other_table(document, assumed)
    begins_later = start > 0 and not from_start
    note_header(document, fields, format_timecode(start, coding.rate) if begins_later else "")
    _check_length(data, document, lenient)
    _read_blocks(data, document, coding)
    _close_sets(document.cues)
    if from_start:
        document.start_timecode = 0
        document.cues = [cue for cue in document.cues if cue.end > start or cue.start >= start]
        for cue in document.cues:
            cue.start, cue.end = cue.start - start, cue.end - start
    return document


_BLOCKS_LOOKED_AT = 500


def _other_table(data: bytes, fields: dict[str, str]) -> str | None:
    """The code table that the first texts ask for, when the header wrongly says Latin."""
    if fields["CCT"] != LATIN:
        return None
    starts = range(gsi.SIZE, len(data) - tti.SIZE + 1, tti.SIZE)[:_BLOCKS_LOOKED_AT]
    return likely_table(significant(tti.unpack(data[at : at + tti.SIZE]).text) for at in starts)


def _note_other_table(document: Document, table: str) -> None:
    message = f"The header says Latin, but the text is {TABLE_NAMES[table]}: it was read with that table."
    told = f"{message} Name the right `code_table` if letters look wrong."
    tables = (TABLE_NAMES[table].lower(), *CODE_TABLES)
    document.add_issue("code_table_assumed", told, option="code_table", choices=tables)


def _language(code: str) -> str | None:
    tag = LANGUAGES.get(code.upper(), "und")
    return None if tag == "und" else tag


def _check_length(data: bytes, document: Document, lenient: bool) -> None:
    """A last block cut short is an error (a lenient reader notes it), unless it is mere padding."""
    rest = (len(data) - gsi.SIZE) % tti.SIZE
    if not rest or not data[-rest:].strip(b"\x00\x1a\x8f\r\n "):
        return
    blocks = (len(data) - gsi.SIZE) // tti.SIZE
    message = f"This EBU STL file is cut short: after {blocks} whole blocks {rest} of 128 bytes follow."
    if not lenient:
        raise CaptionError(
            message,
            code="truncated",
            hint="Ask for the file again, as it was not transferred completely; or read it with lenient on.",
            rejected=True,
        )
    document.add_issue("truncated", message)


def _read_blocks(data: bytes, document: Document, coding: Coding) -> None:
    open_blocks: list[Block] = []
    unusual: set[int] = set()
    for at in range(gsi.SIZE, len(data) - tti.SIZE + 1, tti.SIZE):
        block = tti.unpack(data[at : at + tti.SIZE])
        if tti.LAST_EXTENSION < block.extension < tti.LAST_BLOCK:
            kept = {"after": len(document.cues), "block": data[at : at + tti.SIZE].hex()}
            document.extras[KEY].setdefault("user_data", []).append(kept)
            continue
        if open_blocks and (open_blocks[0].group, open_blocks[0].number) != (block.group, block.number):
            document.cues.append(_cue(open_blocks, coding))
            open_blocks = []
        open_blocks.append(block)
        unusual.update(significant(block.text).translate(None, USUAL))
        if block.extension == tti.LAST_BLOCK:
            document.cues.append(_cue(open_blocks, coding))
            open_blocks = []
    if open_blocks:
        document.cues.append(_cue(open_blocks, coding))
    note_codes(document, unusual)


def _cue(blocks: list[Block], coding: Coding) -> Cue:
    first = blocks[0]
    field = b"".join(significant(block.text) for block in blocks)
    return Cue(
        times.from_bytes(first.begin, coding.rate),
        times.from_bytes(first.end, coding.rate),
        decode(field, coding.alphabet),
        placement=coding.grid.placement(first.row, first.justification, rows_of(field)),
        comment=first.comment,
        extras=Origin(
            first.group, first.number, min(first.cumulative, 3), first.row, first.justification, field
        ).as_extras(),
    )


def _close_sets(cues: list[Cue]) -> None:
    """Captions of a cumulative set stay until its last one ends (Tech 3264, section 4.3)."""
    members: list[Cue] = []
    for cue in cues:
        origin = origin_of(cue)
        status = origin.cumulative if origin else 0
        if status == 1:
            members = [cue]
        elif status in (2, 3) and members:
            members.append(cue)
            if status == 3:
                for member in members:
                    member.end = max(cue.end, member.start)
                members = []
        else:
            members = []
