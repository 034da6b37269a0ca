"""The control codes of CEA-608: what each word means, and the words for what an encoder wants to say.

All words are in the form of channel 1, field 1; `in_channel` moves them to CC2, CC3 or CC4 (79.101(i),
CTA-608-E section 8.4: the second channel of a field sets bit 3 of the first byte, and field 2 sends its
miscellaneous codes with 0x15 in place of 0x14).
"""

from __future__ import annotations

from typing import Any, Final

from app.captions.codecs.cea608.characters import EXTENDED, SPECIAL, TRANSPARENT_SPACE

RCL: Final = 0x1420  # resume caption loading (pop-on)
BS: Final = 0x1421  # backspace
DER: Final = 0x1424  # delete to end of row
RU2: Final = 0x1425  # roll-up captions, two rows; RU3 and RU4 follow
FON: Final = 0x1428  # flash on
RDC: Final = 0x1429  # resume direct captioning (paint-on)
EDM: Final = 0x142C  # erase displayed memory
CR: Final = 0x142D  # carriage return
ENM: Final = 0x142E  # erase non-displayed memory
EOC: Final = 0x142F  # end of caption (flip memories)
TAB: Final = 0x1720  # tab offset: TAB + 1 to TAB + 3 columns

ROWS: Final = 15
COLUMNS: Final = 32

COLORS: Final = ("#ffffff", "#00ff00", "#0000ff", "#00ffff", "#ff0000", "#ffff00", "#ff00ff")
"""Foreground colours in code order (79.101(h)): white, green, blue, cyan, red, yellow, magenta."""

ITALICS: Final = 7
"""The attribute number after the seven colours."""

BACKGROUNDS: Final = (*COLORS, "#000000")
"""Background colours in code order (CTA-608-E, section 6.2): the foreground's, then black."""

HALF: Final = "80"
"""How "semi-transparent" is written after a background colour, as its alpha."""

CLEAR_BACKGROUND: Final = "#00000000"

_PREAMBLE_ROWS: Final = (0x1140, 0x1160, 0x1240, 0x1260, 0x1540, 0x1560, 0x1640, 0x1660, 0x1740, 0x1760,
                         0x1040, 0x1340, 0x1360, 0x1440, 0x1460)  # fmt: skip
"""First preamble address code of rows 1 to 15 (79.101(h)(1)(i))."""

_PARITY: Final = bytes(code | (0x80 if code.bit_count() % 2 == 0 else 0) for code in range(128))

_MISCELLANEOUS: Final = {
    RCL: "resume_loading", BS: "backspace", DER: "delete_to_end", RU2: "roll_up", RU2 + 1: "roll_up",
    RU2 + 2: "roll_up", FON: "flash", RDC: "resume_direct", 0x142A: "text_mode", 0x142B: "text_mode",
    EDM: "erase_displayed", CR: "carriage_return", ENM: "erase_loading", EOC: "end_of_caption",
}  # fmt: skip


def preamble(row: int, attribute: int = 0, *, indent: int = 0, underline: bool = False) -> int:
    """The preamble address code for a row (1-15): an attribute (1-7), or white at an indent (0, 4 ... 28)."""
    low = (attribute or 8 + indent // 4) << 1 | underline
    return _PREAMBLE_ROWS[row - 1] | low


def mid_row(attribute: int, underline: bool) -> int:
    """The mid-row code for an attribute (0-6 colour, 7 italics)."""
    return 0x1120 | attribute << 1 | underline


def background(color: str) -> int:
    """The background attribute code for a value of BACKGROUNDS, one followed by HALF, or CLEAR_BACKGROUND."""
    if color == CLEAR_BACKGROUND:
        return 0x172D
    return 0x1020 | BACKGROUNDS.index(color[:7]) << 1 | (len(color) > 7)


def in_channel(word: int, channel: int) -> int:
    """This control word in channel 1 to 4."""
    if channel > 2 and word & 0x7F70 == 0x1420:
        word |= 0x0100
    return word if channel in (1, 3) else word | 0x0800


def with_parity(word: int) -> int:
    """Both bytes with the odd parity bit they travel with (79.101(b), 73.682(a)(22))."""
    return _PARITY[word >> 8] << 8 | _PARITY[word & 0x7F]


def _operations() -> dict[int, tuple[str, Any]]:
    """Every control word (channel 1 form) as the name of a decoder method and its argument."""
    table: dict[int, tuple[str, Any]] = {}
    for row, first in enumerate(_PREAMBLE_ROWS, 1):
        for low in range(32):
            attribute, underline = low >> 1, bool(low & 1)
            indent = (attribute - 8) * 4 if attribute > 7 else 0
            table[first | low] = ("preamble", (row, indent, attribute if attribute < 8 else 0, underline))
    for low in range(16):
        table[0x1120 | low] = ("mid_row", (low >> 1, bool(low & 1)))
        table[0x1020 | low] = ("set_background", BACKGROUNDS[low >> 1] + (HALF if low & 1 else ""))
    table |= {0x1100 | low: ("special", character) for low, character in SPECIAL.items()}
    table[0x1100 | TRANSPARENT_SPACE] = ("transparent_space", None)
    table |= {word: ("extended", character) for word, character in EXTENDED.items()}
    table |= {word: (name, word - RU2 + 2) for word, name in _MISCELLANEOUS.items()}
    table |= {TAB + n: ("tab", n) for n in (1, 2, 3)}
    table |= {0x172D: ("set_background", CLEAR_BACKGROUND), 0x172E: ("black", False), 0x172F: ("black", True)}
    return table


OPERATIONS: Final = _operations()
"""Control word (channel 1 form) -> decoder method and argument. Words not here are ignored (79.101(j))."""
