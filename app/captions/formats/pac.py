"""PAC (.pac, .fpc), the binary subtitles of Screen Electronics; read only.

No specification is public. What is known comes from independent open readers (Subtitle Edit, pypacc,
MediaInfo) and their sample files. A head of 23 bytes, then records: a mark (0x60 to 0x67), start and end
(each HHMM and SSFF as two decimal numbers of two bytes), the length of what follows, a row from the top (0 to
11), three bytes that may be missing, and lines. A line begins with 0xFE, its alignment (1 left, 2 centred, 0
right; 8 more for the second of a file's code tables, whose first is then Latin) and 0x03. Behind a record
stand a zero and its number. The first record may be none that is shown: its lines name the programme and its
language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.captions.codecs.pac_characters import (
    COLORS,
    DOUBLE_BYTES,
    TABLE_OF_LANGUAGE,
    TABLES,
    decode,
    likely_table,
)
from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.language_names import language_tag
from app.captions.formats.shared.subrip.markup import make_style
from app.captions.formats.shared.timecodes import reading_rate
from app.captions.model.document import PLAIN, Cue, Document, Placement, Run
from app.captions.model.numpad import from_numpad
from app.captions.model.option import Option, Options
from app.captions.model.runs import joined
from app.captions.timecode.smpte import FrameRate, frame_from_label
from app.core.errors import CaptionError

_HEAD = 23
_ZEROS = slice(1, 21)
_MARKS = range(0x60, 0x68)
_TIMES = 11
_LINE = 0xFE
_LONGEST = 2000
_UNICODE = b"\x1f\xef\xbb\xbf"
_WIDE = b"\x1fW16"
_COMMENT = re.compile(rb"\x1fC(?![0-9]).*", re.DOTALL)
_COMMAND = re.compile(rb"\x1f(?:C[0-9]|[ABD-VX-Z][0-9]{1,2}\.?)")
"""What is said of the place and the rows of a line, between its characters."""
_CODES = re.compile("([<>\x01-\x07])")
_BOX_COLOR = re.compile(rb"[\x01-\x07]?\x1d")
"""The colour of the box behind the text, which has no place here."""
_SPACE = 0xFF
_COLUMNS = {1: 0, 0: 2}
_SECOND_TABLE = 0x08
_SAMPLED = 200
_FIELD = re.compile(r"([A-Z][A-Z0-9.]{1,18}):\s?(.*)")
_OF_PROGRAMME = frozenset({"STORY", "LANG"})


@dataclass(frozen=True, slots=True)
class Line:
    """The codes of a line, and whether they are of the second of the file's code tables."""

    codes: bytes
    second_table: bool


@dataclass(frozen=True, slots=True)
class Record:
    """A subtitle as it lies in the file: labels of hours, minutes, seconds and frames, and its lines."""

    start: tuple[int, int, int, int]
    end: tuple[int, int, int, int]
    row: int
    alignment: int
    lines: tuple[Line, ...]


def _is_head(data: bytes) -> bool:
    """Whether a file begins as PAC does; the number of the first record ends its head."""
    return data[:1] == b"\x01" and not any(data[_ZEROS])


def records(data: bytes, begin: int = _HEAD) -> Iterator[Record]:
    """Every record from here on; bytes that are none are passed over."""
    at = begin
    while at + _TIMES < len(data):
        record = _record(data, at) if data[at] in _MARKS else None
        if record is None:
            at += 1
        else:
            yield record
            at += _TIMES + _length(data, at)


def _length(data: bytes, at: int) -> int:
    return int.from_bytes(data[at + 9 : at + 11], "little")


def _record(data: bytes, at: int) -> Record | None:
    """The record whose mark stands here; None when its times or its first line do not look like it."""
    start, end, length = _label(data[at + 1 : at + 5]), _label(data[at + 5 : at + 9]), _length(data, at)
    first = next((n for n in (1, 4) if data[at + _TIMES + n : at + _TIMES + n + 1] == bytes([_LINE])), None)
    if start is None or end is None or first is None or not first + 3 <= length <= _LONGEST:
        return None
    body = data[at + _TIMES : at + _TIMES + length]
    alignment = body[first + 1] & 0x07 if len(body) > first + 1 else 2
    return Record(start, end, body[0], alignment, tuple(_lines(body[first:])))


