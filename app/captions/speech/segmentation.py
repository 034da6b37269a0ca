"""Recognised speech to captions: cut at sentence and clause ends, within a guide's lines and durations.

All cuts of a stretch of speech are weighed together (the cheapest path over the words), so that no caption
is good at the cost of a bad next one. Times come from the words; the guide's reading speed and gaps then move
ends into the room there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate, pairwise, zip_longest

from app.captions.model.document import TICKS_PER_MS, TICKS_PER_SECOND, Cue, Document, Run, nearest_ms, ticks
from app.captions.model.spoken_word import SpokenSegment
from app.captions.model.word_timings import Word, with_words
from app.captions.quality.fixes import fix
from app.captions.quality.style_guides import Guide
from app.captions.transform.break_cost import cost_after, ends_sentence
from app.captions.transform.line_breaking import in_lines, width_of

LINE_LENGTH, LINES = 42, 2
"""Used where the guide sets no limit."""
LONGEST = ticks(7)
LEAD_OUT = ticks("0.2")
"""How long a caption stays after its last word, whose end fades; so long a reader takes no notice."""
OPEN_GAP = ticks("0.5")
"""What stays free before the next caption: less looks like a flicker."""
WIDE_SCRIPTS = {"ja": 13, "zh": 16, "yue": 16, "ko": 16}
"""Characters a line in scripts whose letters are twice as wide (Netflix Timed Text Style Guides)."""
PAUSE = ticks("1.5")
"""A silence this long always ends a caption."""


@dataclass(frozen=True, slots=True)
class _Spoken(Word):
    """A word with its speaker; times never go backwards. `glue` stands between it and the word before."""

    speaker: str | None = None
    glue: str = " "


@dataclass(frozen=True, slots=True)
class CaptionLimits:
    """What a caption may be at most; durations in ticks."""

    width: int
    lines: int
    shortest: int
    longest: int
    language: str


def captions_from_speech(
    segments: Iterable[SpokenSegment],
    guide: Guide,
    *,
    language: str = "",
    frame_rate: Fraction | None = None,
    drop_frame: bool | None = None,
    karaoke: bool = False,
    lead_out: bool = True,
) -> Document:
    """A document of pop-on captions with the speakers and word timings of the speech.

    `language` is the BCP 47 tag of the words. With a `frame_rate` gaps are whole frames of it. `karaoke`
    asks for inner times too: for formats that show each word when it is spoken. With `lead_out` a caption
    stays a little after its last word; a file whose times somebody else has settled wants none.
    """
    limits = _limits(guide, language)
    cues = [
        _cue(words[first:last], limits, karaoke)
        for words in _stretches(_spoken(segments))
        for first, last in _cuts(words, limits)
    ]
    cues = _with_lead_out(cues, limits) if lead_out else cues
    document = Document(cues, frame_rate=frame_rate, drop_frame=drop_frame, language=language or None)
    return fix(document, replace(guide, line_length=limits.width, lines=limits.lines))[0]


def _with_lead_out(cues: Sequence[Cue], limits: CaptionLimits) -> list[Cue]:
    """Captions that stay a little after their last word, where the next one leaves the time."""
    made = []
    for cue, following in zip_longest(cues, (cue.start for cue in cues[1:])):
        end = min(cue.end + LEAD_OUT, max(cue.end, cue.start + limits.longest))
        if following is not None:
            end = min(end, max(cue.end, following - OPEN_GAP))
        made.append(replace(cue, end=end))
    return made


def _limits(guide: Guide, language: str) -> CaptionLimits:
    width = guide.line_length or LINE_LENGTH
    width = min(width, WIDE_SCRIPTS.get(language.split("-")[0].lower(), width))
    longest = guide.maximum_duration or LONGEST
    return CaptionLimits(width, min(guide.lines or LINES, LINES), guide.minimum_duration, longest, language)


def _spoken(segments: Iterable[SpokenSegment]) -> Iterator[_Spoken]:
    """Every word in order; a recogniser's small overlaps and backward steps are straightened."""
    now = 0
    for segment in segments:
        for text, glue, start, end, confidence in _timed(segment):
            begin = max(now, start)
            now = max(begin + TICKS_PER_MS, end)
            yield _Spoken(begin, now, text, confidence, segment.speaker, glue)


