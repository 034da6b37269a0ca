"""The character tables of a text field: ISO 6937-2 and ISO 8859-5, -6, -7, -8 (Tech 3264, appendix 2)."""

from __future__ import annotations

import unicodedata
from functools import cache

TABLES = {"00": "", "01": "iso8859_5", "02": "iso8859_6", "03": "iso8859_7", "04": "iso8859_8"}
"""GSI code table number to Python codec; "" is ISO 6937-2, which Python does not have."""

_UPPER_HALF = {
    0xA0: "\u00a0¡¢£$¥#§¤‘“«←↑→↓",
    0xB0: "°±²³×µ¶·÷’”»¼½¾¿",
    0xD0: "—¹®©™♪¬¦",
    0xDC: "⅛⅜⅝⅞ΩÆÐªĦ",
    0xE6: "ĲĿŁØŒºÞŦŊŉĸæđðħıĳŀłøœßþŧŋ\u00ad",
}
_SINGLE = {start + offset: char for start, row in _UPPER_HALF.items() for offset, char in enumerate(row)}
"""Codes above 0x9F that are one character. 0xA4 is the dollar of the 1983 edition; 0x24, there ¤, is read as
a dollar too, and written as one, because that is what programs have always put there."""

_ACCENTS = {
    0xC1: "\u0300",
    0xC2: "\u0301",
    0xC3: "\u0302",
    0xC4: "\u0303",
    0xC5: "\u0304",
    0xC6: "\u0306",
    0xC7: "\u0307",
    0xC8: "\u0308",
    0xC9: "\u0308",
    0xCA: "\u030a",
    0xCB: "\u0327",
    0xCC: "\u0332",
    0xCD: "\u030b",
    0xCE: "\u0328",
    0xCF: "\u030c",
}
"""Non-spacing accents: one of these codes stands before its letter."""

_CODE_OF_ACCENT = {mark: code for code, mark in reversed(_ACCENTS.items())}

_ALONE = {
    0xC2: "´",
    0xC5: "¯",
    0xC6: "˘",
    0xC7: "˙",
    0xC8: "¨",
    0xCA: "˚",
    0xCB: "¸",
    0xCD: "˝",
    0xCE: "˛",
    0xCF: "ˇ",
}
"""What an accent before a space is."""

_FOLDED = {
    "–": "—", "―": "—", "‐": "-", "‑": "-", "−": "-", "…": "...", "„": '"', "‟": '"', "‚": "'", "‛": "'",
    "‹": "'", "›": "'", "\u202f": "\u00a0", "\u2009": " ", "\u200a": " ", "€": "EUR", "♫": "♪", "⁄": "/",
    "\u200b": "", "\u200c": "", "\u200d": "", "\u200e": "", "\u200f": "", "\ufeff": "", "\u2060": "",
}  # fmt: skip
"""What to write for characters that no table has."""


def decode(data: bytes, table: str) -> str:
    """Text of character codes (0x20-0x7E and 0xA0-0xFF); a code without a character becomes U+FFFD."""
    codec = TABLES.get(table, "")
    if codec:
        return data.decode(codec, "replace")
    if data.isascii():
        return data.decode("ascii")
    made: list[str] = []
    accent: int | None = None
    for code in data:
        if accent is not None:
            made.append(_accented(accent, chr(code) if code < 0x7F else _SINGLE.get(code, "\ufffd")))
            accent = None
        elif code in _ACCENTS:
            accent = code
        else:
            made.append(chr(code) if code < 0x7F else _SINGLE.get(code, "\ufffd"))
    return "".join(made)


def _accented(accent: int, letter: str) -> str:
    if letter == " ":
        return _ALONE.get(accent, " ")
    if accent == 0xC2 and letter == "g":
        return "ģ"  # the only letter whose cedilla is written as an accent above it
    return unicodedata.normalize("NFC", letter + _ACCENTS[accent])


@cache
def _codes() -> dict[str, bytes]:
    """Every character of ISO 6937-2 to its code or codes."""
    found = {chr(code): bytes([code]) for code in range(0x20, 0x7F)}
    for code, char in _SINGLE.items():
        found.setdefault(char, bytes([code]))
    found |= {"\u0110": b"\xe2", "\u03a9": b"\xe0", "\u2126": b"\xe0"}  # look alike: Đ and Ð, Ω and Ω
    for accent, char in _ALONE.items():
        found[char] = bytes([accent, 0x20])
    for accent in _ACCENTS:
        for code in (*range(0x41, 0x5B), *range(0x61, 0x7B)):
            char = _accented(accent, chr(code))
            if len(char) == 1:
                found.setdefault(char, bytes([accent, code]))
    return found


def encode(text: str, table: str) -> tuple[bytes, str]:
    """The codes of a text, and the characters in it that the table lacks (written as their likeness)."""
    if text.isascii():
        return text.encode("ascii"), ""
    made: list[bytes] = []
    missing: list[str] = []
    for char in unicodedata.normalize("NFC", text):
        accent = _CODE_OF_ACCENT.get(char) if not TABLES.get(table) else None
        if accent is not None and made and len(made[-1]) == 1:
            made[-1] = bytes([accent]) + made[-1]
            continue
        code = encode_character(char, table)
        if code is None:
            missing.append(char)
            code = fallback(char, table)
        made.append(code)
    return b"".join(made), "".join(missing)


@cache
def encode_character(char: str, table: str) -> bytes | None:
    """The codes of one character in a table, or None when the table does not have it."""
    codec = TABLES.get(table, "")
    if not codec:
        return _codes().get(char)
    try:
        code = char.encode(codec)
    except UnicodeEncodeError:
        return None
    return code if code[0] >= 0xA0 or 0x20 <= code[0] < 0x7F else None


@cache
def fallback(char: str, table: str) -> bytes:
    """The nearest a table has for a character it lacks: a likeness, the letter without accent, or "?"."""
    folded = _FOLDED.get(char)
    if folded is None and unicodedata.combining(char):
        folded = ""
    if folded is None:
        parts = unicodedata.normalize("NFKD", char)
        folded = "".join(part for part in parts if not unicodedata.combining(part)) if parts != char else "?"
    codes = [encode_character(part, table) for part in folded]
    return b"".join(code if code is not None else b"?" for code in codes)


def best_table(text: str) -> str:
    """The table with the fewest characters missing for this text; ISO 6937-2 wins a draw."""
    letters = set(text) - {"\n"}
    missing = {table: sum(encode_character(x, table) is None for x in letters) for table in TABLES}
    return min(missing, key=lambda table: missing[table])
