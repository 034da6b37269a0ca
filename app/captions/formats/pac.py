"""PAC (.pac, .fpc), the binary subtitles of Screen Electronics; read only.

No specification is public. What is known comes from independent open readers (Subtitle Edit, pypacc) and
their sample files. A head of 23 bytes, then records: a mark (0x60 to 0x67), start and end (each HHMM and SSFF
as two decimal numbers of two bytes), the length of what follows, a row from the top (0 to 11), three bytes
that may be missing, and lines. A line begins with 0xFE, its alignment (1 left, 2 centred, 0 right) and 0x03.
Behind a record stand a zero and its number.

A file does not say its code table. Each script has its own, of one byte a character with accents before their
letter: Cyrillic lies as on a Russian keyboard, Greek in the order of its alphabet.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.subrip.markup import make_style
from app.captions.formats.shared.timecodes import reading_rate
from app.captions.model.document import PLAIN, Cue, Document, Placement, Run
from app.captions.model.numpad import from_numpad
from app.captions.model.option import Option, Options
from app.captions.model.runs import joined
from app.captions.text_io.languages import frequent_words
from app.captions.timecode.smpte import FrameRate, frame_from_label
from app.core.errors import CaptionError

_ACCENTS = dict(
    enumerate("\u0303\u030a\u0301\u0300\u0302\u0308\u0327\u030c\u0307\u0304\u0306\u0328\u030b", 0xE0)
)
"""From 0xE0: tilde, ring, acute, grave, circumflex, diaeresis, cedilla, caron, dot, macron, breve, ogonek,
double acute."""
_CYRILLIC_ACCENTS = _ACCENTS | {0xE0: "\u0306"}
_ASCII = {code: chr(code) for code in range(0x20, 0x7F)}
_QUOTES = {0x13: "–", 0x14: "—", 0x18: "‘", 0x19: "’", 0x1C: "“"}

_LATIN = (
    _ASCII
    | _QUOTES
    | dict(zip(b"\x23\x5b\x5c\x5d\x5e\x5f\x7b\x7c\x7d\x7e", "£¤ÆØ÷–ıæø§", strict=True))
    | dict(enumerate("#ß²³", 0x80))
    | dict(zip(range(0x85, 0x8F), "ŧŦþÞð«»ĐŋŊ", strict=True))
    | {0x95: "Ħ", 0x96: "ħ", 0x9A: "Œ", 0x9B: "¢", 0x9C: "Ł", 0x9D: "¥", 0x9E: "€"}
    | dict(zip(range(0xA6, 0xAF), "ªº¿°¾½¼¡đ", strict=True))
    | {
        0xB1: "±",
        0xB3: "³",
        0xB5: "µ",
        0xBA: "œ",
        0xBB: "»",
        0xBC: "ł",
        0xC0: "[",
        0xC1: "]",
        0xD2: "®",
        0xD4: "©",
    }
)
_CYRILLIC = (
    {code: chr(code) for code in b" !()0123456789+-/<=>?@\\"}
    | dict(zip(b"\x22\x23\x24\x25\x26\x27\x2a\x2c\x2e\x3a\x3b", "Э/?:.э;бюЖж", strict=True))
    | dict(enumerate("ФИСВУАПРШОЛДЬТЩЗQКЫЕГМЦЧНЯх\\ъ,-", 0x41))
    | dict(enumerate("фисвуапршолдьтщзqкыегмцчня", 0x61))
    | {0x7B: "Х", 0x7D: "Ъ", 0x80: "Б", 0x81: "Ю", 0x82: "Ђ", 0x84: "Є", 0x85: "Ѕ", 0x86: "І"}
    | dict(
        zip(b"\x88\x89\x8a\x8b\x8c\x8d\x8f\x90\x91\x92\x93\x94\x95\x96\x97", "ЈЉЊЋҐґЏ№‘ђ“єѕі—", strict=True)
    )
    | dict(
        zip(b"\x98\x99\x9a\x9b\x9d\x9f\xab\xb2\xb3\xb4\xb8\xbb\xbf\xdd\xde", "јљњћ§џ«'\"ґё»їэю", strict=True)
    )
)
_GREEK = (
    _ASCII
    | dict(zip(range(0x41, 0x52), "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡ", strict=True))
    | dict(zip(range(0x53, 0x5A), "ΣΤΥΦΧΨΩ", strict=True))
    | dict(zip(range(0x61, 0x7A), "αβγδεζηθικλμνξοπρςστυφχψω", strict=True))
    | dict(enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 0x8C))
    | dict(enumerate("abcdefghijklmnopqrstuvwxyz", 0xAC))
)
_HEBREW = (
    _ASCII
    | {0x2B: ".", 0x91: "‘"}
    | dict(enumerate("אבגדהוזחטיךכלםמןנסעףפץצקרשת", 0xA0))
    | dict(
        zip(
            range(0x80, 0x8A),
            map(chr, (*range(0x5B0, 0x5B5), 0x5B5, 0x5B6, 0x5B7, 0x5B8, 0x5B9)),
            strict=True,
        )
    )
)
_ARABIC = (
    _ASCII
    | dict(zip(b"\x25\x2c\x3b\x3f", "٪،؛؟", strict=True))
    | dict(enumerate("ـابتثجحخدذرزسشصضظطعغفقكلمنهوىة", 0x80))
    | {0x9E: "لا", 0x9F: "ي", 0xA0: "ء"}
    | dict(zip(range(0xE2, 0xEB), "\u0653\u0651\u064f\u064e\u0650\u064b\u064d\u0652\u064c", strict=True))
)
_ARABIC_ACCENTS = {0xE0: "\u0654", 0xE1: "\u0655"}
_THAI = (
    _ASCII
    | dict(enumerate("เแโใไ", 0x80))
    | {code: bytes([code]).decode("cp874") for code in range(0xA1, 0xDB)}
    | {code: chr(0x0E40 + code - 0x80) for code in range(0x85, 0x9C)}
)
TABLES: dict[str, tuple[dict[int, str], dict[int, str]]] = {
    "latin": (_LATIN, _ACCENTS),
    "cyrillic": (_CYRILLIC, _CYRILLIC_ACCENTS),
    "greek": (_GREEK, _ACCENTS),
    "hebrew": (_HEBREW, {}),
    "arabic": (_ARABIC, _ARABIC_ACCENTS),
    "thai": (_THAI, {}),
}
"""By name: characters by code, and the accents of codes that stand before their letter."""

DOUBLE_BYTES = {
    "chinese-traditional": "big5",
    "chinese-simplified": "gb18030",
    "japanese": "cp932",
    "korean": "cp949",
}
"""By name the encoding of text in two bytes a character, which its own mark introduces."""


def decode(codes: bytes, table: str) -> str:
    """The text of printed codes; one that the table does not have becomes U+FFFD."""
    characters, accents = TABLES[table]
    made: list[str] = []
    accent = ""
    for code in codes:
        if code in accents:
            accent = accents[code]
        else:
            character = characters.get(code, "\ufffd")
            made.append(unicodedata.normalize("NFC", character + accent) if accent else character)
            accent = ""
    return "".join(made)


def likely_table(texts: Iterable[bytes]) -> str:
    """The table that makes the most of frequent words out of these codes; Latin when none makes any."""
    sample = b" ".join(texts)
    if sum(0xA1 <= code <= 0xCE for code in sample) > 0.5 * len(sample.replace(b" ", b"")):
        return max(
            ("thai", "hebrew"), key=lambda table: frequent_words(decode(sample, table)) or table == "thai"
        )
    return max(TABLES, key=lambda table: frequent_words(decode(sample, table)))


_HEAD = 23
_MARKS = range(0x60, 0x68)
_TIMES = 11
_LINE = 0xFE
_LONGEST = 2000
_UNICODE = b"\x1f\xef\xbb\xbf"
_WIDE = b"\x1fW16"
_ITALIC = make_style(frozenset({"italic"}))
_SPACE = 0xFF
_COLUMNS = {1: 0, 0: 2}
_SAMPLED = 200


@dataclass(frozen=True, slots=True)
class Record:
    """A subtitle as it lies in the file: labels of hours, minutes, seconds and frames, and its lines."""

    start: tuple[int, int, int, int]
    end: tuple[int, int, int, int]
    row: int
    alignment: int
    lines: tuple[bytes, ...]


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


def _lines(body: bytes) -> Iterator[bytes]:
    """The codes of each line, without its introduction; in double bytes 0xFE may be half of a character."""
    at = 0
    while at < len(body):
        begin = at + 3
        wide = body.startswith(_WIDE, begin)
        end = begin
        while end < len(body) and body[end] != _LINE:
            end += 2 if wide and end >= begin + len(_WIDE) + 1 else 1
        yield body[begin:end]
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
    if table == "auto":
        table = likely_table(_printed(line) for record in found[:_SAMPLED] for line in record.lines)
        if table != "latin":
            message = f"The file does not say its code table: read with the {table.capitalize()} one."
            hint = "Name the right `code_table` if letters look wrong."
            document.add_issue("code_table_assumed", f"{message} {hint}")
    for record in found:
        runs = _runs(record.lines, table)
        if runs:
            start, end = _ticks(record.start, rate), _ticks(record.end, rate)
            document.cues.append(Cue(start, max(end, start), runs, placement=_placement(record)))
    return document


def _ticks(label: tuple[int, int, int, int], rate: FrameRate) -> int:
    hours, minutes, seconds, frames = label
    return rate.ticks_at(frame_from_label(hours, minutes, seconds, min(frames, rate.nominal - 1), rate))


def _placement(record: Record) -> Placement | None:
    line = 2 if record.row < 5 else 1 if record.row < 9 else 0
    return from_numpad(line * 3 + _COLUMNS.get(record.alignment, 1) + 1)


def _printed(line: bytes) -> bytes:
    """The codes of a line in the table of the file: none where marks introduce another encoding."""
    return b"" if line.startswith((_WIDE, _UNICODE)) else _characters(line)


def _runs(lines: tuple[bytes, ...], table: str) -> list[Run]:
    runs: list[Run] = []
    for line in lines:
        pieces = _line_runs(_text(line, table))
        if pieces:
            runs += [*([Run("\n", PLAIN)] if runs else []), *pieces]
    return joined(runs)


def _text(line: bytes, table: str) -> str:
    if line.startswith(_WIDE):
        return _wide(line[len(_WIDE) + 1 :], DOUBLE_BYTES.get(table, "big5"))
    first, *unicode_parts = line.rstrip(b"\0").split(_UNICODE)
    single = table if table not in DOUBLE_BYTES else "latin"
    text = decode(_characters(first), single)
    for part in unicode_parts:
        inside, _, after = part.partition(b".")
        text += inside.replace(b"\xff", b".").decode("utf-8", "replace") + decode(_characters(after), single)
    return text


def _characters(line: bytes) -> bytes:
    """The codes that are characters: neither colours nor boxes."""
    line = line.replace(bytes([_SPACE]), b" ")
    return bytes(code for code in line if code >= 0x20 or code in b"\x13\x14\x18\x19\x1c")


def _wide(codes: bytes, encoding: str) -> str:
    """Two bytes a character; after a zero an ASCII one."""
    pairs = (codes[at : at + 2] for at in range(0, len(codes) - 1, 2))
    return "".join(
        chr(pair[1]) if pair[0] == 0 else pair.decode(encoding, "replace") for pair in pairs
    ).strip("\0")


def _line_runs(text: str) -> list[Run]:
    """The runs of a line: what stands after `<` is italic until `>` or the end; both take a blank's place."""
    runs: list[Run] = []
    italic = False
    for part in _parts(text):
        if part in ("<", ">"):
            italic = part == "<"
            if runs and not runs[-1].text.endswith(" "):
                runs.append(Run(" "))
        elif part:
            part = part.lstrip(" ") if not runs or runs[-1].text.endswith(" ") else part
            if runs and part[:1] in ".,!?:;" and runs[-1].text == " ":
                runs.pop()
            runs.append(Run(part, _ITALIC if italic else PLAIN))
    while runs and not runs[-1].text.strip():
        runs.pop()
    if runs:
        runs[-1] = Run(runs[-1].text.rstrip(), runs[-1].style)
    return [run for run in runs if run.text]


def _parts(text: str) -> Iterator[str]:
    begin = 0
    for at, character in enumerate(text):
        if character in "<>":
            yield text[begin:at]
            yield character
            begin = at + 1
    yield text[begin:]


_TABLE = Option(
    "code_table",
    "choice",
    "auto",
    "Letters of the text; auto takes those that make words. Chinese, Japanese and Korean have to be named.",
    choices=("auto", *TABLES, *DOUBLE_BYTES),
)


def read(data: bytes, options: Options) -> Document:
    """A PAC file as a document; CaptionError `wrong_file` when it has no records."""
    return read_pac(data, reading_rate(options), str(options.get("code_table", "auto")))


def sniff(head: Head) -> float:
    """Sure when records follow the head at once."""
    if head.data[:1] != b"\x01" or any(head.data[1:_HEAD]):
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
