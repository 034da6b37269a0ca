"""Runs into text fields: teletext control codes, or the switches of open subtitles."""

from __future__ import annotations

from dataclasses import dataclass

from app.captions.formats.ebu_stl import characters
from app.captions.formats.ebu_stl.tables import COLORS, nearest_color
from app.captions.formats.ebu_stl.text_field import DOUBLE_HEIGHT, NEWLINE, Alphabet
from app.captions.model.document import Run, Style
from app.captions.model.losses import Losses

COLUMNS = 40
"""Cells of a teletext row; a control code takes one too."""

TELETEXT_STYLES = frozenset({"color", "background", "flash"})
OPEN_STYLES = frozenset({"italic", "underline", "background"})
"""The fields of the document's `Style` that the two display standards can show."""

Line = list[tuple[str, Style]]


@dataclass(frozen=True)
class Presentation:
    """How the writer dresses teletext: double height, and text in a box."""

    double: bool = True
    boxed: bool = True


def encode(
    runs: list[Run], alphabet: Alphabet, presentation: Presentation, losses: Losses, cue: int
) -> bytes:
    """The text field of one cue, as long as it needs; what cannot be written is recorded in `losses`."""
    lines = _lines(runs)
    full = [line for line in lines if line]
    if len(full) < len(lines):
        losses.add("blank_line", "Empty lines inside a caption", cue=cue)
    writer = (
        _Teletext(alphabet, presentation, losses, cue) if alphabet.teletext else _Open(alphabet, losses, cue)
    )
    return writer.field(full)


def _lines(runs: list[Run]) -> list[Line]:
    """Runs by line, without empty texts and without spaces at the ends of a line."""
    lines: list[Line] = [[]]
    for run in runs:
        for index, text in enumerate(run.text.split("\n")):
            if index:
                lines.append([])
            if text:
                lines[-1].append((text, run.style))
    return [_trimmed(line) for line in lines]


def _trimmed(line: Line) -> Line:
    kept = list(line)
    while kept and not kept[0][0].strip(" "):
        kept.pop(0)
    while kept and not kept[-1][0].strip(" "):
        kept.pop()
    if kept:
        kept[0] = (kept[0][0].lstrip(" "), kept[0][1])
        kept[-1] = (kept[-1][0].rstrip(" "), kept[-1][1])
    return kept


class _Codes:
    """What both kinds of writer share: characters, and the styles neither can show."""

    def __init__(self, alphabet: Alphabet, losses: Losses, cue: int) -> None:
        self.alphabet = alphabet
        self.losses = losses
        self.cue = cue

    def lose(self, kind: str, message: str, detail: str = "") -> None:
        self.losses.add(kind, message, cue=self.cue, detail=detail)

    def text(self, text: str) -> bytes:
        """Character codes; controls are left out."""
        plain = "".join(char if char.isprintable() or char in "\u00ad\u00a0" else " " for char in text)
        codes, missing = characters.encode(plain, self.alphabet.table)
        if missing or plain != text:
            self.lose("character", "Characters the code table lacks: the nearest instead", missing)
        return codes


class _Teletext(_Codes):
    def __init__(self, alphabet: Alphabet, presentation: Presentation, losses: Losses, cue: int) -> None:
        super().__init__(alphabet, losses, cue)
        self.presentation = presentation
        self.ink, self.paper, self.flash = 7, 0, False

    def field(self, lines: list[Line]) -> bytes:
        newline = bytes([NEWLINE]) * (2 if self.presentation.double else 1)
        return newline.join([self.line(line) for line in lines])

    def line(self, line: Line) -> bytes:
        """One row: height, first colours, box, text with its colour changes, end of box."""
        self.ink, self.paper, self.flash = 7, 0, False
        made = bytearray([DOUBLE_HEIGHT] if self.presentation.double else [])
        made += self.change(line[0][1])
        made += b"\x0b\x0b" if self.presentation.boxed else b""
        begun = False
        for index, (text, style) in enumerate(line):
            codes = self.change(style) if index else b""
            if codes:
                spaced = made.endswith(b" ") or text.startswith(" ")
                if begun and not spaced:
                    self.lose("spacing", "Changes of colour inside a word: teletext puts a space there")
                made = made.rstrip(b" ") + codes
                text = text.lstrip(" ")
            made += self.text(text)
            begun = True
        made += b"\x0a\x0a" if self.presentation.boxed else b""
        if len(made) > COLUMNS + 2:
            self.lose("line_length", "Lines longer than the 40 columns of teletext, written all the same")
        return bytes(made)

    def change(self, style: Style) -> bytes:
        """The control codes that lead from the style so far to this one."""
        ink = self.color(style.color, 7)
        paper = self.color(style.background, 0)
        made = bytearray()
        if paper != self.paper:
            if paper and self.ink != paper:
                made.append(paper)
                self.ink = paper
            made.append(0x1D if paper else 0x1C)
        if ink != self.ink:
            made.append(ink)
        if style.flash != self.flash:
            made.append(0x08 if style.flash else 0x09)
        self.ink, self.paper, self.flash = ink, paper, style.flash
        return bytes(made)

    def color(self, color: str | None, default: int) -> int:
        if color is None:
            return default
        nearest = nearest_color(color)
        if COLORS[nearest] != color:
            self.lose("color", "Colours changed to the nearest of teletext's eight", color)
        return nearest


class _Open(_Codes):
    def __init__(self, alphabet: Alphabet, losses: Losses, cue: int) -> None:
        super().__init__(alphabet, losses, cue)
        self.on = (False, False, False)

    def field(self, lines: list[Line]) -> bytes:
        made = bytearray()
        for index, line in enumerate(lines):
            if index:
                made.append(NEWLINE)
            for text, style in line:
                box = style.background
                if box not in (None, COLORS[0]):
                    self.lose("background", "Background colour of text: a plain box instead", str(box))
                made += self.switch((style.italic, style.underline, style.background is not None))
                made += self.text(text)
        return bytes(made + self.switch((False, False, False)))

    def switch(self, wanted: tuple[bool, bool, bool]) -> bytes:
        """The codes that turn italics, underline and boxing on or off."""
        changes = zip((0x80, 0x82, 0x84), self.on, wanted, strict=True)
        made = bytes(code if new else code + 1 for code, old, new in changes if old != new)
        self.on = wanted
        return made
