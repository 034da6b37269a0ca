"""Documents for property tests: cues in order on a grid of times, with what a format can hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from hypothesis import strategies as st

from app.captions.model.document import (
    PLAIN,
    TICKS_PER_MS,
    TICKS_PER_SECOND,
    Cue,
    Document,
    Placement,
    Run,
    Style,
)
from app.captions.model.runs import joined
from app.captions.timecode.smpte import FrameRate

LETTERS = "abcÄé日🎵 .,-'\"&<>!?%#$:;=/\\()[]"
"""Words as people write them, with everything that is markup somewhere."""


def words(alphabet: str = LETTERS, longest: int = 24) -> st.SearchStrategy[str]:
    """One line of text without spaces at its ends."""
    return st.text(alphabet, min_size=1, max_size=longest).map(lambda t: " ".join(t.split())).filter(bool)


def lines(alphabet: str = LETTERS, most: int = 3) -> st.SearchStrategy[str]:
    """One to `most` lines."""
    return st.lists(words(alphabet), min_size=1, max_size=most).map("\n".join)


def runs(styles: Sequence[Style], alphabet: str = LETTERS, most: int = 3) -> st.SearchStrategy[list[Run]]:
    """Styled lines; a space or line break stands between two runs, inside the first."""
    piece = st.tuples(words(alphabet), st.sampled_from(list(styles)), st.sampled_from(" \n"))

    def build(pieces: list[tuple[str, Style, str]]) -> list[Run]:
        last = len(pieces) - 1
        return joined(
            Run(text + (gap if i < last else ""), style) for i, (text, style, gap) in enumerate(pieces)
        )

    return st.lists(piece, min_size=1, max_size=most).map(build)


def spans(grid: int, overlapping: bool = False) -> st.SearchStrategy[list[tuple[int, int]]]:
    """Starts and ends in ticks on the grid, in order, each cue at least one step long."""
    step = st.tuples(st.integers(0, 40), st.integers(1, 200))

    def build(steps: list[tuple[int, int]]) -> list[tuple[int, int]]:
        out, at = [], 0
        for pause, length in steps:
            out.append(((at + pause) * grid, (at + pause + length) * grid))
            at += pause + (1 if overlapping else length)
        return out

    return st.lists(step, max_size=8).map(build)


@st.composite
def documents(
    draw: st.DrawFn,
    *,
    grid: int = TICKS_PER_MS,
    rate: FrameRate | None = None,
    text: st.SearchStrategy[list[Run]] | None = None,
    placements: Sequence[Placement | None] = (None,),
    speakers: Sequence[str | None] = (None,),
    overlapping: bool = False,
    finish: Callable[[Document], Document] = lambda document: document,
) -> Document:
    """A document that a format with these abilities can hold; `rate` puts its times on frames."""
    text = runs((PLAIN,)) if text is None else text
    cues = [
        Cue(
            start,
            end,
            draw(text),
            placement=draw(st.sampled_from(list(placements))),
            speaker=draw(st.sampled_from(list(speakers))),
        )
        for start, end in draw(spans(rate.ticks_per_frame if rate else grid, overlapping))
    ]
    document = Document(cues)
    if rate is not None:
        document.frame_rate, document.drop_frame = rate.fps, rate.drop
    return finish(document)


def seen(document: Document) -> list[tuple[int, int, list[Run], Placement | None, str | None]]:
    """What a viewer sees of every cue, for comparing documents."""
    return [(c.start, c.end, joined(c.runs), c.placement, c.speaker) for c in document.cues]


def options_for(document: Document, **more: object) -> dict[str, object]:
    """The options a conversion gives to a reader of frames."""
    fps = document.frame_rate or Fraction(25)
    return {"frame_rate": fps, "drop_frame": bool(document.drop_frame), **more}


def film(cues: int) -> Document:
    """A long document for measuring: two-line cues of three seconds, one after another."""
    text = "This is the first line of a caption,\nand this is the second one."
    length = 3 * TICKS_PER_SECOND
    return Document(
        [Cue(i * length, (i + 1) * length - TICKS_PER_SECOND // 5, [Run(text)]) for i in range(cues)]
    )
