"""Texts of the server in other languages, those with values in them included.

An entry of `messages.po` may have placeholders. A value at `{0}`, `{1}` and so on is of others (the name of a
file, a caption, a number) and stays as it is; `{n}`, `{n2}` and so on take numbers only, which are written as
the language does, 1.500 and 2,5; at a named one, such as `{reason}`, stands a text of ours, which is
translated in its turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from babel.core import Locale
from babel.numbers import get_decimal_symbol, get_group_symbol

from app.locale import ENGLISH, catalogue, entries

LONGEST = 4000
"""Characters of a text that is looked into; no message has more."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_NUMBER = re.compile(r"[+-]?\d[\d.,]*(e[+-]\d+)?\+?")
_NUMBER_NAME = re.compile(r"n\d*")
_SENTENCE_END = re.compile(r"(?<=[.!?”)]) (?=\S)")
_FEWEST_LETTERS = 4
"""A template that says less could be anything, unless all its values are numbers."""
_SHORTEST_BEGIN = 12
"""So many characters of a text that was cut tell which text it was."""
_MOST_SENTENCES = 8
"""At the end of a text, each of which may be one of ours by itself; what others said may have any number."""
_KEPT = 4000
"""Texts whose translations are remembered: more than the pages show at once."""


def translate_message(text: str, language: str) -> str:
    """A text of the server in a language, as far as it is known; itself otherwise, and in English."""
    return text if language == ENGLISH or len(text) > LONGEST else _translated(text, language)


def translate_cut(text: str, language: str) -> str:
    """The same of a text that was cut short, and so ends with “…”."""
    if language == ENGLISH or not text.endswith("…") or len(text) > LONGEST:
        return translate_message(text, language)
    return _translated_cut(text, language)


@lru_cache(maxsize=_KEPT)
def _translated_cut(text: str, language: str) -> str:
    begin = text.removesuffix("…").rstrip()
    if len(begin) < _SHORTEST_BEGIN:
        return text
    known = catalogue(language)
    if whole := next((each for each in sorted(known) if each.startswith(begin)), ""):
        return known[whole]
    begun = [(template, *template.begins(begin)) for template in _templates(language)]
    template, said, values = max(begun, key=lambda found: found[1])
    return text if said < _SHORTEST_BEGIN else template.filled(values, language)


@lru_cache(maxsize=_KEPT)
def _translated(text: str, language: str) -> str:
    if (exact := catalogue(language).get(text)) is not None:
        return exact
    core = text.strip()
    found = _known(core, language) if core else None
    return text if found is None else text.replace(core, found, 1)


@lru_cache(maxsize=_KEPT)
def _known(text: str, language: str) -> str | None:
    """The translation of a text, or of sentences of it; None when nothing of it is known."""
    if (found := catalogue(language).get(text)) is not None:
        return found
    ends = [match.start() for match in _SENTENCE_END.finditer(text)][-_MOST_SENTENCES:]
    for end in ends:
        head = _sentence(text[:end], language)
        rest = None if head is None else _known(text[end + 1 :], language)
        if rest is not None:
            return f"{head} {rest}"
    if (told := _sentence(text, language)) is not None:
        return told
    for end in ends:  # what others said, and what to do about it
        if (rest := catalogue(language).get(text[end + 1 :])) is not None:
            return f"{text[:end]} {rest}"
    return None


def _sentence(text: str, language: str) -> str | None:
    """The translation of one text, with or without the full stop that whoever says it has set."""
    told = catalogue(language).get(text) or _filled(text, language)
    if told is None and text.endswith("."):
        bare = catalogue(language).get(text[:-1]) or _filled(text[:-1], language)
        return bare and f"{bare}."
    return told


def _filled(text: str, language: str) -> str | None:
    """The template that says most of a text, with the text's values."""
    made = [(template, template.values(text)) for template in _templates(language)]
    fitting = [(template, values) for template, values in made if values is not None]
    if not fitting:
        return None
    template, values = min(fitting, key=lambda found: _runs_on(found[1]))
    return template.filled(values, language)


