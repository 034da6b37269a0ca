"""The code tables of PAC files, which a file does not name.

Each script has its own, of one byte a character with accents before their letter: Cyrillic lies as on a
Russian keyboard, Greek in the order of its alphabet. Hebrew and Arabic lie in the order in which they are
read, and what is read from left to right in them, numbers and Latin words, the other way round; brackets open
where they close.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from app.captions.text_io.languages import frequent_words

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
    | {0x23: "£", 0x5F: "-", 0x7E: "§", 0xA7: "§", 0xA8: "¨", 0xA9: "°", 0xAB: "½"}
    | dict(zip(range(0x80, 0x8A), "#ß²³«»±þÞð", strict=True))
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
    | {0xDF: "฿"}
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

COLORS = dict(enumerate(("#ff0000", "#00ff00", "#ffff00", "#0000ff", "#ff00ff", "#00ffff", ""), 1))
"""Colours of text by their codes, which are those of teletext; white is that of all text."""

DOUBLE_BYTES = {
    "chinese-traditional": "big5",
    "chinese-simplified": "gb18030",
    "japanese": "cp932",
    "korean": "cp949",
}
"""By name the encoding of text in two bytes a character, which its own mark introduces."""

TABLE_OF_LANGUAGE = {
    "ru": "cyrillic",
    "uk": "cyrillic",
    "bg": "cyrillic",
    "el": "greek",
    "he": "hebrew",
    "ar": "arabic",
    "fa": "arabic",
    "th": "thai",
    "ja": "japanese",
    "ko": "korean",
}
"""By language, for those that are written in one table."""
_FROM_RIGHT = ("hebrew", "arabic")
_FROM_LEFT = re.compile("[A-Za-z0-9]+")
"""What is read from left to right: numbers and Latin words."""
_BRACKETS = str.maketrans("()", ")(")


def decode(codes: bytes, table: str) -> str:
    """The text of printed codes; those of colours stay, what the table does not have becomes U+FFFD."""
    characters, accents = TABLES[table]
    made: list[str] = []
    accent = ""
    for code in codes:
        if code in accents:
            accent += accents[code]
        else:
            character = characters.get(code) or (chr(code) if code in COLORS else "\ufffd")
            made.append(unicodedata.normalize("NFC", character + accent) if accent else character)
            accent = ""
    text = "".join(made)
    return _as_read(text) if table in _FROM_RIGHT else text


def _as_read(text: str) -> str:
    """The text of a line that lies from right to left, with what is read from left to right put right."""
    return _FROM_LEFT.sub(lambda match: match[0][::-1], text.translate(_BRACKETS))


def likely_table(texts: Iterable[bytes]) -> str:
    """The table that makes the most of frequent words out of these codes; Latin when none makes any."""
    sample = b" ".join(texts)
    if sum(0xA1 <= code <= 0xCE for code in sample) > 0.5 * len(sample.replace(b" ", b"")):
        return max(("thai", "hebrew"), key=lambda table: _words(sample, table) or table == "thai")
    return max(TABLES, key=lambda table: _words(sample, table))


def _words(sample: bytes, table: str) -> int:
    """How much of a text is frequent words in this table; Latin ones speak for no table of another script."""
    text = decode(sample, table)
    return 0 if table in _FROM_RIGHT and text.isascii() else frequent_words(text)
