"""The characters of CEA-608, for decoding and encoding, and what stands for those it does not have.

Basic characters are one byte (79.101(g)); special characters are a two-byte code of their own; extended
characters (CTA-608-E, section 6.4.2) are a two-byte code that takes the place of the character before it, so
that a receiver which does not know them still shows something legible.
"""

from __future__ import annotations

import unicodedata

_BASIC_EXCEPTIONS = {
    0x2A: "á", 0x5C: "é", 0x5E: "í", 0x5F: "ó", 0x60: "ú",
    0x7B: "ç", 0x7C: "÷", 0x7D: "Ñ", 0x7E: "ñ", 0x7F: "█",
}  # fmt: skip

BASIC: dict[int, str] = {code: _BASIC_EXCEPTIONS.get(code, chr(code)) for code in range(0x20, 0x80)}
"""The one-byte characters; mostly ASCII."""

TRANSPARENT_SPACE = 0x39
"""Second byte of the special character that moves on without writing."""

SPECIAL: dict[int, str] = dict(enumerate("®°½¿™¢£♪à èâêîôû", 0x30))
"""Special characters by second byte; the first is 0x11 (0x19 in the second channel)."""

EXTENDED: dict[int, str] = {
    **dict(enumerate("ÁÉÓÚÜü‘¡*'—©℠•“”ÀÂÇÈÊËëÎÏïÔÙùÛ«»", 0x1220)),
    **dict(enumerate("ÃãÍÌìÒòÕõ{}\\^_|~ÄäÖöß¥¤¦ÅåØø┌┐└┘", 0x1320)),
}
"""Extended characters by word."""

BASIC_CODES = {character: code for code, character in BASIC.items()}
SPECIAL_CODES = {c: 0x1100 | code for code, c in SPECIAL.items() if code != TRANSPARENT_SPACE}
EXTENDED_CODES = {c: word for word, c in EXTENDED.items() if c not in BASIC_CODES}

_SUBSTITUTES = {
    "’": "'", "‚": "'", "‛": "'", "′": "'", "´": "'", "`": "'", "„": "“", "‟": "“", "″": '"',
    "…": "...", "–": "-", "‐": "-", "‑": "-", "‒": "-", "―": "—", "−": "-", "─": "—",
    "♫": "♪", "♬": "♪", "♩": "♪", "\u00a0": " ", "\t": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ",
    "\u202f": " ", "\u3000": " ", "ı": "i", "Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "Æ": "AE", "æ": "ae",
    "Œ": "OE", "œ": "oe", "€": "EUR", "‹": "<", "›": ">", "·": "•", "●": "•", "×": "x",
}  # fmt: skip
INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2066\u2067\u2068\u2069\ufe0f\ufeff")
"""Characters that show nothing, left out without being a loss."""

REPERTOIRE = frozenset(BASIC_CODES) | frozenset(SPECIAL_CODES) | frozenset(EXTENDED_CODES)
"""Every character that CEA-608 has."""


def substitute(character: str) -> str:
    """The characters CEA-608 has for this one: itself, the nearest, or "?" when there is none."""
    if character in REPERTOIRE:
        return character
    if character in INVISIBLE:
        return ""
    found = _SUBSTITUTES.get(character)
    if found is not None:
        return found
    plain = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    if plain and all(c in REPERTOIRE for c in plain):
        return plain
    return "" if unicodedata.combining(character) else "?"


_FALLBACKS = {
    "“": '"', "”": '"', "«": '"', "»": '"', "‘": "'", "—": "-", "_": "-", "~": "-", "¡": "!", "|": "/",
    "¦": "/", "\\": "/", "{": "(", "}": ")", "•": ".", "*": ".", "ß": "s", "Ø": "O", "ø": "o",
    "©": "c", "℠": "S", "¥": "Y", "¤": "$", "^": "!", "┌": "+", "┐": "+", "└": "+", "┘": "+",
}  # fmt: skip


def fallback_code(character: str) -> int:
    """The basic character sent before an extended one, for receivers that know only the basic set; never a
    space, since text begins to show with it."""
    plain = _FALLBACKS.get(character) or unicodedata.normalize("NFKD", character)[0]
    return BASIC_CODES[plain]