def _runs_on(values: dict[str, str]) -> bool:
    """Whether a value of others has more than a sentence, and so perhaps the beginning of ours."""
    return any(name.isdigit() and _SENTENCE_END.search(value) for name, value in values.items())


def _value(name: str, value: str, language: str) -> str:
    if name.isdigit():
        return value
    if _NUMBER_NAME.fullmatch(name):
        return value.translate(_points(language))
    core = value.strip()
    found = _known(core, language) or _list(core, language) or _languages(language).get(core)
    return value if found is None else value.replace(core, found, 1)


def _list(text: str, language: str) -> str | None:
    """A list of texts of ours, with commas."""
    parts = text.split(", ")
    known = catalogue(language)
    return (
        ", ".join(known.get(part, part) for part in parts) if any(part in known for part in parts) else None
    )


@cache
def _points(language: str) -> dict[int, str]:
    """What a language has for the comma and the point of an English number."""
    return str.maketrans({",": get_group_symbol(language), ".": get_decimal_symbol(language)})


@cache
def _languages(language: str) -> dict[str, str]:
    """The names of languages by their English ones."""
    english, here = Locale.parse(ENGLISH).languages, Locale.parse(language).languages
    return {name: here[tag] for tag, name in english.items() if tag in here}


@dataclass(frozen=True, slots=True)
class Template:
    """A text with placeholders: `names[i]` stands between `pieces[i]` and `pieces[i + 1]`."""

    pieces: tuple[str, ...]
    names: tuple[str, ...]
    translation: str

    @property
    def letters(self) -> int:
        """How much it says itself."""
        return sum(letter.isalpha() for letter in "".join(self.pieces))

    def values(self, text: str) -> dict[str, str] | None:
        """The values with which it makes this text; None when it does not."""
        first, *others = self.pieces
        if not text.startswith(first):
            return None
        found = list(self._cut(text[len(first) :], others))
        if len(found) < len(self.names):
            return None
        fits = all(
            _NUMBER.fullmatch(value)
            for name, value in zip(self.names, found, strict=True)
            if _NUMBER_NAME.fullmatch(name)
        )
        says = self.letters >= _FEWEST_LETTERS or all(_NUMBER.fullmatch(value) for value in found)
        return dict(zip(self.names, found, strict=True)) if fits and says else None

    def begins(self, text: str) -> tuple[int, dict[str, str]]:
        """How many characters of the beginning of a text are its own, and the values among them."""
        first, *others = self.pieces
        values = dict.fromkeys(self.names, "…")
        if not text.startswith(first):
            return 0, values
        said, text = len(first), text[len(first) :]
        for name, piece in zip(self.names, others, strict=True):
            at = text.find(piece) if piece else -1
            if at < 0:
                part = next((n for n in range(len(piece), 0, -1) if text.endswith(piece[:n])), 0)
                values[name] = text[: len(text) - part] + ("" if part else "…")
                return said + part, values
            values[name], text = text[:at], text[at + len(piece) :]
            said += len(piece)
        return said, values

    def filled(self, values: dict[str, str], language: str) -> str:
        """The translation with these values, of which those that are ours are translated."""
        told = {name: _value(name, value, language) for name, value in values.items()}
        return _PLACEHOLDER.sub(lambda place: told[place[1]], self.translation)

    @staticmethod
    def _cut(text: str, pieces: list[str]) -> Iterator[str]:
        """What stands before each of the pieces, of which the last ends the text."""
        for number, piece in enumerate(pieces, 1):
            at = text.find(piece)
            if number == len(pieces):
                at = len(text) - len(piece) if text.endswith(piece) else -1
            if at < 0:
                return
            yield text[:at]
            text = text[at + len(piece) :]


@cache
def _templates(language: str) -> tuple[Template, ...]:
    """Those of a language, the ones that say most first."""
    made = [
        _template(text, told)
        for text, told in entries(language, "messages").items()
        if _PLACEHOLDER.search(text)
    ]
    return tuple(sorted(made, key=lambda template: -template.letters))


def _template(text: str, translation: str) -> Template:
    parts = _PLACEHOLDER.split(text)
    return Template(tuple(parts[::2]), tuple(parts[1::2]), translation)
