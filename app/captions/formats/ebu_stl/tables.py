"""Code tables of Tech 3264: languages, frame rates, teletext colours, field names."""

from __future__ import annotations

import re
from fractions import Fraction

RATES = {
    "STL23.01": Fraction(24000, 1001),
    "STL24.01": Fraction(24),
    "STL25.01": Fraction(25),
    "STL29.01": Fraction(30000, 1001),
    "STL30.01": Fraction(30),
    "STL50.01": Fraction(50),
}
"""Disk format code to frames a second. The standard has 25 and 30; the others are in use."""

COLORS = ("#000000", "#ff0000", "#00ff00", "#ffff00", "#0000ff", "#ff00ff", "#00ffff", "#ffffff")
"""Teletext's alpha colours, codes 0 to 7."""

_EUROPEAN = """
    und sq br ca hr cy cs da de en es eo et eu fo fr fy ga gd gl is it se la lv lb lt hu mt nl no oc pl pt ro
    rm sr sk sl fi sv tr nl-BE wa
"""
_OTHERS = """
    zu vi uz ur uk th te tt ta tg sw srn so si sn sh rue ru qu ps pa fa pap or ne nd mr mo ms mg mk lo ko km
    kk kn ja id hi he ha gn gu el ka ff prs cv zh my bg bn be bm az as hy ar am
"""
LANGUAGES = {f"{code:02X}": tag for code, tag in enumerate(_EUROPEAN.split())} | {
    f"{code:02X}": tag for code, tag in enumerate(_OTHERS.split(), 0x45)
}
"""Language code (two hexadecimal digits) to BCP 47 tag (Tech 3264, appendix 3)."""


def language_code(tag: str | None) -> str:
    """The language code for a BCP 47 tag, "00" (unknown) when the table has none."""
    codes = {known.lower(): code for code, known in reversed(LANGUAGES.items())}
    wanted = (tag or "und").lower()
    aliases = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "bs": "hr"}
    while wanted:
        if wanted in codes:
            return codes[wanted]
        head, _, _ = wanted.rpartition("-")
        wanted = head or aliases.pop(wanted, "")
    return "00"


def nearest_color(color: str) -> int:
    """The alpha colour (0 to 7) nearest to `#rrggbb` or `#rrggbbaa`; white for what is no colour."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}.*", color):
        return 7
    parts = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    return sum(1 << bit for bit, part in enumerate(parts) if part >= 128)


CODE_TABLES = {"latin": "00", "cyrillic": "01", "arabic": "02", "greek": "03", "hebrew": "04"}
"""Character code tables by the names of our options."""

TABLE_NAMES = {number: name.capitalize() for name, number in CODE_TABLES.items()}
"""Character code tables as people read them."""
