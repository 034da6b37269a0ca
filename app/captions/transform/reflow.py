"""Line breaks and cue lengths: wrap lines, split long cues, merge short ones; linear in the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from app.captions.model.document import Cue, Document, Run
from app.captions.model.karaoke import cut, edited_karaoke, joined_karaoke, moved
from app.captions.model.runs import Edit, edited, joined, slices, text_of
from app.captions.model.word_timings import with_words, without_words, words_by_part, words_of
from app.captions.transform.line_breaking import DASHES, Token, break_lines, tokens_of, width_of

_SENTENCE_ENDS = (".", "?", "!", "…", "。", "！", "？", '."', '?"', '!"', ".”", "?”", "!”")
_CLAUSE_ENDS = (",", ";", ":", "、", "，", "–", "—")


def wrap_runs(runs: Sequence[Run], width: int, lines: int) -> list[Run] | None:
    """Break the text into at most `lines` lines of at most `width` characters; None when that cannot be."""
    edits = wrap_edits(text_of(runs), width, lines)
    return None if edits is None else edited(runs, edits)


def wrap_edits(
    text: str, width: int, lines: int, measure: Callable[[str], int] = width_of
) -> list[Edit] | None:
    """The edits that `wrap_runs` makes, for what has to follow them (times of words)."""
    tokens = tokens_of(text, measure)
    breaks = break_lines(tokens, width, lines)
    return None if breaks is None else list(_break_edits(text, tokens, set(breaks)))


def wrap(document: Document, width: int, lines: int) -> Document:
    """Rewrap the cues whose lines are too long or too many; one that cannot fit stays as it was."""
    return replace(document, cues=[_wrapped(cue, width, lines) for cue in document.cues])


def split(document: Document, characters: int, duration: int | None = None) -> Document:
    """Cut cues longer than `characters` (or `duration` ticks) into several, at sentence ends where possible.

    Each part lasts as long as its share of the characters, or by the word timings when the cue has them.
    """
    cues: list[Cue] = []
    for cue in document.cues:
        cues.extend([cue] if cue.comment else _parts(cue, characters, duration))
    return replace(document, cues=cues)


def merge(document: Document, characters: int, duration: int, gap: int) -> Document:
    """Join neighbouring cues while the result stays within `characters` and `duration` ticks.

    Only cues of the same speaker, place and mode are joined, when at most `gap` ticks lie between them and
    nothing that a format attached to the second one would be lost.
    """
    cues: list[Cue] = []
    size = 0
    for cue in document.cues:
        width = width_of(cue.text)
        if cues and _joinable(cues[-1], cue, duration, gap) and size + 1 + width <= characters:
            _append(cues[-1], cue)
            size += 1 + width
        else:
            cues.append(replace(cue, runs=list(cue.runs)))
            size = width
    return replace(document, cues=[replace(cue, runs=joined(cue.runs)) for cue in cues])


def _break_edits(text: str, tokens: Sequence[Token], breaks: set[int]) -> Iterator[Edit]:
    lead = tokens[0].start if tokens else len(text)
    if lead:
        yield 0, lead, ""
    for index, (before, token) in enumerate(pairwise(tokens), 1):
        yield before.stop, token.start, "\n" if index in breaks else " " * token.gap
    if tokens and tokens[-1].stop < len(text):
        yield tokens[-1].stop, len(text), ""


def _wrapped(cue: Cue, width: int, lines: int) -> Cue:
    rows = cue.text.split("\n")
    if cue.comment or (len(rows) <= lines and all(width_of(row) <= width for row in rows)):
        return cue
    return wrapped_cue(cue, width, lines) or cue


def wrapped_cue(cue: Cue, width: int, lines: int, measure: Callable[[str], int] = width_of) -> Cue | None:
    """The cue with its text broken anew, times of words included; None when it cannot fit.

    `measure` gives how much of the `width` a text takes, in which a space takes one.
    """
    edits = wrap_edits(cue.text, width, lines, measure)
    if edits is None:
        return None
    return replace(cue, runs=edited(cue.runs, edits), karaoke=edited_karaoke(cue.karaoke, edits))


def _parts(cue: Cue, characters: int, duration: int | None) -> list[Cue]:
    text = cue.text
    width, length = width_of(text), cue.end - cue.start
    if duration and length > duration:
        characters = max(1, min(characters, width * duration // length - 1))  # 1 for the space between parts
    tokens = tokens_of(text)
    if width <= characters or len(tokens) < 2 or length < len(text):
        return [cue]
    starts = [0, *_cuts(text, tokens, characters)]
    ends = [*starts[1:], len(tokens)]
    ranges = [(tokens[a].start, tokens[b - 1].stop) for a, b in zip(starts, ends, strict=True)]
    times = _times(cue, ranges, len(text), tokens)
    words = words_by_part(words_of(cue), times[:-1])
    parts = []
    for number, runs in enumerate(slices(cue.runs, ranges)):
        start, end = times[number], times[number + 1]
        karaoke = cut(cue.karaoke, *ranges[number], start - cue.start)
        extras = with_words(cue.extras, words[number])
        name = None if number else cue.id
        parts.append(replace(cue, start=start, end=end, runs=runs, id=name, karaoke=karaoke, extras=extras))
    return parts


def _cuts(text: str, tokens: Sequence[Token], characters: int) -> list[int]:
    """Where parts begin: after the last sentence or clause in a part's second half, else where it is full."""
    cuts: list[int] = []
    index = used = 0
    good: int | None = None
    while index < len(tokens):
        token = tokens[index]
        used += token.width + (token.gap if used else 0)
        if used > characters and index > (cuts[-1] if cuts else 0):
            index = good or index
            cuts.append(index)
            used, good = 0, None
            continue
        word = text[token.start : token.stop]
        if used * 2 >= characters and word.endswith(_SENTENCE_ENDS + _CLAUSE_ENDS):
            good = index + 1
        index += 1
    return cuts


