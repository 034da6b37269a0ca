"""The lines of a translated caption: never more than the guide has; a longer one becomes several captions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, count, pairwise

from app.captions.model.document import Cue, Run
from app.captions.model.runs import edited, joined, lines_of, slices, text_of
from app.captions.quality.style_guides import Guide
from app.captions.transform.line_breaking import in_lines, tokens_of, width_of
from app.captions.transform.reflow import wrap_runs
from app.captions.translation.dialogue import spaceless
from app.captions.translation.spread import spread

LINE_LENGTH, LINES = 42, 2
FILL = 0.9
"""Broken into words, lines are not filled to their last column."""
_DASH = re.compile(r"[-–—‐]\s*")

Row = list[Run]
Page = list[Row]
"""The rows of one caption."""


def size_of(guide: Guide) -> tuple[int, int]:
    """Columns and lines of a caption."""
    return guide.line_length or LINE_LENGTH, guide.lines or LINES


def laid_out(cue: Cue, blocks: Sequence[list[Run]], guide: Guide, language: str) -> list[Cue]:
    """The cue with the words of its `blocks`, one for each speaker; several cues where they need more lines.

    Each of these lasts as long as its share of the words. Where that would be too short to be read, lines
    are longer than the guide wants instead: a fourth of a second is no caption.
    """
    width, lines = size_of(guide)
    longest = max(1, (cue.end - cue.start) // max(1, guide.minimum_duration))
    fewest = -(-len(blocks) // lines)
    pages = _pages(blocks, width, lines, language)
    while len(pages) > max(longest, fewest):
        width = width * 5 // 4 + 1
        pages = _pages(blocks, width, lines, language)
    texts = [_page_runs(page, apart=len(pages) > 1 < len(blocks)) for page in pages]
    return _in_turn(cue, texts)


def _in_turn(cue: Cue, texts: Sequence[list[Run]]) -> list[Cue]:
    """One cue after another, within the time of the one."""
    widths = [max(1, width_of(text_of(runs))) for runs in texts]
    length, whole = cue.end - cue.start, sum(widths)
    times = [cue.start + length * done // whole for done in accumulate(widths, initial=0)]
    return [
        replace(cue, start=start, end=end, runs=runs, id=None if number else cue.id)
        for number, (runs, (start, end)) in enumerate(zip(texts, pairwise(times), strict=True))
    ]


def _pages(blocks: Sequence[list[Run]], width: int, lines: int, language: str) -> list[Page]:
    """The blocks over as few captions as they need; two speakers share one where each has room."""
    pages: list[Page] = [[]]
    for block in blocks:
        for rows in _parts(block, width, lines, language):
            if len(pages[-1]) + len(rows) <= lines:
                pages[-1] += rows
            else:
                pages.append(rows)
    return pages


def _parts(runs: list[Run], width: int, lines: int, language: str) -> Iterator[list[Row]]:
    """One speaker's words in parts of at most `lines` rows, cut at good places.

    It ends: in as many parts as there are words, none has more than two.
    """
    text = text_of(runs)
    room = round(width * lines * FILL)
    for parts in count(max(1, width_of(text) // (width * lines))):
        ranges = spread(text, [1] * parts, [room] * parts, language)
        rows = [_rows(piece, width, lines, language) for piece in slices(runs, ranges) if text_of(piece)]
        if all(rows):
            break
    yield from filter(None, rows)


def _rows(runs: list[Run], width: int, lines: int, language: str) -> list[Row] | None:
    """The runs in at most `lines` rows, which a word that is wider widens; None where they need more."""
    text = text_of(runs)
    words = text.split(" ")
    if len(words) > 1 and not any(map(spaceless, text)):
        rows = in_lines(words, max(width, *map(width_of, words)), lines, language)
        return None if rows is None else lines_of(edited(runs, _breaks(rows)))
    widest = max((token.width for token in tokens_of(text)), default=1)
    wrapped = wrap_runs(runs, max(width, widest), lines)
    return None if wrapped is None else lines_of(wrapped)


def _breaks(rows: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    at = 0
    for row in rows:
        if at:
            yield at - 1, at, "\n"
        at += len(row) + 1


def _page_runs(page: Page, *, apart: bool) -> list[Run]:
    """The rows of a caption as its text; `apart` from the others of a dialogue, a speaker needs no dash."""
    if apart and sum(_DASH.match(text_of(row)) is not None for row in page) == 1:
        first = text_of(page[0])
        dash = _DASH.match(first)
        page = [next(slices(page[0], [(dash.end() if dash else 0, len(first))])), *page[1:]]
    out: list[Run] = []
    for row in page:
        if out:
            out.append(Run("\n", row[0].style))
        out += row
    return joined(out)