def _label(four: bytes) -> tuple[int, int, int, int] | None:
    """HHMM and SSFF as decimal numbers; None for what is no time of day, such as 0xFFFF."""
    hours, minutes = divmod(int.from_bytes(four[:2], "little"), 100)
    seconds, frames = divmod(int.from_bytes(four[2:], "little"), 100)
    return (hours, minutes, seconds, frames) if hours < 100 and max(minutes, seconds, frames) < 60 else None


def _lines(body: bytes) -> Iterator[Line]:
    """The codes of each line, without its introduction; in double bytes 0xFE may be half of a character."""
    at = 0
    while at < len(body):
        begin = end = at + 3
        step = 1
        while end < len(body) and body[end] != _LINE:
            if body.startswith(_WIDE, end):
                step, end = 2, end + len(_WIDE) + 1
            else:
                end += step
        codes = _COMMAND.sub(b"", _COMMENT.sub(b"", body[begin:end]))
        yield Line(codes, bool(body[at + 1 : at + 2] and body[at + 1] & _SECOND_TABLE))
        at = end


def read_pac(data: bytes, rate: FrameRate, table: str = "auto") -> Document:
    """Read a PAC file; a `table` but "auto" names its characters. CaptionError `wrong_file`."""
    found = list(records(data))
    if not found:
        raise CaptionError(
            "This is not a PAC file: it has no records.",
            code="wrong_file",
            hint="Choose another source format, or “auto”.",
            rejected=True,
        )
    document = Document()
    if programme := _programme(found[0]):
        found = found[1:]
        document.title, document.language = programme.get("STORY"), language_tag(programme.get("LANG"))
        if more := sorted(programme.keys() - _OF_PROGRAMME):
            document.add_issue("not_kept", f"Read, but not kept: {', '.join(more)} of the first record.")
    if table == "auto":
        table = _table_for(found, document)
    if any(_BOX_COLOR.search(line.codes) for record in found for line in record.lines):
        document.add_issue("not_kept", "Read, but not kept: the colours of boxes behind the text.")
    two_tables = any(line.second_table for record in found for line in record.lines)
    for record in found:
        runs = _runs(record.lines, table, two_tables)
        if runs:
            start, end = _ticks(record.start, rate), _ticks(record.end, rate)
            document.cues.append(Cue(start, max(end, start), runs, placement=_placement(record)))
    return document


def _programme(record: Record) -> dict[str, str] | None:
    """What the first record says of the programme, where it is no subtitle."""
    lines = [_text(line.codes, "latin").strip() for line in record.lines]
    fields = {match[1]: match[2].strip() for line in lines if (match := _FIELD.fullmatch(line))}
    return fields if fields.keys() & _OF_PROGRAMME else None


def _table_for(found: Sequence[Record], document: Document) -> str:
    """The table that goes with the language of the file, else the likely one, which is told."""
    if said := TABLE_OF_LANGUAGE.get(document.language or ""):
        return said
    lines = [line for record in found[:_SAMPLED] for line in record.lines]
    lines = [line for line in lines if line.second_table] or lines
    wide = b"".join(line.codes.partition(_WIDE)[2][1:] for line in lines)
    table = _likely_wide(wide) if wide else likely_table(_printed(line.codes) for line in lines)
    if table != "latin":
        message = f"The file does not say its code table: read with the {table.capitalize()} one."
        hint = "Name the right `code_table` if letters look wrong."
        tables = (table, *(each for each in _TABLE.choices if each != "auto"))
        document.add_issue("code_table_assumed", f"{message} {hint}", option="code_table", choices=tables)
    return table


def _likely_wide(codes: bytes) -> str:
    """The likely table of two bytes a character; Traditional Chinese when nothing speaks for another."""
    from app.captions.text_io.encoding_guess import guess

    pairs = (codes[at : at + 2] for at in range(0, len(codes) - 1, 2))
    found = guess(b"".join(pair for pair in pairs if pair[0]))
    tables = {encoding: table for table, encoding in DOUBLE_BYTES.items()}
    return tables.get(found[0] if found else "", "chinese-traditional")


def _ticks(label: tuple[int, int, int, int], rate: FrameRate) -> int:
    hours, minutes, seconds, frames = label
    return rate.ticks_at(frame_from_label(hours, minutes, seconds, min(frames, rate.nominal - 1), rate))


