"""What a translation must not touch: addresses, placeholders, glossary terms, and numbers if need be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.engines.translation.markup import TAG

PROTECTED = re.compile(
    r"https?://[^\s<>\"”’)\]]+[^\s<>\"”’)\].,;:!?]"
    r"|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b"
    r"|\{\{?[\w .:-]{1,40}\}\}?"
    r"|\$\{[^}\s]{1,40}\}"
    r"|%(?:\(\w{1,40}\))?[-+0#]?\d*(?:\.\d+)?[sdifxX]\b"
    r"|(?<!\w)[@#][A-Za-z_]\w{1,40}"
)
"""Web and mail addresses, template and format placeholders, handles and hashtags."""
NUMBER = re.compile(r"\d+(?:[.,:\u00a0\u202f'’/]\d+)*%?")
_TOKEN = re.compile(r"<x(\d{1,3})/>")


@dataclass(frozen=True, slots=True)
class ProtectedText:
    """A sentence with `<x1/>` in the place of what must not change.

    `kept` is what each stands for in the translation, and `original` what it stood for in the source: they
    differ for glossary terms.
    """

    text: str
    kept: tuple[str, ...]
    original: tuple[str, ...]


def protect(text: str, glossary: Mapping[str, str], *, numbers: bool = False) -> ProtectedText:
    """Put tokens in the place of everything protected; with `numbers`, of every number too."""
    kept: list[str] = []
    original: list[str] = []
    terms = {term.casefold(): wanted for term, wanted in glossary.items() if term.strip()}

    def token(match: re.Match[str]) -> str:
        found = match.group()
        if TAG.fullmatch(found):
            return found
        kept.append(terms.get(found.casefold(), found))
        original.append(found)
        return f"<x{len(kept)}/>"

    return ProtectedText(_pattern(list(glossary), numbers).sub(token, text), tuple(kept), tuple(original))


def _pattern(terms: Sequence[str], numbers: bool) -> re.Pattern[str]:
    parts = [TAG.pattern, PROTECTED.pattern]
    # The longest term first: "New York Times" before "New York".
    listed = sorted((term.strip() for term in terms if term.strip()), key=len, reverse=True)
    parts += [rf"(?<!\w){re.escape(term)}(?!\w)" for term in listed]
    if numbers:
        parts.append(NUMBER.pattern)
    # Terms are found in any letter case; the other patterns have none that matters.
    return re.compile("|".join(parts), re.IGNORECASE)


def restore(text: str, shielded: ProtectedText) -> str | None:
    """The translation with everything kept put back; None unless each token is there exactly once."""
    wanted = Counter(range(1, len(shielded.kept) + 1))
    if Counter(int(number) for number in _TOKEN.findall(text)) != wanted:
        return None
    return _TOKEN.sub(lambda match: shielded.kept[int(match[1]) - 1], text)


def pieces(shielded: ProtectedText) -> list[tuple[str, str]]:
    """The sentence cut at its tokens: (words to translate, what follows them unchanged)."""
    found, at = [], 0
    for match in _TOKEN.finditer(shielded.text):
        found.append((shielded.text[at : match.start()], shielded.kept[int(match[1]) - 1]))
        at = match.end()
    return [*found, (shielded.text[at:], "")]


def is_preserved(text: str, shielded: ProtectedText) -> bool:
    """Whether a translation made without tokens has everything kept, as often as the source."""
    return all(text.count(kept) >= count for kept, count in Counter(shielded.kept).items())


def numbers_changed(source: str, target: str) -> bool:
    """Whether a number became another one.

    One spelled out ("3" to "tres") is no change, and neither are other separators ("1,000" to "1.000").
    """
    before, after = _digits(source), _digits(target)
    invented = set(after) - set(before)
    lost = {number for number in before if number not in after and len(number) > 1}
    return bool(invented or (lost and after))


def _digits(text: str) -> list[str]:
    bare = TAG.sub("", text)
    return [re.sub(r"\D", "", number) for number in NUMBER.findall(bare)]
