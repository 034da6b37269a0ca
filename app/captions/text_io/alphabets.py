"""Which code page makes words of a known language out of bytes: an answer for texts of a few lines.

Statistics need pages; a short file may have ten letters that are not ASCII. But all letters of one text
belong to the alphabet of its language, and a wrong code page turns some of them into letters of another.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

ALPHABETS = {
    "cp1252": (
        "àâæçéèêëîïôœùûüÿ",  # French
        "äöüß",  # German
        "áéíñóúüªº",  # Spanish
        "ãáàâçéêíóõôúü",  # Portuguese
        "àèéìîòóù",  # Italian
        "áàéèëïóöü",  # Dutch
        "åäöé",  # Swedish, Finnish
        "æøåéòô",  # Danish, Norwegian
        "áæðéíóöúýþ",  # Icelandic
        "àçéèíïóòúü·",  # Catalan
    ),
    "cp1250": (
        "ąćęłńóśźż",  # Polish
        "áčďéěíňóřšťúůýž",  # Czech
        "áäčďéíĺľňóôŕšťúýž",  # Slovak
        "áéíóöőúüű",  # Hungarian
        "ăâîşţ",  # Romanian
        "čćđšž",  # Croatian, Slovenian
    ),
    "cp1257": (
        "ąčęėįšųūž",  # Lithuanian
        "āčēģīķļņšūž",  # Latvian
        "äõöüšž",  # Estonian
    ),
    "cp1254": ("çğıöşüâîû",),  # Turkish
    "cp1251": (
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",  # Russian
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",  # Ukrainian
        "абвгдђежзијклљмнњопрстћуфхцчџш",  # Serbian
    ),
    "koi8_r": ("абвгдеёжзийклмнопрстуфхцчшщъыьэюя",),
    "cp1253": ("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",),  # Greek
    "cp874": ("".join(map(chr, [*range(0x0E01, 0x0E3B), *range(0x0E40, 0x0E5B)])),),  # Thai
}
"""The letters beyond ASCII of the languages that are written in each code page, in lower case."""

_FREQUENT = {"cp1251": "оеаинт", "koi8_r": "оеаинт", "cp1253": "αοιετσ", "cp874": "านรอกเงมยล"}
"""Letters that make up well over a third of any text; one in five is asked for."""
_SIGNS = frozenset("“”„‘’‚«»‹›–—…•°¿¡§©®™€£\xa0\xad·№♪ºª")
_THAI_MARKS = frozenset("ัิีึืฺุู็่้๊๋์ํ๎")
_ENOUGH = 3


def code_page(data: bytes, order: tuple[str, ...] = ()) -> str | None:
    """The code page whose languages account for every letter of `data`; None when none or several do.

    `order` names code pages to prefer. Code pages that give the same text count as one.
    """
    found: dict[str, str] = {}
    for name in (*(n for n in order if n in ALPHABETS), *(n for n in ALPHABETS if n not in order)):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if _fits(text, name):
            found.setdefault(text, name)
    if not found:
        return None
    first = next(iter(found.values()))
    return first if len(found) == 1 or first in order else None


def _fits(text: str, name: str) -> bool:
    beyond = [ch for ch in text if ch > "\x7f" and ch not in _SIGNS]
    if len(beyond) < _ENOUGH or not _cased_like_words(text):
        return False
    used = set("".join(beyond).lower())
    if not any(used <= letters for letters in _letters(name)):
        return False
    if frequent := _FREQUENT.get(name):
        usual = 5 * sum(ch.lower() in frequent for ch in beyond) >= len(beyond)
        return usual and not _mixes_scripts(text) and (name != "cp874" or _is_thai(text))
    return len(beyond) < 0.5 * sum(ch.isalpha() for ch in text)


@cache
def _letters(name: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(letters) for letters in ALPHABETS[name])


def _cased_like_words(text: str) -> bool:
    """No small letter comes right before a capital one, as in «дОБРЫЙ», more than once in a while."""
    pairs = sum(a.islower() and b.isupper() for a, b in pairwise(text))
    return pairs <= len(text) // 200


def _mixes_scripts(text: str) -> bool:
    """Words do not mix the Latin alphabet with another script."""
    pairs = pairwise(text)
    return any(a.isalpha() and b.isalpha() and a.isascii() is not b.isascii() for a, b in pairs)


def _is_thai(text: str) -> bool:
    """Vowel signs and tone marks of Thai stand on a consonant, never at the start of a word."""
    marks = [index for index, ch in enumerate(text) if ch in _THAI_MARKS]
    based = sum(index > 0 and "ก" <= text[index - 1] <= "๎" for index in marks)
    return bool(marks) and based == len(marks)
