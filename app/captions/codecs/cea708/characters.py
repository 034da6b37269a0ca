"""The character sets of CEA-708 (CTA-708-E, section 7.1): G0 and G2, G1 and G3."""

from __future__ import annotations

MUSIC = 0x7F
"""The one code of G0 that is not ASCII: a music note."""

G2: dict[int, str] = {
    0x20: " ", 0x21: "\u00a0", 0x25: "…", 0x2A: "Š", 0x2C: "Œ", 0x30: "█", 0x31: "‘", 0x32: "’",
    0x33: "“", 0x34: "”", 0x35: "•", 0x39: "™", 0x3A: "š", 0x3C: "œ", 0x3D: "℠", 0x3F: "Ÿ",
    0x76: "⅛", 0x77: "⅜", 0x78: "⅝", 0x79: "⅞", 0x7A: "│", 0x7B: "┐", 0x7C: "└", 0x7D: "─",
    0x7E: "┘", 0x7F: "┌",
}  # fmt: skip

TRANSPARENT_SPACE = 0x20
"""The code of G2 that moves on without writing."""

CC_ICON = 0xA0
"""The only character of G3, the closed-caption icon, read as "[CC]"."""

FIRST_KOREAN = 0xA1
"""Both bytes of a character of KS X 1001 are this or more."""

_G2_CODES = {character: code for code, character in G2.items() if code not in (0x20, 0x21)}
_ONE_BYTE = frozenset((*G2.values(), "♪"))
_BEYOND = {"—": "-"}
"""Characters of CEA-608 that CEA-708 lacks and the one nearest."""


def encoded(text: str) -> bytes:
    """Text that CEA-608 can spell as codes of G0, G1 and G2 (the latter after the EXT1 byte 0x10)."""
    out = bytearray()
    for character in text:
        code = ord(character)
        if character == "♪":
            out.append(MUSIC)
        elif 0x20 <= code < 0x7F or 0xA0 <= code <= 0xFF:
            out.append(code)
        elif character in _G2_CODES:
            out += bytes((0x10, _G2_CODES[character]))
        else:
            out += _BEYOND.get(character, "?").encode("latin-1")
    return bytes(out)


def decoded(code: int) -> str:
    """A character of G0 (0x20-0x7F) or G1 (0xA0-0xFF)."""
    return "♪" if code == MUSIC else chr(code)


def decoded_extended(code: int) -> str:
    """A character of G2 or G3; an unknown one is "_", which 79.102(m) prescribes for G2."""
    return "[CC]" if code == CC_ICON else G2.get(code, "_")


def is_korean(text: str) -> bool:
    """Whether all 16-bit characters of a service are of KS X 1001, as broadcasts in Korea send them.

    Read as Unicode they would be Hangul too, but that has other second bytes as well.
    """
    wide = {ch for ch in text if ch > "\xff"} - _ONE_BYTE
    return bool(wide) and all(min(divmod(ord(ch), 256)) >= FIRST_KOREAN for ch in wide)


def korean(text: str) -> str:
    """The text with its 16-bit characters, which were read as Unicode, as those of KS X 1001."""
    return "".join(
        ch if ch <= "\xff" or ch in _ONE_BYTE else ord(ch).to_bytes(2, "big").decode("euc_kr", "replace")
        for ch in text
    )