def _placement(record: Record) -> Placement | None:
    line = 2 if record.row < 5 else 1 if record.row < 9 else 0
    return from_numpad(line * 3 + _COLUMNS.get(record.alignment, 1) + 1)


def _printed(line: bytes) -> bytes:
    """The codes of a line in the table of the file: none where marks introduce another encoding."""
    return _characters(line.partition(_WIDE)[0].partition(_UNICODE)[0])


def _runs(lines: Sequence[Line], table: str, two_tables: bool) -> list[Run]:
    runs: list[Run] = []
    for line in lines:
        pieces = _line_runs(_text(line.codes, "latin" if two_tables and not line.second_table else table))
        if pieces:
            runs += [*([Run("\n", PLAIN)] if runs else []), *pieces]
    return joined(runs)


def _text(line: bytes, table: str) -> str:
    single = table if table not in DOUBLE_BYTES else "latin"
    line, mark, wide = line.partition(_WIDE)
    first, *unicode_parts = line.rstrip(b"\0").split(_UNICODE)
    text = decode(_characters(first), single)
    for part in unicode_parts:
        inside, _, after = part.partition(b".")
        text += inside.replace(b"\xff", b".").decode("utf-8", "replace") + decode(_characters(after), single)
    return text + (_wide(wide[1:], DOUBLE_BYTES.get(table, "big5")) if mark else "")


def _characters(line: bytes) -> bytes:
    """The codes that are characters or colours, not boxes."""
    line = _BOX_COLOR.sub(b"", line).replace(bytes([_SPACE]), b" ")
    return bytes(code for code in line if code >= 0x20 or code in COLORS or code in b"\x13\x14\x18\x19\x1c")


def _wide(codes: bytes, encoding: str) -> str:
    """Two bytes a character; after a zero an ASCII one."""
    pairs = (codes[at : at + 2] for at in range(0, len(codes) - 1, 2))
    return "".join(
        chr(pair[1]) if pair[0] == 0 else pair.decode(encoding, "replace") for pair in pairs
    ).strip("\0")


def _line_runs(text: str) -> list[Run]:
    """The runs of a line: what stands after `<` is italic until `>` or the end; both take a blank's place.

    A colour holds until the next one or the end of the line.
    """
    runs: list[Run] = []
    italic, style, color = False, PLAIN, ""
    for part in _CODES.split(text):
        if part in ("<", ">"):
            italic = part == "<"
            if runs and not runs[-1].text.endswith(" "):
                runs.append(Run(" "))
        elif part and ord(part[0]) in COLORS:
            color = COLORS[ord(part)]
        elif part:
            part = part.lstrip(" ") if not runs or runs[-1].text.endswith(" ") else part
            if runs and part[:1] in ".,!?:;" and runs[-1].text == " ":
                runs.pop()
            runs.append(Run(part, style))
        style = make_style(frozenset({"italic"} if italic else ()), color or None)
    while runs and not runs[-1].text.strip():
        runs.pop()
    if runs:
        runs[-1] = Run(runs[-1].text.rstrip(), runs[-1].style)
    return [run for run in runs if run.text]


_TABLE = Option(
    "code_table",
    "choice",
    "auto",
    "Letters of the text; auto goes by the language of the file, else takes those that make words.",
    choices=("auto", *TABLES, *DOUBLE_BYTES),
)


def read(data: bytes, options: Options) -> Document:
    """A PAC file as a document; CaptionError `wrong_file` when it has no records."""
    return read_pac(data, reading_rate(options), str(options.get("code_table", "auto")))


def sniff(head: Head) -> float:
    """Sure when records follow the head at once."""
    if not _is_head(head.data):
        return 0.0
    first = next(records(head.data[: _HEAD + 4096]), None)
    return 0.0 if first is None else 0.98


FORMAT = CaptionFormat(
    id="pac",
    name="PAC (Screen Electronics)",
    extensions=(".pac", ".fpc"),
    media_type="application/octet-stream",
    read=read,
    sniff=sniff,
    binary=True,
    frame_based=True,
    usual_rate="25",
    decode_options=(_TABLE,),
    keeps=(
        "times to the frame",
        "text and line breaks in Latin, Cyrillic, Greek, Hebrew, Arabic, Thai, Chinese, Japanese and Korean",
        "italics",
        "one of nine places on the picture",
    ),
    loses=("colours and boxes", "exact rows"),
    aliases=("PAC", "Screen Electronics PAC", "FPC"),
)
