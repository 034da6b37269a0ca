"""The byte stream of a service as text and commands (CTA-708-E, section 7.1.4 and 8.10)."""

from __future__ import annotations

from typing import Final

from app.captions.codecs.cea708.characters import (
    FIRST_KOREAN,
    TRANSPARENT_SPACE,
    decoded,
    decoded_extended,
)

ETX: Final = 0x03  # end of text
BACKSPACE: Final = 0x08
FORM_FEED: Final = 0x0C
CARRIAGE_RETURN: Final = 0x0D
HORIZONTAL_RETURN: Final = 0x0E
EXTENDED: Final = 0x10
WIDE: Final = 0x18  # P16: a character of 16 bits

SET_CURRENT: Final = 0x80  # CW0 to CW7
CLEAR: Final = 0x88  # CLW
DISPLAY: Final = 0x89  # DSW
HIDE: Final = 0x8A  # HDW
TOGGLE: Final = 0x8B  # TGW
DELETE: Final = 0x8C  # DLW
DELAY: Final = 0x8D  # DLY
DELAY_CANCEL: Final = 0x8E  # DLC
RESET: Final = 0x8F  # RST
PEN_ATTRIBUTES: Final = 0x90  # SPA
PEN_COLOR: Final = 0x91  # SPC
PEN_LOCATION: Final = 0x92  # SPL
WINDOW_ATTRIBUTES: Final = 0x97  # SWA
DEFINE: Final = 0x98  # DF0 to DF7

BLANK: Final = 0x1020
"""The transparent space of G2 as a command: EXT1 and its code."""

Command = str | tuple[int, bytes]
"""Text to write, or a code and its parameters."""

_PARAMETERS: Final = (
    [0] * 0x10 + [1] * 8 + [2] * 8
    + [0] * 0x60
    + [0] * 8 + [1] * 6 + [0] * 2 + [2, 3, 2, 0, 0, 0, 0, 4] + [6] * 8
    + [0] * 0x60
)  # fmt: skip
"""How many bytes follow each one-byte code."""


def split(data: bytes) -> tuple[list[Command], bytes]:
    """The commands in a stretch of a service's stream, and the rest that is not complete yet."""
    found: list[Command] = []
    text: list[str] = []
    position, end = 0, len(data)
    while position < end:
        code = data[position]
        if 0x20 <= code < 0x80 or code >= 0xA0:
            text.append(decoded(code))
            position += 1
            continue
        after = position + (_extended_length(data, position) if code == EXTENDED else 1 + _PARAMETERS[code])
        if after > end:
            break
        shown = _shown(data[position:after])
        if shown is not None:
            text.append(shown)
        else:
            if text:
                found.append("".join(text))
                text = []
            found.append(_command(data[position:after]))
        position = after
    if text:
        found.append("".join(text))
    return found, data[position:]


def _command(data: bytes) -> tuple[int, bytes]:
    if data[0] != EXTENDED:
        return data[0], data[1:]
    return EXTENDED << 8 | data[1], data[2:]


def _shown(command: bytes) -> str | None:
    """The character that a command writes; None for one that does something else."""
    if command[0] == WIDE:
        character = chr(int.from_bytes(command[1:], "big"))  # of Unicode, by usage; see `korean` for others
        return character if character.isprintable() or min(command[1:]) >= FIRST_KOREAN else None
    return _extended_text(command[1]) if command[0] == EXTENDED else None


def _extended_text(code: int) -> str | None:
    """A visible character of G2 or G3; None for the codes of C2 and C3 and the transparent space."""
    if code < 0x20 or 0x80 <= code < 0xA0 or code == TRANSPARENT_SPACE:
        return None
    return decoded_extended(code)


def _extended_length(data: bytes, position: int) -> int:
    """Bytes of a code that EXT1 introduces; one more than there are when its length is not known yet."""
    if position + 1 >= len(data):
        return 2
    code = data[position + 1]
    if code < 0x20:
        return 2 + code // 8
    if 0x80 <= code < 0x90:
        return 2 + 4 + (code >= 0x88)
    if 0x90 <= code < 0xA0:
        return 3 + (data[position + 2] & 0x3F) if position + 2 < len(data) else 3
    return 2