def _timed(segment: SpokenSegment) -> Iterator[tuple[str, str, int, int, float | None]]:
    """Text, glue before it, start, end and confidence of the segment's words."""
    if segment.words:
        place = 0
        for word in segment.words:
            found = segment.text.find(word.text, place)
            # A word right behind the last one, in a script without spaces, is glued to it.
            glue = "" if found == place and place else " "
            place = found + len(word.text) if found >= 0 else place
            yield word.text, glue, nearest_ms(word.start), nearest_ms(word.end), word.probability
        return
    texts = segment.text.split()
    total, begin = sum(map(len, texts)), nearest_ms(segment.start)
    length = nearest_ms(segment.end - segment.start)
    done = 0
    for text in texts:
        start, done = begin + length * done // total, done + len(text)
        yield text, " ", start, begin + length * done // total, None


def _stretches(words: Iterable[_Spoken]) -> Iterator[list[_Spoken]]:
    """Words between long pauses and changes of speaker."""
    stretch: list[_Spoken] = []
    for word in words:
        if stretch and (word.speaker != stretch[-1].speaker or word.start - stretch[-1].end >= PAUSE):
            yield stretch
            stretch = []
        stretch.append(word)
    if stretch:
        yield stretch


def _cuts(words: Sequence[_Spoken], limits: CaptionLimits) -> list[tuple[int, int]]:
    """The cheapest way to cut the stretch into captions, as ranges of words.

    What each word adds is known before the paths are compared: a paragraph of short words has thousands.
    """
    reach = _reaches(words, limits)
    ends = list(accumulate((ends_sentence(a.text, b.text) for a, b in pairwise(words)), initial=0))
    cheapest: list[tuple[float, int]] = [(0.0, 0)]
    for last in range(1, len(words) + 1):
        cost = _cost_after(words, last, limits)
        options = []
        for first in range(last - 1, -1, -1):
            if last - first > 1 and reach[first] < last:
                break
            divides = cost > 2.0 and ends[last - 1] > ends[first]
            bad = cost + 3.0 if divides else cost  # ends one sentence, begins another that goes on
            bad += _too_short_cost(words, first, last, limits)
            options.append((cheapest[first][0] + bad, first))
        cheapest.append(min(options))
    ranges, last = [], len(words)
    while last:
        first = cheapest[last][1]
        ranges.append((first, last))
        last = first
    return ranges[::-1]


def _reaches(words: Sequence[_Spoken], limits: CaptionLimits) -> list[int]:
    """For every word: how far a caption that begins with it can go, as the first word that no longer fits."""
    sizes = [width_of(word.text) for word in words]
    return [_reach(words, sizes, first, limits) for first in range(len(words))]


def _reach(words: Sequence[_Spoken], sizes: Sequence[int], first: int, limits: CaptionLimits) -> int:
    rows, used = 1, 0
    latest = words[first].start + limits.longest
    for at in range(first, len(words)):
        wanted = used + len(words[at].glue) + sizes[at] if used else sizes[at]
        if wanted > limits.width:
            rows, wanted = rows + 1, sizes[at]
        if rows > limits.lines or words[at].end > latest:
            return at
        used = wanted
    return len(words)


def _cost_after(words: Sequence[_Spoken], last: int, limits: CaptionLimits) -> float:
    """What a caption costs, and how bad it is to end it before word `last`."""
    if last == len(words):
        return 2.0
    before, following = words[last - 1], words[last]
    silence = min(1.0, (following.start - before.end) / TICKS_PER_SECOND)
    return 2.0 + max(0.0, cost_after(before.text, following.text, limits.language) * (1 - silence))


def _too_short_cost(words: Sequence[_Spoken], first: int, last: int, limits: CaptionLimits) -> float:
    """How much too short the caption would stay."""
    until = words[last].start if last < len(words) else words[last - 1].end + PAUSE
    shown = until - words[first].start
    return 4.0 * (1 - shown / limits.shortest) if shown < limits.shortest else 0.0


def _cue(words: Sequence[_Spoken], limits: CaptionLimits, karaoke: bool) -> Cue:
    texts = [word.text for word in words]
    glued = any(word.glue == "" for word in words[1:])
    rows = None if glued else in_lines(texts, limits.width, limits.lines, limits.language)
    text = "\n".join(rows) if rows else "".join(w.glue + w.text for w in words).strip()
    said = (Word(word.start, word.end, word.text, word.confidence) for word in words)
    return Cue(
        start=words[0].start,
        end=words[-1].end,
        runs=[Run(text)],
        speaker=words[0].speaker,
        extras=with_words(None, said),
        karaoke=tuple(_karaoke(words, text)) if karaoke else None,
    )


def _karaoke(words: Sequence[_Spoken], text: str) -> Iterator[tuple[int, int]]:
    """Where each word but the first begins in the text, and how long after the caption."""
    at = 0
    for word in words:
        at = text.index(word.text, at)
        if at:
            yield at, word.start - words[0].start
        at += len(word.text)
