"""Times as a TTML file writes them."""

from __future__ import annotations

from fractions import Fraction

from app.captions.formats.ttml import dialects
from app.captions.formats.ttml.reader import read
from app.captions.model.document import (
    Cue,
    Document,
    Run,
    ticks,
)
from tests.support.captions.ttml_writing import cue, written

_NTSC = Fraction(30000, 1001)


class TestTimes:
    def test_drop_frame_labels(self) -> None:
        frame = ticks(Fraction(1001, 30000))
        document = Document([Cue(1800 * frame, 17982 * frame, [Run("a")])], frame_rate=_NTSC, drop_frame=True)
        text = written(document, dialects.ITT)
        assert 'begin="00:01:00:02" end="00:10:00:00"' in text
        assert 'ttp:frameRateMultiplier="1000 1001" ttp:dropMode="dropNTSC"' in text
        assert (read(text).cues[0].start, read(text).cues[0].end) == (1800 * frame, 17982 * frame)

    def test_a_caption_shorter_than_a_frame_keeps_one(self) -> None:
        short = Cue(ticks("1"), ticks("1.001"), [Run("a")])
        assert 'begin="00:00:01:00" end="00:00:01:01"' in written(
            Document([short], frame_rate=Fraction(25)), dialects.ITT
        )

    def test_an_assumed_rate_drops_and_says_so(self) -> None:
        assert read(written(Document([cue()]), dialects.ITT)).frame_rate == _NTSC

    def test_ticks_are_exact(self) -> None:
        document = Document([Cue(1, 90_000_001, [Run("a")])])
        assert read(written(document, times="ticks")).cues == document.cues

    def test_frames_carry_their_rate(self) -> None:
        frame = ticks(Fraction(1001, 24000))
        document = Document([Cue(24 * frame, 48 * frame, [Run("a")])], frame_rate=Fraction(24000, 1001))
        text = written(document, times="frames")
        assert 'begin="24f" end="48f"' in text
        assert read(text).cues == document.cues
