"""Text fields into runs (Tech 3264, section 5.3 and appendix 2)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app.captions.formats.ebu_stl import characters
from app.captions.formats.ebu_stl.tables import COLORS
from app.captions.model.document import Run, Style

SIZE = 112
UNUSED = 0x8F
NEWLINE = 0x8A
DOUBLE_HEIGHT = 0x0D
_BLANK = bytes(range(0x21))


@dataclass(frozen=True)
class Alphabet:
    """How to read a text field: the code table number, and whether it is made for teletext."""

    table: str = "00"
    teletext: bool = True


class _Row:
    """Style at one point of a row. Teletext starts every row anew; open subtitles keep what is on.

    Kept as numbers, made a style only where there is text: a hostile file has millions of codes and none.
    """

    __slots__ = ("background", "flash", "ink", "italic", "paper", "underline")

    def __init__(self) -> None:
        self.italic = self.underline = self.flash = False
        self.ink = 7
        self.paper = 0
        self.background: int | None = None

    @property
    def style(self) -> Style:
        """What the codes so far come to."""
        return _style(self.italic, self.underline, self.flash, self.ink, self.background)

    def control(self, code: int) -> None:
        """Apply a control code; those without a meaning for text (mosaics, concealing) only take a space."""
        if code <= 0x07:
            self.ink = code
        elif code in (0x08, 0x09):
            self.flash = code == 0x08
        elif code in (0x1C, 0x1D):
            self.paper = 0 if code == 0x1C else self.ink
        self.background = self.paper or None

    def switch(self, code: int) -> None:
        """Italics, underline and boxing of open subtitles: even codes on, odd codes off."""
        on = not code & 1
        if code in (0x80, 0x81):
            self.italic = on
        elif code in (0x82, 0x83):
            self.underline = on
        elif code in (0x84, 0x85):
            self.background = 0 if on else None


@cache
def _style(italic: bool, underline: bool, flash: bool, ink: int, background: int | None) -> Style:
    return Style(
        italic=italic,
        underline=underline,
        flash=flash,
        color=COLORS[ink] if ink != 7 else None,
        background=None if background is None else COLORS[background],
    )


def significant(field: bytes) -> bytes:
    """The field up to the first unused space."""
    return field.split(b"\x8f", 1)[0]


def rows_of(field: bytes) -> int:
    """How many screen rows the text takes; a row in double height takes the next one too."""
    rows = significant(field).split(b"\x8a")
    last = max((index for index, row in enumerate(rows) if row.strip(_BLANK)), default=0)
    return last + (2 if DOUBLE_HEIGHT in rows[last] else 1)


def decode(field: bytes, alphabet: Alphabet) -> list[Run]:
    """The runs of a text field, or of those of several extension blocks joined.

    A teletext control code shows as a space, so between words it is one; spaces at the ends of a line are
    there for placing and are dropped, and the empty rows that double height needs are no lines.
    """
    lines = []
    row = _Row()
    for line in significant(field).split(b"\x8a"):
        if alphabet.teletext:
            row = _Row()
        pieces = _line(line, row, alphabet)
        if pieces:
            lines.append(pieces)
    made: list[Run] = []
    for index, pieces in enumerate(lines):
        for run in [*([Run("\n", pieces[0].style)] if index else []), *pieces]:
            if made and made[-1].style == run.style:
                made[-1] = Run(made[-1].text + run.text, run.style)
            else:
                made.append(run)
    return made


def _line(line: bytes, row: _Row, alphabet: Alphabet) -> list[Run]:
    """The runs of one row without the spaces at its ends."""
    made: list[Run] = []
    gap, spaced = 0, False  # spaces waiting for a character, and whether one of them is a control code
    buffer = bytearray()
    latin = not characters.TABLES.get(alphabet.table)  # where an accent before a space is a character

    def flush() -> None:
        made.append(Run(characters.decode(bytes(buffer), alphabet.table), row.style))
        buffer.clear()

    for code in line:
        if code < 0x20:
            gap, spaced = gap + 1, True
            if buffer:
                flush()
            row.control(code)
        elif 0x80 <= code < 0xA0:
            if made or buffer:
                buffer.extend(b" " * gap)
            gap = 0
            if buffer:
                flush()
            row.switch(code)
        elif code == 0x20 and not (latin and buffer and 0xC0 < buffer[-1] < 0xD0):
            gap += 1
        else:
            if spaced and made:
                made[-1] = Run(made[-1].text + " ", made[-1].style)
            elif buffer or made:
                buffer.extend(b" " * gap)
            gap, spaced = 0, False
            buffer.append(code)
    if buffer:
        flush()
    while made and not made[-1].text.strip(" "):
        made.pop()
    if made:
        made[-1] = Run(made[-1].text.rstrip(" "), made[-1].style)
    return made
