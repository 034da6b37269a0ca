"""Which code table a text is really in, when the header says Latin and the text is not.

In Latin text most letters are ASCII, and every code has a character. Where most bytes lie above ASCII, and
some of them mean nothing, the text is in another alphabet: the one whose small (or, without case, usual)
letters they are, if its most frequent letters are among them.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.captions.formats.ebu_stl import characters
from app.captions.formats.ebu_stl.tables import CODE_TABLES

LATIN = CODE_TABLES["latin"]
_ENOUGH = 8
_SCRIPTS = {
    CODE_TABLES["cyrillic"]: ("абвгдежзийклмнопрстуфхцчшщъыьэюяђѓєѕіїјљњћќўџё", "оеаинт"),
    CODE_TABLES["greek"]: ("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ", "αοιετσ"),
    CODE_TABLES["hebrew"]: ("אבגדהוזחטיךכלםמןנסעףפץצקרשת", "יוהלאר"),
    CODE_TABLES["arabic"]: ("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي", "اليمنو"),
}
_LETTERS, _FREQUENT = 0.75, 0.25
"""The shares of small and of frequent letters that a text must have."""


def likely_table(fields: Iterable[bytes]) -> str | None:
    """The code table of texts that cannot be Latin; None when they can be, or when no table fits."""
    high = bytearray()
    ascii_letters = impossible = 0
    for field in fields:
        printed = bytes(code for code in field if 0x20 <= code < 0x7F or code >= 0xA0)
        impossible += characters.decode(printed, LATIN).count("\ufffd")
        high += bytes(code for code in field if code >= 0xA1)
        ascii_letters += sum(code < 0x80 and chr(code).isalpha() for code in field)
    if not impossible or len(high) < _ENOUGH or len(high) < ascii_letters:
        return None
    scores = {table: _score(bytes(high), table) for table in _SCRIPTS}
    best = max(scores, key=lambda table: scores[table])
    return best if scores[best] else None


def _score(high: bytes, table: str) -> float:
    small, frequent = _SCRIPTS[table]
    text = characters.decode(high, table)
    letters = sum(ch in small for ch in text) / len(high)
    usual = sum(ch in frequent for ch in text) / len(high)
    return usual if letters >= _LETTERS and usual >= _FREQUENT else 0.0
