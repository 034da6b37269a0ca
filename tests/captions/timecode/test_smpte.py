"""Frame rates and timecode against an independent count: a clock that steps one frame at a time."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.captions.model.document import Cue, Document, Run, ticks
from app.captions.timecode.smpte import (
    RATE_LABELS,
    FrameRate,
    format_timecode,
    frame_from_label,
    frame_rate,
    incode_ticks,
    label_from_frame,
    offset_ticks,
    parse_rate,
    parse_timecode,
    rate_of,
)
from app.core.errors import CaptionError

DF30 = parse_rate("29.97 DF")
DF60 = parse_rate("59.94 DF")
NDF30 = parse_rate("29.97 NDF")
ALL = [parse_rate(label) for label in RATE_LABELS]


def clock(nominal: int, dropped: int, minutes: int) -> Iterator[tuple[int, int, int, int]]:
    """Every label in order, written from the rule itself: skip at the top of each minute but the tenths."""
    for minute in range(minutes):
        for second in range(60):
            skip = dropped if second == 0 and minute % 10 != 0 else 0
            for frame in range(skip, nominal):
                yield minute // 60, minute % 60, second, frame


def heidelberger(frame: int) -> tuple[int, int, int, int]:
    """The other well-known way for 29.97: add back 18 a ten minutes and 2 a minute, then count as 30."""
    tens, rest = divmod(frame, 17982)
    frame += 18 * tens + (2 * ((rest - 2) // 1798) if rest > 1 else 0)
    return frame // 108000, frame // 1800 % 60, frame // 30 % 60, frame % 30


@pytest.mark.parametrize(("rate", "dropped"), [(DF30, 2), (DF60, 4)])
def test_every_label_of_the_first_twenty_one_minutes(rate: FrameRate, dropped: int) -> None:
    for number, label in enumerate(clock(rate.nominal, dropped, 21)):
        assert label_from_frame(number, rate) == label
        assert frame_from_label(*label, rate) == number


def test_round_trip_over_a_day_and_the_other_formula_agrees() -> None:
    day = 24 * 6 * 17982
    for boundary in range(0, day + 1, 1798):
        for frame in range(max(boundary - 3, 0), boundary + 4):
            label = label_from_frame(frame, DF30)
            assert label == heidelberger(frame)
            assert frame_from_label(*label, DF30) == frame
            assert not (label[3] < 2 and label[2] == 0 and label[1] % 10)


def test_every_ten_minute_boundary_of_a_day() -> None:
    for ten in range(24 * 6):
        label = f"{ten // 6:02d}:{ten % 6}0:00;00"
        assert parse_timecode(label, DF30) == DF30.ticks_at(ten * 17982)
        assert format_timecode(DF30.ticks_at(ten * 17982), DF30) == label
        assert parse_timecode(label, DF60) == DF60.ticks_at(ten * 35964)


@given(st.sampled_from(ALL), st.integers(min_value=0, max_value=24 * 3600 * 60))
def test_timecode_round_trip(rate: FrameRate, frame: int) -> None:
    text = format_timecode(rate.ticks_at(frame), rate)
    assert parse_timecode(text, rate) == rate.ticks_at(frame)


@given(st.sampled_from(ALL), st.integers(min_value=0, max_value=10**13))
def test_nearest_frame_is_within_half_a_frame(rate: FrameRate, value: int) -> None:
    assert abs(rate.snap(value) - value) * 2 <= rate.ticks_per_frame


@pytest.mark.parametrize("rate", ALL, ids=lambda r: r.label)
def test_a_frame_is_a_whole_number_of_ticks(rate: FrameRate) -> None:
    assert rate.ticks_per_frame * rate.fps == 90_000_000


@pytest.mark.parametrize(
    ("text", "rate", "seconds"),
    [
        ("01:00:00:00", "25", "3600"),
        ("01:00:00:00", "29.97 NDF", "3603.6"),
        ("01:00:00;00", "29.97 DF", "3599.9964"),
        ("01:00:00;00", "29.97 NDF", "3599.9964"),
        ("01:00:00:00", "29.97 DF", "3599.9964"),
        ("00:01:00;02", "29.97 DF", "60.06"),
        ("00:01:00;00", "29.97 DF", "60.06"),
        ("00:00:01:12", "24", "1.5"),
        ("00:00:01.5", "24", "1.5"),
        ("00:00:01,500", "29.97 DF", "1.5"),
        ("00:00:07", "50", "7"),
        ("100:00:00:00", "25", "360000"),
    ],
)
def test_known_timecodes(text: str, rate: str, seconds: str) -> None:
    assert parse_timecode(text, parse_rate(rate)) == ticks(seconds)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("", "25"),
        ("1", "25"),
        ("00:00:00:25", "25"),
        ("00:00:60:00", "25"),
        ("00:60:00:00", "25"),
        ("00:00:00;00", "25"),
        ("00:00:00;00", "30"),
        ("-0:00:00:00", "25"),
        ("٠٠:00:00:00", "25"),
        ("9" * 5000, "25"),
        ("00:00:00." + "1" * 100, "25"),
    ],
)
def test_bad_timecodes_are_refused(text: str, rate: str) -> None:
    with pytest.raises(CaptionError) as caught:
        parse_timecode(text, parse_rate(rate))
    assert caught.value.code == "invalid_timecode"
    assert caught.value.hint
    assert len(caught.value.message) < 200


@pytest.mark.parametrize(
    ("text", "drop", "label"),
    [
        ("23.976", None, "23.976"),
        ("23.98", None, "23.976"),
        ("24000/1001", None, "23.976"),
        ("25", True, "25"),
        ("25.000", None, "25"),
        ("29.97", None, "29.97 NDF"),
        ("29.97", True, "29.97 DF"),
        ("29.97 NDF", True, "29.97 NDF"),
        ("29.97df", False, "29.97 DF"),
        ("59.94 DF", None, "59.94 DF"),
        ("60 fps", None, "60"),
        ("30 NDF", None, "30"),
    ],
)
def test_rates(text: str, drop: bool | None, label: str) -> None:
    assert parse_rate(text, drop).label == label


@pytest.mark.parametrize("text", ["auto", "", "27", "25 DF", "30 DF", "29.97 XX", "29.97 DF DF", "1e3"])
def test_bad_rates_are_refused(text: str) -> None:
    with pytest.raises(CaptionError) as caught:
        parse_rate(text)
    assert caught.value.code == "invalid_frame_rate"
    assert "29.97 DF" in caught.value.hint


def test_labels_name_their_rates() -> None:
    assert tuple(rate.label for rate in ALL) == RATE_LABELS


def test_auto_is_the_documents_own_rate() -> None:
    default = parse_rate("29.97", True)
    assert rate_of(Document(), default) == default
    assert rate_of(Document(frame_rate=Fraction(25)), default).label == "25"
    assert rate_of(Document(frame_rate=Fraction(30000, 1001), drop_frame=False), default).label == "29.97 NDF"
    assert rate_of(Document(frame_rate=Fraction(60000, 1001)), default).label == "59.94 DF"


def test_an_unusual_rate_by_value_is_refused() -> None:
    with pytest.raises(CaptionError, match="27"):
        frame_rate(27)


def test_negative_times_cannot_be_timecodes() -> None:
    with pytest.raises(CaptionError) as caught:
        format_timecode(-1, DF30)
    assert caught.value.code == "negative_time"


def test_offsets_have_a_direction() -> None:
    assert offset_ticks("00:00:01:00", "add", parse_rate("25")) == ticks(1)
    assert offset_ticks("00:00:01:00", "subtract", parse_rate("25")) == ticks(-1)


@pytest.mark.parametrize("label", ["01:00:00;00", "10:00:00;00"])
def test_incode_auto_is_the_hour_of_the_first_cue(label: str) -> None:
    start = parse_timecode(label, DF30)
    late = Cue(start + ticks(30), start + ticks(31), [Run("b")])
    early = Cue(start + ticks(2), start + ticks(3), [Run("a")])
    note = Cue(0, 0, [Run("note")], comment=True)
    assert incode_ticks(Document([note, late, early]), "auto", DF30) == start
    assert incode_ticks(Document([late]), "00:00:10;00", DF30) == DF30.ticks_at(300)


def test_incode_auto_prefers_what_the_file_says() -> None:
    document = Document([Cue(ticks(7300), ticks(7301))], start_timecode=ticks(5400))
    assert incode_ticks(document, "auto", NDF30) == ticks(5400)
    relative = Document([Cue(ticks(5), ticks(6))], start_timecode=ticks(5400))
    assert incode_ticks(relative, "auto", NDF30) == 0, "these cues already count from the picture"
    assert incode_ticks(Document(), "auto", NDF30) == 0
