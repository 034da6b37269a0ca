"""Laying a translated sentence over the captions that the original stood in."""

from __future__ import annotations

from collections.abc import Sequence

from app.captions.transform.break_cost import cost_after
from app.captions.transform.line_breaking import Token, tokens_of

EMPTY = 8.0
"""How bad a caption without words is."""
TOO_LONG = 1.0
"""How bad each character beyond a caption's room is."""
BREAK = 0.5
"""How much a good place to break counts against keeping to the original's proportions."""


def spread(
    text: str, shares: Sequence[int], room: Sequence[int | None], language: str
) -> list[tuple[int, int]]:
    """Where to cut `text`: a range of characters for each share, in order; a range may be empty.

    `shares` are the widths of the original's parts: each part gets about the same proportion of the words,
    cut at the best places near. `room` is how many characters each place holds, None where that is open.
    """
    tokens = tokens_of(text)
    if len(shares) == 1 or not tokens:
        return [(0, len(text)), *[(len(text), len(text))] * (len(shares) - 1)]
    cuts = _cheapest(text, tokens, shares, room, language)
    ranges = []
    for first, last in zip([0, *cuts], [*cuts, len(tokens)], strict=True):
        start = tokens[first].start if first < last else (tokens[last - 1].stop if last else 0)
        ranges.append((start, tokens[last - 1].stop if last > first else start))
    return ranges


def _cheapest(
    text: str, tokens: Sequence[Token], shares: Sequence[int], room: Sequence[int | None], language: str
) -> list[int]:
    """The token before which each following part begins: the cheapest path over parts and cuts."""
    widths = [0]
    for token in tokens:
        widths.append(widths[-1] + token.width + (token.gap if len(widths) > 1 else 0))
    spare = max(6.0, widths[-1] / len(shares) / 3)
    paths: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    for number, wanted in enumerate(_wanted(shares, widths[-1])):
        last = number == len(shares) - 1
        near = [len(tokens)] if last else _near(widths, wanted, spare * 5)
        reached: dict[int, tuple[float, list[int]]] = {}
        for at in near:
            here = 0.0 if last else ((widths[at] - wanted) / spare) ** 2 + _place(text, tokens, at, language)
            options = [
                (cost + here + _part(widths[at] - widths[cut], room[number]), cut)
                for cut, (cost, _cuts) in paths.items()
                if cut <= at
            ]
            if options:
                cost, cut = min(options)
                reached[at] = (cost, [*paths[cut][1], cut])
        paths = reached
    return paths[len(tokens)][1][1:]


def _near(widths: Sequence[int], wanted: float, reach: float) -> list[int]:
    """Cuts whose place is not hopeless; the ends always are among them, so that there is a path."""
    inner = [at for at in range(1, len(widths) - 1) if abs(widths[at] - wanted) <= reach]
    return [0, *inner, len(widths) - 1]


def _part(width: int, room: int | None) -> float:
    if width == 0:
        return EMPTY
    return max(0, width - room) * TOO_LONG if room is not None else 0.0


def _place(text: str, tokens: Sequence[Token], at: int, language: str) -> float:
    if at in (0, len(tokens)):
        return 0.0
    left, right = tokens[at - 1], tokens[at]
    return BREAK * cost_after(text[left.start : left.stop], text[right.start : right.stop], language)


def _wanted(shares: Sequence[int], total: int) -> list[float]:
    """The width at which each part should end."""
    whole, done, ends = max(sum(shares), 1), 0, []
    for share in shares:
        done += share
        ends.append(total * done / whole)
    return ends
