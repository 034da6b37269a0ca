"""The line breaker: which tokens of a text begin a new line, within a width and a number of lines.

Without a language the lines are the fewest that the text needs, made even by searching the narrowest width
that needs no more of them: linear in the text. With a language breaks are weighed by `break_cost` as well.
Chinese and Japanese may break between ideographs and kana, but never before closing punctuation or after an
opening bracket.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.captions.transform.break_cost import cost_after

UNEVEN = 8.0
"""How much lines of like length count against good places to break."""
_TOKEN = re.compile(
    r"[\u3008\u300a\u300c\u300e\u3010\uff08\u3014]*[\u3040-\u30ff\u3400-\u9fff]"
    r"[\u3001\u3002\u3009\u300b\u300d\u300f\u3011\uff09\u3015\uff0c\uff01\uff1f\u30fc\u3041\u3043\u3045]*"
    r"|[^\s\u3040-\u30ff\u3400-\u9fff]+"
)
DASHES = ("-", "–", "—", "‐")
"""What a line of dialogue begins with."""


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of text that is not broken: its width, and the columns before it inside a line.

    A `hard` token always begins a line. `start` and `stop` are its place in the text it was cut from.
    """

    text: str
    width: int
    gap: int = 1
    hard: bool = False
    start: int = 0
    stop: int = 0


def width_of(text: str) -> int:
    """Characters a reader sees: combining marks and zero-width characters do not count."""
    if text.isascii():
        return len(text)
    return sum(1 for ch in text if unicodedata.category(ch) not in ("Mn", "Me", "Cf"))


def halves_of(text: str) -> int:
    """How many halves of an ideograph's width the characters take that a reader sees."""
    return width_of(text) + sum(unicodedata.east_asian_width(ch) in "WF" for ch in text)


def tokens_of(text: str, measure: Callable[[str], int] = width_of) -> list[Token]:
    """The words of a text; a line that starts with a speaker's dash keeps its break."""
    found: list[Token] = []
    stop = 0
    for match in _TOKEN.finditer(text):
        between = text[stop : match.start()]
        word = match.group()
        hard = "\n" in between and word.startswith(DASHES) and bool(found)
        stop = match.end()
        found.append(Token(word, measure(word), 1 if between else 0, hard, match.start(), stop))
    return found


def break_lines(
    tokens: Sequence[Token], width: int, lines: int, language: str | None = None
) -> list[int] | None:
    """The indexes of the tokens that begin a new line; None when the text does not fit.

    `language` (a BCP 47 tag, "" when unknown) asks for breaks at good places rather than for even lines only.
    """
    widest = max((token.width for token in tokens), default=1)
    if widest > width:
        return None
    if language is None:
        return even_breaks(tokens, width, widest) if len(fill(tokens, width)) < lines else None
    for count in range(1, lines + 1):
        found = _best_breaks(tokens, 0, width, count, language)
        if found is not None:
            return found[1]
    return None


def fill(tokens: Sequence[Token], width: int) -> list[int]:
    """The breaks of lines filled one after another; a token wider than the line has one for itself."""
    breaks: list[int] = []
    used = 0
    for index, token in enumerate(tokens):
        if token.hard or (used and used + token.gap + token.width > width):
            breaks.append(index)
            used = token.width
        else:
            used += token.width + (token.gap if used else 0)
    return breaks


def even_breaks(tokens: Sequence[Token], width: int, narrowest: int) -> list[int]:
    """The breaks at the narrowest width, from `narrowest` on, that needs no more lines than `width`."""
    fewest = len(fill(tokens, width))
    low, high = narrowest, width
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if len(fill(tokens, middle)) <= fewest else (middle + 1, high)
    return fill(tokens, high)


def in_lines(words: Sequence[str], width: int, lines: int, language: str) -> list[str] | None:
    """The words in at most `lines` lines, broken at good places; None when they do not fit."""
    breaks = break_lines([Token(word, width_of(word)) for word in words], width, lines, language)
    if breaks is None:
        return None
    return [" ".join(words[first:last]) for first, last in pairwise([0, *breaks, len(words)])]


def _best_breaks(
    tokens: Sequence[Token], first: int, width: int, lines: int, language: str
) -> tuple[float, list[int]] | None:
    """The cheapest breaks for exactly `lines` lines from token `first` on, with their cost."""
    best: tuple[float, list[int]] | None = None
    used = 0
    for at, token in enumerate(tokens[first:], first):
        if at > first:
            rest = _best_breaks(tokens, at, width, lines - 1, language) if lines > 1 else None
            if rest is not None:
                cost = cost_after(tokens[at - 1].text, token.text, language) + _uneven(used, width) + rest[0]
                best = (cost, [at, *rest[1]]) if best is None or cost < best[0] else best
            if token.hard:
                return best
        used += token.width + (token.gap if at > first else 0)
        if used > width:
            return best
    return (_uneven(used, width), []) if lines == 1 else best


def _uneven(used: int, width: int) -> float:
    return (used / width) ** 2 * UNEVEN
