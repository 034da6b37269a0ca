"""Which code page makes words of a known language out of bytes: an answer for texts of a few lines.

Statistics need pages; a short file may have ten letters that are not ASCII. But all letters of one text
belong to the alphabet of its language, and a wrong code page turns some of them into letters of another.
Where two code pages make words that could be, the one that makes more frequent words is right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from app.captions.text_io.languages import CODE_PAGES, LANGUAGES, RARE, Language

_SIGNS = frozenset("“”„‘’‚«»‹›–—…•°¿¡§©®™€£\xa0\xad·№♪ºª")
_THAI_MARKS = frozenset("ัิีึืฺุู็่้๊๋์ํ๎")
_THAI_LEADING = frozenset("เแโใไ")
_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH = 3
_DOTTED = frozenset("i\u0307")
"""A Turkish capital I in lower case: the letter and its dot."""
_FEW = 100
"""Below this many letters beyond ASCII the answer is not sure."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as one code page gives it, and how much of it is frequent words of the language that fits."""

    code_page: str
    text: str
    words: int
    beyond: int
    proven: bool = True
    """Whether letters enough, or a frequent word, speak for it."""

    @property
    def sureness(self) -> float:
        """Sure by many letters that all fit."""
        return 0.8 if self.beyond >= _FEW else 0.6


def code_page(data: bytes, order: tuple[str, ...] = ()) -> Reading | None:
    """The reading of `data` in a language that has all its letters; None when there is none, or no best one.

    `order` names code pages to prefer. Code pages that give the same text count as one.
    """
    found = readings(data, order)
    if not found:
        return None
    if not found[0].proven and not _has_letters(data):
        return None
    if len(found) == 1 and 1 < found[0].beyond < _ENOUGH:
        return found[0]  # nothing else can be read
    best = max(found, key=lambda reading: (reading.code_page in order, reading.words))
    if best.code_page in RARE and not best.words:
        return None
    if best.beyond == 1 and not best.proven:
        return None  # one letter only speaks against readings of more
    alone = sum(reading.words >= best.words for reading in found if reading.code_page not in order) <= 1
    return best if alone or best.code_page in order else None


def _has_letters(data: bytes) -> bool:
    """Whether Windows-1252 has more beyond ASCII in it than quotation marks and other signs."""
    return any(ch > "\x7f" and ch not in _SIGNS for ch in data.decode("cp1252", "replace"))


def readings(data: bytes, order: tuple[str, ...] = ()) -> list[Reading]:
    """Every text that some language fits, each once, in the order of the code pages."""
    found: dict[str, Reading] = {}
    for name in (*(n for n in order if n in CODE_PAGES), *(n for n in CODE_PAGES if n not in order)):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if text not in found and (reading := _reading(text, name)) is not None:
            found[text] = reading
    known = {text: reading for text, reading in found.items() if reading.proven}
    return list((known or found).values())


def _reading(text: str, name: str) -> Reading | None:
    beyond = [ch for ch in text if ch > "\x7f" and ch not in _SIGNS]
    if not beyond or not _cased_like_words(text):
        return None
    spoken = (language for language in LANGUAGES if name in language.code_pages)
    fitting = [language for language in spoken if _fits(text, beyond, language)]
    said = _WORD.findall(text.lower().replace("\u0307", "")) if fitting else []
    proven = bool(fitting) and (len(beyond) >= _ENOUGH or _proven(said, fitting))
    if not fitting or (not proven and fitting[0].usual):
        return None
    usual = 0 if name in RARE else _usual(beyond, fitting)
    return Reading(
        name, text, max(_known(said, language) for language in fitting) + usual, len(beyond), proven
    )


def _known(said: list[str], language: Language) -> int:
    """How many letters are in frequent words; words with letters beyond ASCII prove the code page, too."""
    return sum(len(word) * (1 if word.isascii() else 3) for word in said if word in language.words)


def _proven(said: list[str], languages: list[Language]) -> bool:
    """Whether a frequent word has a letter beyond ASCII; then fewer letters are enough."""
    words = [word for word in said if len(word) > 1 and not word.isascii()]
    return any(word in language.words for language in languages for word in words)


def _usual(beyond: list[str], languages: list[Language]) -> int:
    """In other scripts than Latin, what share of the letters are frequent ones decides where no word does."""
    share = max(sum(ch.lower() in language.usual for ch in beyond) for language in languages)
    return round(5 * share / len(beyond))


def _fits(text: str, beyond: list[str], language: Language) -> bool:
    if not set("".join(beyond).lower()) - _DOTTED <= language.letters:
        return False
    if not language.usual:
        return len(beyond) <= 0.5 * sum(ch.isalpha() for ch in text)
    if "ก" in language.letters and _is_thai(text):
        return not mixes_scripts(text)  # it is spelled as no other text is
    frequent = sum(ch.lower() in language.usual for ch in beyond)
    return 5 * frequent >= len(beyond) and not mixes_scripts(text) and _is_spelled(text, beyond, language)


def _is_spelled(text: str, beyond: list[str], language: Language) -> bool:
    """What the letters alone do not show: of Cyrillic, Greek and Thai words."""
    if "я" in language.letters or "ј" in language.letters:
        return len(beyond) <= 20 or any(ch.isupper() for ch in beyond)  # Hebrew has no capitals
    if "ς" in language.letters:
        return not any(a == "ς" and b.isalpha() for a, b in pairwise(text))
    return "ก" not in language.letters or _is_thai(text)


def _cased_like_words(text: str) -> bool:
    """No small letter comes right before a capital one, as in «дОБРЫЙ», more than once in a while."""
    pairs = sum(a.islower() and b.isupper() for a, b in pairwise(text))
    return pairs <= len(text) // 200


def mixes_scripts(text: str) -> bool:
    """Words do not mix the Latin alphabet with another script."""
    pairs = pairwise(text)
    return any(a.isalpha() and b.isalpha() and a.isascii() is not b.isascii() for a, b in pairs)


def _is_thai(text: str) -> bool:
    """Vowel signs and tone marks of Thai stand on a letter; five vowels stand before their consonant."""
    marks = [index for index, ch in enumerate(text) if ch in _THAI_MARKS]
    based = sum(index > 0 and "ก" <= text[index - 1] <= "๎" for index in marks)
    leading = [following for ch, following in pairwise(text + " ") if ch in _THAI_LEADING]
    spelled = all("ก" <= following <= "ฮ" for following in leading)
    return bool(marks or leading) and based == len(marks) and spelled
