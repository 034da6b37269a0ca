"""A cue's runs as lines of words in the characters of CEA-608, at most 32 columns wide."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from app.captions.codecs.cea608.characters import substitute
from app.captions.codecs.cea608.codes import COLUMNS
from app.captions.codecs.cea608.pen_attributes import (
    DEFAULT,
    PenAttributes,
    attribute_codes,
    pen_attributes_of,
)
from app.captions.model.document import Cue
from app.captions.model.losses import Losses
from app.captions.transform.line_breaking import Token, even_breaks, fill

_EVEN_LINES = 15
_WORD_OR_GAP = re.compile(r"( +)")


class StyledWord(NamedTuple):
    """A word with its pen attributes, and the number of spaces before it in its line."""

    text: str
    pen: PenAttributes
    gap: int = 0


StyledWords = tuple[StyledWord, ...]
"""The words of one line; the first has no gap."""


def cue_lines(cue: Cue, number: int, losses: Losses, *, colors: bool) -> list[StyledWords]:
    """The lines of a cue in order, without empty ones."""
    lines: list[StyledWords] = []
    for cells in _substituted_lines(cue, number, losses, colors):
        words = _words(cells, number, losses)
        if width(words) <= COLUMNS:
            lines += [words] if words else []
            continue
        losses.add("line_length", "Lines broken to fit 32 columns", cue=number, detail=_text(words))
        lines += wrapped(words)
    return lines


def width(words: Sequence[StyledWord]) -> int:
    """Columns a line takes from its first character on: words, spaces, and the cells of attribute codes."""
    total, pen = 0, words[0].pen if words else DEFAULT
    for word in words:
        codes = len(attribute_codes(pen, word.pen))
        total += len(word.text) + (max(codes, 1) if word.gap == 1 else word.gap + codes)
        pen = word.pen
    return total


def wrapped(words: StyledWords) -> list[StyledWords]:
    """Break a line into the fewest lines that fit, as even as they can be when they are few."""
    parts = [piece for word in words for piece in _cut(word)]
    tokens = [_token(before, part) for before, part in zip([None, *parts], parts, strict=False)]
    breaks = fill(tokens, COLUMNS)
    if len(breaks) < _EVEN_LINES:
        breaks = even_breaks(tokens, COLUMNS, narrowest=1)
    return [
        (parts[first]._replace(gap=0), *parts[first + 1 : last])
        for first, last in pairwise([0, *breaks, len(parts)])
    ]


def _token(before: StyledWord | None, word: StyledWord) -> Token:
    """A word for the line breaker; its gap has room for the codes between the two words."""
    gap = width((before._replace(gap=0), word)) - len(before.text) - len(word.text) if before else 0
    return Token(word.text, len(word.text), gap)


def _cut(word: StyledWord) -> list[StyledWord]:
    """A word longer than a line in pieces; the pieces count as words."""
    starts = range(0, len(word.text), COLUMNS)
    return [StyledWord(word.text[n : n + COLUMNS], word.pen, word.gap if n == 0 else 1) for n in starts]


def _substituted_lines(
    cue: Cue, number: int, losses: Losses, colors: bool
) -> list[list[tuple[str, PenAttributes]]]:
    """Every line of the cue as pairs of text in CEA-608's characters and its pen attributes."""
    lines: list[list[tuple[str, PenAttributes]]] = [[]]
    for run in cue.runs:
        pen = pen_attributes_of(run.style, colors=colors, number=number, losses=losses)
        first, *rest = run.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        lines[-1].append((_substituted(first, number, losses), pen))
        lines += [[(_substituted(text, number, losses), pen)] for text in rest]
    return lines


def _substituted(text: str, number: int, losses: Losses) -> str:
    if text.isascii() and text.isprintable() and "`" not in text:
        return text
    out = []
    for character in unicodedata.normalize("NFC", text):
        substituted = substitute(character)
        if substituted != character and not (substituted in ("", " ") and not character.isprintable()):
            losses.add(
                "characters",
                "Characters CEA-608 does not have, replaced by the nearest",
                cue=number,
                detail=f"{character} → {substituted}",
            )
        out.append(substituted)
    if 2 * out.count("?") > len("".join(text.split())):
        losses.add("unreadable", "Captions in an alphabet that CEA-608 does not have: mostly “?”", cue=number)
    return "".join(out)


def _words(cells: Sequence[tuple[str, PenAttributes]], number: int, losses: Losses) -> StyledWords:
    """Words with one pen each; where a style changed inside a word, the pen of most of it."""
    flat = [(character, pen) for text, pen in cells for character in text]
    words: list[StyledWord] = []
    position = gap = 0
    for piece in _WORD_OR_GAP.split("".join(text for text, _ in cells)):
        if not piece or piece[0] == " ":
            gap = len(piece) if words else 0
            position += len(piece)
            continue
        pens = Counter(pen for _, pen in flat[position : position + len(piece)])
        if len(pens) > 1:
            losses.add("style_in_word", "Styles that change inside a word", cue=number, detail=piece)
        words.append(StyledWord(piece, _pen(flat[position : position + len(piece)]), gap))
        position += len(piece)
        gap = 0
    return tuple(words)


def _pen(cells: Sequence[tuple[str, PenAttributes]]) -> PenAttributes:
    """The pen attributes of most letters and digits, or of most characters when there are none."""
    counted = Counter(pen for character, pen in cells if character.isalnum())
    return (counted or Counter(pen for _, pen in cells)).most_common(1)[0][0]


def _text(words: Sequence[StyledWord]) -> str:
    return "".join(" " * word.gap + word.text for word in words)
