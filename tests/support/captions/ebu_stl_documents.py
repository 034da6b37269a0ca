"""Documents that EBU STL can hold, as hypothesis strategies, and helpers of these tests."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from app.captions.formats.ebu_stl.format import FORMAT
from app.captions.formats.ebu_stl.rows import Grid
from app.captions.formats.ebu_stl.tables import COLORS, LANGUAGES
from app.captions.model.document import TICKS_PER_SECOND, Cue, Document, Run, Style
from app.captions.model.losses import Losses
from tests.support.captions.cea608 import defaults

_WORD = st.text("aZ9é ñçŁßœ♪“”‘’.,!?-–'\"&<>$£ěőąů".replace("–", "").replace(" ", ""), min_size=1, max_size=8)
TELETEXT_STYLES = st.builds(
    Style,
    color=st.none() | st.sampled_from(COLORS[:-1]),
    background=st.none() | st.sampled_from(COLORS[1:]),
    flash=st.booleans(),
)
OPEN_STYLES = st.builds(
    Style, italic=st.booleans(), underline=st.booleans(), background=st.none() | st.just(COLORS[0])
)


@st.composite
def lines(draw: st.DrawFn, styles: st.SearchStrategy[Style]) -> list[Run]:
    """Runs as the reader makes them: words with one space between, which belongs to the run before."""
    made: list[Run] = []
    for number in range(draw(st.integers(1, 3))):
        segments = draw(st.lists(st.tuples(_WORD, styles), min_size=1, max_size=3))
        for index, (word, style) in enumerate(segments):
            text = word if index == len(segments) - 1 else f"{word} "
            text = f"\n{text}" if number and not index else text
            if made and made[-1].style == style:
                made[-1] = Run(made[-1].text + text, style)
            else:
                made.append(Run(text, style))
    return made


@st.composite
def documents(draw: st.DrawFn, styles: st.SearchStrategy[Style], grid: Grid, height: int) -> Document:
    """A document whose texts have at most 3 lines; times fall on frames of 25 a second."""
    frame = TICKS_PER_SECOND // 25
    start = draw(st.sampled_from([0, 36000 * TICKS_PER_SECOND]))
    cues = []
    for _ in range(draw(st.integers(0, 4))):
        begin = start + draw(st.integers(0, 25 * 3600 * 10)) * frame
        runs = draw(lines(styles))
        rows = ("".join(run.text for run in runs).count("\n") + 1) * height
        row = draw(st.integers(1, grid.rows - rows + 1))
        place = grid.placement(row, draw(st.integers(1, 3)), rows)
        cues.append(
            Cue(
                begin,
                begin + draw(st.integers(1, 250)) * frame,
                runs,
                placement=place,
                comment=draw(st.booleans()),
            )
        )
    return Document(
        cues,
        frame_rate=Fraction(25),
        drop_frame=False,
        start_timecode=start,
        language=draw(st.none() | st.sampled_from(sorted(set(LANGUAGES.values()) - {"und"}))),
        title=draw(st.none() | st.text("abcÄé ", min_size=1, max_size=32).map(str.strip).filter(bool)),
    )


def decode(data: bytes, **options: Any) -> Document:
    """Read with the format's default options, changed."""
    assert FORMAT.read is not None
    return FORMAT.read(data, defaults(FORMAT.decode_options, **options))


def encode(document: Document, losses: Losses | None = None, **options: Any) -> bytes:
    """Write with the format's default options, changed."""
    assert FORMAT.write is not None
    chosen = defaults(FORMAT.encode_options, **{"date": "260101", **options})
    data = FORMAT.write(document, chosen, losses or Losses())
    assert isinstance(data, bytes)
    return data
