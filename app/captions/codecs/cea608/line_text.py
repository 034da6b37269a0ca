"""A cue's runs as lines of words CEA-608 can spell, at most 32 columns wide."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from app.captions.codecs.cea608.characters import spell
from app.captions.codecs.cea608.codes import COLUMNS
from app.captions.codecs.cea608.pen_attributes import DEFAULT, Look, change, look_of
from app.captions.model.document import Cue
from app.captions.model.losses import Losses
from app.captions.transform.line_breaking import Token, even_breaks, fill

_EVEN_LINES = 15
_WORD_OR_GAP = re.compile(r"( +)")


class Word(NamedTuple):
    """A word in one look, and the number of spaces before it in its line."""

    text: str
    look: Look
    gap: int = 0


Words = tuple[Word, ...]
"""The words of one line; the first has no gap."""


def worded(cue: Cue, number: int, losses: Losses, *, colors: bool) -> list[Words]:
    """The lines of a cue in order, without empty ones."""
    lines: list[Words] = []
    for cells in _spelled_lines(cue, number, losses, colors):
        words = _words(cells, number, losses)
        if width(words) <= COLUMNS:
            lines += [words] if words else []
            continue
        losses.add("line_length", "Lines broken to fit 32 columns", cue=number, detail=_text(words))
        lines += wrapped(words)
    return lines


def width(words: Sequence[Word]) -> int:
    """Columns a line takes from its first character on: words, spaces, and the cells of attribute codes."""
    total, look = 0, words[0].look if words else DEFAULT
    for word in words:
        codes = len(change(look, word.look))
        total += len(word.text) + (max(codes, 1) if word.gap == 1 else word.gap + codes)
        look = word.look
    return total


def wrapped(words: Words) -> list[Words]:
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


def _token(before: Word | None, word: Word) -> Token:
    """A word for the line breaker; its gap has room for the codes between the two words."""
    gap = width((before._replace(gap=0), word)) - len(before.text) - len(word.text) if before else 0
    return Token(word.text, len(word.text), gap)


def _cut(word: Word) -> list[Word]:
    """A word longer than a line in pieces; the pieces count as words."""
    starts = range(0, len(word.text), COLUMNS)
    return [Word(word.text[n : n + COLUMNS], word.look, word.gap if n == 0 else 1) for n in starts]


def _spelled_lines(cue: Cue, number: int, losses: Losses, colors: bool) -> list[list[tuple[str, Look]]]:
    """Every line of the cue as pairs of spelled text and look."""
    lines: list[list[tuple[str, Look]]] = [[]]
    for run in cue.runs:
        look = look_of(run.style, colors=colors, number=number, losses=losses)
        first, *rest = run.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        lines[-1].append((_spelled(first, number, losses), look))
        lines += [[(_spelled(text, number, losses), look)] for text in rest]
    return lines


def _spelled(text: str, number: int, losses: Losses) -> str:
    if text.isascii() and text.isprintable() and "`" not in text:
        return text
    out = []
    for character in unicodedata.normalize("NFC", text):
        spelled = spell(character)
        if spelled != character and not (spelled in ("", " ") and not character.isprintable()):
            losses.add(
                "characters",
                "Characters CEA-608 does not have, replaced by the nearest",
                cue=number,
                detail=f"{character} → {spelled}",
            )
        out.append(spelled)
    if 2 * out.count("?") > len("".join(text.split())):
        losses.add("unreadable", "Captions in an alphabet that CEA-608 does not have: mostly “?”", cue=number)
    return "".join(out)


def _words(cells: Sequence[tuple[str, Look]], number: int, losses: Losses) -> Words:
    """Words with one look each; where a style changed inside a word, the look of most of it."""
    flat = [(character, look) for text, look in cells for character in text]
    words: list[Word] = []
    position = gap = 0
    for piece in _WORD_OR_GAP.split("".join(text for text, _ in cells)):
        if not piece or piece[0] == " ":
            gap = len(piece) if words else 0
            position += len(piece)
            continue
        looks = Counter(look for _, look in flat[position : position + len(piece)])
        if len(looks) > 1:
            losses.add("style_in_word", "Styles that change inside a word", cue=number, detail=piece)
        words.append(Word(piece, _look(flat[position : position + len(piece)]), gap))
        position += len(piece)
        gap = 0
    return tuple(words)


def _look(cells: Sequence[tuple[str, Look]]) -> Look:
    """The look of most letters and digits, or of most characters when there are none."""
    counted = Counter(look for character, look in cells if character.isalnum())
    return (counted or Counter(look for _, look in cells)).most_common(1)[0][0]


def _text(words: Sequence[Word]) -> str:
    return "".join(" " * word.gap + word.text for word in words)