def _times(cue: Cue, ranges: Sequence[tuple[int, int]], size: int, tokens: Sequence[Token]) -> list[int]:
    """Start of every part and end of the last: by their first words when known, else by share of text."""
    known = {offset: cue.start + time for offset, time in cue.karaoke or ()}
    words = words_of(cue)
    if not known and len(words) == len(tokens):
        known = {token.start: word.start for token, word in zip(tokens, words, strict=True)}
    spoken = [known[begin] for begin, _ in ranges[1:] if begin in known]
    if len(spoken) == len(ranges) - 1 and all(a < b for a, b in pairwise([cue.start, *spoken, cue.end])):
        return [cue.start, *spoken, cue.end]
    shares = [cue.start + (cue.end - cue.start) * stop // size for _, stop in ranges[:-1]]
    return [cue.start, *shares, cue.end]


def _joinable(first: Cue, second: Cue, duration: int, gap: int) -> bool:
    if first.comment or second.comment or not 0 <= second.start - first.end <= gap:
        return False
    same = (first.speaker, first.placement, first.mode) == (second.speaker, second.placement, second.mode)
    rest = without_words(first.extras) == without_words(second.extras)
    return same and rest and second.end - first.start <= duration


def _append(first: Cue, second: Cue) -> None:
    """Join the second cue to the first (a copy made by `merge`)."""
    glue = "\n" if second.text.startswith(DASHES) else " "
    style = first.runs[-1].style if first.runs else second.runs[0].style if second.runs else None
    before = len(first.text) + (style is not None)
    first.extras = with_words(first.extras, [*words_of(first), *words_of(second)])
    first.karaoke = joined_karaoke(first.karaoke, moved(second.karaoke, before, second.start - first.start))
    if style is not None:
        first.runs.append(Run(glue, style))
    first.runs.extend(second.runs)
    first.end = second.end
