"""Moving whole documents in time."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.captions.model.document import TICKS_PER_MS, Cue, Document, Run, ticks
from app.captions.model.losses import Losses
from app.captions.model.word_timings import Word, words_of
from app.captions.timecode.smpte import RATE_LABELS, FrameRate, format_timecode, parse_rate, parse_timecode
from app.captions.transform.retime import (
    Conform,
    close_gaps,
    conform,
    shift,
    snap_to_frames,
    to_picture_start,
    two_point_sync,
)
from app.core.errors import CaptionError

R24, R25, R23 = parse_rate("24"), parse_rate("25"), parse_rate("23.976")
DF, NDF = parse_rate("29.97 DF"), parse_rate("29.97 NDF")
RATES = st.sampled_from([parse_rate(label) for label in RATE_LABELS])


def cue(start: str, end: str, text: str = "x") -> Cue:
    return Cue(ticks(start), ticks(end), [Run(text)])


def times(document: Document) -> list[tuple[float, float]]:
    return [(c.start / 90_000_000, c.end / 90_000_000) for c in document.cues]


def test_times_of_words_move_with_their_cue() -> None:
    before = Document([Cue(ticks(1), ticks(3), [Run("oh hi")], karaoke=((0, 0), (3, ticks(1))))])
    after = shift(before, ticks("0.5"))
    assert times(after) == [(1.5, 3.5)]
    assert after.cues[0].karaoke == ((0, 0), (3, ticks(1)))
    assert times(before) == [(1.0, 3.0)], "the old document is left as it was"
    assert conform(before, R25, parse_rate("50")).cues[0].karaoke == ((0, 0), (3, ticks("0.5")))


def test_what_was_recognised_moves_with_its_cue() -> None:
    words = [Word(ticks(1), ticks(2), "hi", 0.9)]
    before = Document([Cue(ticks(1), ticks(2), [Run("hi")], extras={"words": words, "srt": 1})])
    after = shift(before, ticks("0.5")).cues[0]
    assert words_of(after) == [Word(ticks("1.5"), ticks("2.5"), "hi", 0.9)]
    assert after.extras is not None
    assert after.extras["srt"] == 1
    assert words_of(before.cues[0]) == words, "the old document is left as it was"


def test_shift_before_zero_is_cut_and_recorded() -> None:
    losses = Losses()
    after = shift(Document([cue("0", "1"), cue("1", "3"), cue("5", "6")]), ticks(-2), losses)
    assert times(after) == [(0.0, 1.0), (3.0, 4.0)]
    assert {kind: loss.examples[0]["cue"] for kind, loss in losses.kinds.items()} == {
        "before_zero": 1,
        "cut_at_zero": 2,
    }
    assert shift(after, 0) is after


def test_picture_start_by_auto_incode() -> None:
    hour = parse_timecode("01:00:00;00", DF)
    after = to_picture_start(Document([Cue(hour + ticks(5), hour + ticks(6))]), "auto", DF)
    assert times(after) == [(5.0, 6.0)]
    assert to_picture_start(after, "auto", DF) is after


@pytest.mark.parametrize(
    ("how", "source", "target", "seconds"),
    [
        (Conform.STRETCH, R25, R24, "1001.0"),
        (Conform.KEEP, R25, R24, "960.96"),
        (Conform.PULL_DOWN, R24, R23, "961.92096"),
        (Conform.PULL_UP, R23, R24, "960"),
    ],
)
def test_conform(how: Conform, source: FrameRate, target: FrameRate, seconds: str) -> None:
    before = Document([cue("960.96", "970")], start_timecode=ticks("960.96"))
    after = conform(before, source, target, how)
    assert after.cues[0].start == ticks(seconds)
    assert after.start_timecode == ticks(seconds)
    assert (after.frame_rate, after.drop_frame) == (target.fps, target.drop)


@given(RATES, RATES, st.integers(min_value=0, max_value=5_000_000))
def test_stretch_keeps_frame_numbers(source: FrameRate, target: FrameRate, frame: int) -> None:
    document = Document([Cue(source.ticks_at(frame), source.ticks_at(frame + 10))])
    after = conform(document, source, target)
    assert after.cues[0].start == target.ticks_at(frame)
    assert conform(after, target, source) == Document(
        document.cues, frame_rate=source.fps, drop_frame=source.drop
    )


def test_timecode_conform_keeps_labels() -> None:
    before = Document([Cue(parse_timecode("01:10:00:00", NDF), parse_timecode("01:10:02:15", NDF))])
    after = conform(before, NDF, DF, Conform.TIMECODE)
    assert format_timecode(after.cues[0].start, DF) == "01:10:00;00"
    assert format_timecode(after.cues[0].end, DF) == "01:10:02;15"


@given(RATES, st.lists(st.tuples(st.integers(0, 10**10), st.integers(0, 10**9)), max_size=20))
def test_snap_lands_on_frames_and_keeps_a_frame(rate: FrameRate, spans: list[tuple[int, int]]) -> None:
    after = snap_to_frames(Document([Cue(s, s + d) for s, d in spans]), rate)
    for new, (_, length) in zip(after.cues, spans, strict=True):
        assert new.start % rate.ticks_per_frame == new.end % rate.ticks_per_frame == 0
        assert length == 0 or new.end - new.start >= rate.ticks_per_frame
    assert snap_to_frames(after, rate) == after


def test_two_point_sync_hits_both_points() -> None:
    before = Document([cue("10", "12"), cue("50", "51"), cue("110", "111")])
    after = two_point_sync(before, (ticks(10), ticks(11)), (ticks(110), ticks(211)))
    assert times(after)[0][0] == 11.0
    assert times(after)[1][0] == 91.0
    assert times(after)[2][0] == 211.0
    assert two_point_sync(before, (ticks(110), ticks(211)), (ticks(10), ticks(11))) == after


@pytest.mark.parametrize("points", [((1, 1), (1, 5)), ((1, 5), (2, 5)), ((1, 5), (2, 4))])
def test_contradicting_points_are_refused(points: tuple[tuple[int, int], tuple[int, int]]) -> None:
    with pytest.raises(CaptionError) as caught:
        two_point_sync(Document(), *points)
    assert caught.value.code == "invalid_sync_points"


def test_gaps_are_opened_and_closed() -> None:
    frame = R25.ticks_per_frame
    before = Document(
        [
            cue("0", "2"),  # touches the next: opened to 2 frames
            cue("2", "4"),  # 5 frames to the next: closed to 2
            cue("4.2", "6"),  # a second to the next: stays
            cue("7", "9"),  # overlaps the next
            cue("8", "10"),
            cue("8", "11"),  # starts with the one before: both stay
        ]
    )
    after = close_gaps(before, 2 * frame, 12 * frame)
    assert [end for _, end in times(after)] == [1.92, 4.12, 6.0, 7.92, 10.0, 11.0]


def test_a_cue_without_room_is_left_alone() -> None:
    before = Document([cue("0", "0.04"), cue("0.04", "2")])
    assert close_gaps(before, ticks("0.08")) == before


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 50)), max_size=30), st.integers(0, 5))
def test_gaps_after_closing(spans: list[tuple[int, int]], minimum: int) -> None:
    document = Document([Cue(s * TICKS_PER_MS, (s + d) * TICKS_PER_MS) for s, d in spans])
    after = close_gaps(document, minimum * TICKS_PER_MS)
    starts = sorted({c.start for c in after.cues})
    for old, new in zip(document.cues, after.cues, strict=True):
        assert new.start == old.start
        assert new.end > new.start
        nexts = [s for s in starts if s > new.start]
        if nexts and nexts[0] - minimum * TICKS_PER_MS > new.start:
            assert nexts[0] - new.end >= minimum * TICKS_PER_MS
    assert close_gaps(after, minimum * TICKS_PER_MS) == after


def test_fractions_never_turn_to_floats() -> None:
    after = conform(Document([cue("1", "2")]), R25, R23)
    assert isinstance(after.cues[0].start, int)
    assert after.frame_rate == Fraction(24000, 1001)
