"""Cavena 890 (.890), the binary subtitles of Cavena's systems in television; read only.

No specification is public. What is known comes from an open reader (Subtitle Edit): a head of 388 bytes with
the title at 40 and a language for each line at 146 and 147; then blocks of 128 bytes: number, start and end
(three bytes of frames each), eight bytes of layout (the first 0x50 left, 0x52 right), a line of 51 bytes, six
bytes (the fourth from 0xA0 to 0xA9 for a box), and a second line. 0x7F fills. Accents stand before their
letters; Russian, Hebrew and Arabic have tables of their own, Chinese is UTF-16.
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.subrip.markup import make_style
from app.captions.formats.shared.timecodes import reading_rate
from app.captions.model.document import PLAIN, Cue, Document, Run
from app.captions.model.numpad import from_numpad
from app.captions.model.option import Options
from app.captions.model.runs import joined
from app.core.errors import CaptionError

_HEAD, _BLOCK = 388, 128
_LINES, _LINE = (16, 73), 51
_TITLE = slice(40, 68)
_LANGUAGES = slice(146, 148)
_COUNT = slice(179, 181)
_FILL = b"\x7f\xbe\0"
_ITALIC_ON, _ITALIC_OFF = 0x88, 0x98
_COLORS = dict(enumerate(("#ff0000", "#00ff00", "#ffff00", "#0000ff", "#ff00ff", "#00ffff"), 0xF1))
_LAYOUT = 8
_COLUMNS = {0x50: 1, 0x52: 3}
"""Left and right, as the keys of a number pad."""
_BOX, _BOXES = 70, range(0xA0, 0xAA)
_STEPS = (0, 1, 16)
"""How far numbers of blocks are apart; some programs count in sixteens."""
_DAY = 24 * 3600 * 60

_ACCENTS = {
    **dict(enumerate("\u0300\u0301\u0302\u030c\u0303\u0308\u0327", 0x81)),
    0x89: "\u0306",
    0x8C: "\u030a",
}
"""Grave, acute, circumflex, caron, tilde, diaeresis, cedilla; breve; ring."""
_LATIN = dict(zip(b"\x1b\x1c\x1d\x1e\x1f\x5b\x5c\x5d", "æøåÆØÆØÅ", strict=True))
_RUSSIAN_LETTERS = "жабцдефгхийклмнопярстувюыьзшэщч"
_RUSSIAN = dict(enumerate(_RUSSIAN_LETTERS, 0x60)) | dict(enumerate(_RUSSIAN_LETTERS.upper(), 0x40))
_HEBREW = (
    dict(enumerate("אבגדהוזחטיךכלםמןנסעףפץצקרשת", 0x40))
    | dict(enumerate("abcdefghijklmnopqrstuvwxyz", 0xB1))
    | dict(enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 0x91))
    | {0xDB: "B", 0xDC: "D", 0xAB: "H", 0xDD: "M", 0xDE: "N"}
)
_ARABIC = (
    dict(enumerate("ابتثجحخدذرزسشصضطظعغفقكلمنوهةيى", 0x41))
    | dict(zip(b"\x1d\x21\x22\x23\x2c", '-؟!"،', strict=True))
    | {0x60: "ء", 0x61: "أ", 0x64: "آ", 0x66: "ؤ", 0x67: "لا", 0x68: "لأ", 0x6A: "لآ", 0x6B: "ئ", 0x6C: "ـ"}
)
_TABLES = {0x56: _RUSSIAN, 0x8F: _HEBREW, 0x80: _ARABIC}
_CHINESE = (0x90, 0x91)
_TAGS = {
    0x07: "da",
    0x09: "en",
    0x22: "ro",
    0x56: "ru",
    0x80: "ar",
    0x8F: "he",
    0x90: "zh-Hant",
    0x91: "zh-Hans",
}
_FONTS = {
    b"HEBNOA": 0x8F,
    b"ARABIC": 0x80,
    b"ARA19N": 0x80,
    b"KYRILL": 0x56,
    b"KYRIL4": 0x56,
    b"CCKM44": 0x90,
}
_FONT_NAMES = (slice(187, 193), slice(246, 252))


def read(data: bytes, options: Options) -> Document:
    """A Cavena 890 file as a document; CaptionError `wrong_file` when its blocks do not look like it."""
    if not _is_cavena(data):
        raise CaptionError(
            "This is not a Cavena 890 file: no captions follow its head.",
            code="wrong_file",
            hint="Choose another source format, or “auto”.",
            rejected=True,
        )
    rate = reading_rate(options)
    languages = _languages(data)
    title = data[_TITLE].decode("cp1252", "replace").strip("\0 \x7f")
    document = Document(title=title or None, language=_TAGS.get(languages[0]))
    number: bytes | None = None
    for at in range(_HEAD, len(data) - _LINES[1], _BLOCK):
        block = data[at : at + _BLOCK]
        runs = _runs(block, languages)
        if block[:2] == number and document.cues and runs:  # a third and fourth line
            document.cues[-1].runs = joined([*document.cues[-1].runs, Run("\n"), *runs])
        elif runs:
            start, end = rate.ticks_at(_frames(block[2:5])), rate.ticks_at(_frames(block[5:8]))
            place = from_numpad(_COLUMNS.get(block[_LAYOUT], 2))
            document.cues.append(Cue(start, max(end, start), runs, placement=place))
        number = block[:2] if runs else number
    if any(data[at] in _BOXES for at in range(_HEAD + _BOX, len(data), _BLOCK)):
        document.add_issue("not_kept", "Read, but not kept: boxes behind the text.")
    return document


def _languages(data: bytes) -> tuple[int, int]:
    """The language of each line: as its code says, or the font for it."""
    found = next((_FONTS[data[name]] for name in _FONT_NAMES if data[name] in _FONTS), None)
    first, second = data[_LANGUAGES]
    return (found, found) if found else (first, second)


def _frames(three: bytes) -> int:
    return int.from_bytes(three, "big")


def _runs(block: bytes, languages: tuple[int, int]) -> list[Run]:
    runs: list[Run] = []
    for at, language in zip(_LINES, languages, strict=True):
        line = _line(block[at : at + _LINE], language)
        if line:
            runs += [*([Run("\n")] if runs else []), *line]
    return joined(runs)


def _line(codes: bytes, language: int) -> list[Run]:
    if language in _CHINESE:
        text = codes.rstrip(_FILL).decode("utf-16-be", "ignore").replace("\0", "").strip()
        return [Run(text)] if text else []
    return _trimmed(_styled(codes, _TABLES.get(language, _LATIN)))


def _styled(codes: bytes, table: dict[int, str]) -> list[Run]:
    runs: list[Run] = []
    style, italic, color, accent = PLAIN, False, None, ""
    for code in codes:
        if code in (_ITALIC_ON, _ITALIC_OFF) or code in _COLORS:
            italic = code == _ITALIC_ON if code not in _COLORS else italic
            color = _COLORS.get(code, color)
            style = make_style(frozenset({"italic"} if italic else ()), color)
        elif code in _ACCENTS and table is _LATIN:
            accent = _ACCENTS[code]
        elif code not in _FILL:
            character = table.get(code) or bytes([code]).decode("cp1252", "replace")
            runs.append(Run(unicodedata.normalize("NFC", character + accent), style))
            accent = ""
    return joined(run for run in runs if run.text.isprintable())


def _trimmed(runs: list[Run]) -> list[Run]:
    """The runs of a line without the blanks that place it."""
    if runs:
        runs[0] = Run(runs[0].text.lstrip(), runs[0].style)
        runs[-1] = Run(runs[-1].text.rstrip(), runs[-1].style)
    return [run for run in runs if run.text]


def _is_cavena(data: bytes) -> bool:
    """Whether the first blocks have a number that grows and times in order, within a day."""
    starts = range(_HEAD, min(len(data) - _LINES[1], _HEAD + 8 * _BLOCK), _BLOCK)
    blocks = [data[at : at + _BLOCK] for at in starts]
    spans = [(_frames(block[2:5]), _frames(block[5:8])) for block in blocks]
    numbers = [int.from_bytes(block[:2], "big") for block in blocks]
    return (
        bool(blocks)
        and not any(data[:2])
        and all(later - sooner in _STEPS for sooner, later in pairwise(numbers))
        and all(start <= end <= _DAY for start, end in spans)
        and spans == sorted(spans)
        and any(end for _, end in spans)
    )


def sniff(head: Head) -> float:
    """Likely by the order of its first blocks, more so with their number in the head or by its name."""
    if not _is_cavena(head.data):
        return 0.0
    counted = int.from_bytes(head.data[_COUNT], "little") > 0
    return 0.9 if head.file_name.lower().endswith(".890") else 0.7 if counted else 0.0


FORMAT = CaptionFormat(
    id="cavena-890",
    name="Cavena 890",
    extensions=(".890",),
    media_type="application/octet-stream",
    read=read,
    sniff=sniff,
    binary=True,
    frame_based=True,
    usual_rate="25",
    keeps=(
        "times to the frame",
        "text and line breaks in Latin, Russian, Hebrew, Arabic and Chinese",
        "italics and six colours",
        "left and right",
        "title, language",
    ),
    loses=(
        "rows and boxes, whose meaning is not public",
        "the order of numbers and Latin words in Hebrew and Arabic",
    ),
    aliases=("Cavena", ".890"),
)
