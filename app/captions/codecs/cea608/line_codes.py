"""A line at its place as the words to send, in units that must stay together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from app.captions.codecs.cea608.characters import BASIC_CODES, EXTENDED_CODES, SPECIAL_CODES, fallback_code
from app.captions.codecs.cea608.codes import COLUMNS, TAB, preamble
from app.captions.codecs.cea608.line_text import StyledWords, width
from app.captions.codecs.cea608.pen_attributes import (
    BLACK,
    DEFAULT,
    PenAttributes,
    attribute_codes,
    preamble_attribute,
    replaces_space,
)

Unit = tuple[int, ...]
"""One word of text, or a control code and its repetition (79.101(i): codes are sent twice in a row)."""


class PlacedLine(NamedTuple):
    """Words at a row (1-15) and the column (0-31) of their first character."""

    row: int
    column: int
    words: StyledWords

    @property
    def text(self) -> str:
        """The line as plain text."""
        return "".join(" " * word.gap + word.text for word in self.words)


def control(word: int) -> Unit:
    """A control code with its repetition."""
    return (word, word)


def fitted(row: int, column: int, words: StyledWords) -> PlacedLine:
    """The line moved as far as needed to stay in the grid, codes for its first attributes included.

    When a full row leaves no cell for them, the line gets those of its attributes that a preamble can say.
    """
    room = COLUMNS - width(words)
    column = max(min(column, room), 0)
    lead = _attribute_cells(column, words)
    if lead > column:
        column = lead
    if column > room:
        column, words = 0, _reduced(words)
    return PlacedLine(row, column, words)


def positioning_codes(line: PlacedLine) -> list[Unit]:
    """What takes the cursor to the line and sets its first attributes: preamble, tabs, attribute codes."""
    pen = line.words[0].pen
    attribute = preamble_attribute(pen)
    if attribute is not None and (line.column == 0 or attribute == 0):
        return _cursor(line.row, line.column, attribute, pen.underline)
    codes = attribute_codes(DEFAULT, pen)
    units = _cursor(line.row, line.column - len(codes), 0, False)
    return units + [unit for code in codes for unit in _attribute(code)]


def text_codes(line: PlacedLine) -> list[Unit]:
    """The characters of the line and the codes between them; the first unit shows the first character."""
    pairs = _BytePairs()
    pen = line.words[0].pen
    for word in line.words:
        codes = attribute_codes(pen, word.pen)
        pairs.text(" " * (0 if codes and word.gap == 1 else word.gap))
        for code in codes:
            if replaces_space(code):
                pairs.text(" ")
            pairs.control(code)
        pairs.text(word.text)
        pen = word.pen
    return pairs.finish()


def _attribute_cells(column: int, words: StyledWords) -> int:
    """Cells of attribute codes before the line's first character."""
    attribute = preamble_attribute(words[0].pen)
    if attribute is not None and (column == 0 or attribute == 0):
        return 0
    return len(attribute_codes(DEFAULT, words[0].pen))


def _reduced(words: StyledWords) -> StyledWords:
    """The words of the first attributes with colour or italics, not both, and no background or flashing."""
    full = words[0].pen
    color = 0 if full.color == BLACK else full.color
    pen = PenAttributes(color, full.italic and not color, full.underline)
    return tuple(word._replace(pen=pen) if word.pen == full else word for word in words)


def _cursor(row: int, column: int, attribute: int, underline: bool) -> list[Unit]:
    units = [control(preamble(row, attribute, indent=column // 4 * 4, underline=underline))]
    return units + ([control(TAB + column % 4)] if column % 4 else [])


def _attribute(code: int) -> Iterator[Unit]:
    if replaces_space(code):
        yield (0x2000,)
    yield control(code)


class _BytePairs:
    """Pairs characters into words; a code or a two-byte character fills an odd pair with a null."""

    def __init__(self) -> None:
        self.units: list[Unit] = []
        self._half = 0

    def text(self, text: str) -> None:
        for character in text:
            code = BASIC_CODES.get(character)
            if code is not None:
                self._basic(code)
            elif character in SPECIAL_CODES:
                self.control(SPECIAL_CODES[character])
            else:
                self._basic(fallback_code(character))
                self.control(EXTENDED_CODES[character])

    def control(self, word: int) -> None:
        self.finish()
        self.units.append(control(word))

    def finish(self) -> list[Unit]:
        if self._half:
            self.units.append((self._half << 8,))
            self._half = 0
        return self.units

    def _basic(self, code: int) -> None:
        if self._half:
            self.units.append((self._half << 8 | code,))
            self._half = 0
        else:
            self._half = code
