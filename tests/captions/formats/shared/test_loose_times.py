"""Times in tables and transcripts."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.captions.formats.shared.loose_times import LooseTimes, TimeWriter, is_time, likely_unit
from app.captions.model.document import Document, ticks
from app.captions.timecode.smpte import parse_rate
from app.core.errors import CaptionError

R25 = {"frame_rate": parse_rate("25").fps}


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("00:00:01.500", "1.5"),
        ("00:00:01,5", "1.5"),
        (" 1:02 ", "62"),
        ("1:02:03", "3723"),
        ("01:00:00:12", "3600.48"),
        ("90:00", "5400"),
        ("12.25", "12.25"),
        ("12,25 s", "12.25"),
        (12, "12"),
        (1.1, "1.1"),
        (time(0, 1, 2, 500_000), "62.5"),
        (timedelta(hours=30), "108000"),
        (datetime(1899, 12, 31, 1), "90000"),
        ("1:00:03 PM", "46803"),
        ("12:00:03 a.m.", "3"),
        ("1:75", None),
        ("text", None),
        ("", None),
        (None, None),
        (True, None),
        (-3, "-3"),
        (float("inf"), None),
        (timedelta(days=-1), "-86400"),
        ("9" * 40, None),
        ("999999999999", None),
    ],
)
def test_reading(value: Any, seconds: str | None) -> None:
    assert LooseTimes(R25).read(value) == (None if seconds is None else ticks(seconds))


def test_units_of_bare_numbers() -> None:
    assert LooseTimes({"time_unit": "milliseconds"}).read("1500") == ticks("1.5")
    frames = LooseTimes({**R25, "time_unit": "frames"})
    assert frames.read(50) == ticks(2)
    document = Document()
    frames.stamp(document)
    assert document.frame_rate == 25


@pytest.mark.parametrize(
    ("spans", "unit"),
    [
        ([(0, 45), (45, 90), (90, 150)], "seconds"),
        ([(0, 1500), (1500, 4000)], "milliseconds"),
        ([(0, 2), (2, 5)], "seconds"),
    ],
)
def test_the_unit_that_gives_likely_lengths(spans: list[tuple[int, int]], unit: str) -> None:
    assert likely_unit(spans) == unit


def test_clock_times_say_nothing_of_a_frame_rate() -> None:
    times, document = LooseTimes(R25), Document()
    times.read("00:00:01.5")
    times.stamp(document)
    assert document.frame_rate is None


def test_a_frame_too_many_is_an_error() -> None:
    with pytest.raises(CaptionError, match="Line 7"):
        LooseTimes(R25).read("00:00:00:25", 7)


@given(st.integers(0, 10**8), st.sampled_from(["clock", "seconds", "timecode"]))
def test_what_is_written_is_read(number: int, form: str) -> None:
    rate = parse_rate("50")
    at = number * rate.ticks_per_frame
    document = Document(frame_rate=rate.fps)
    written = TimeWriter(document, {"time_format": form}).one(at)
    assert LooseTimes({"frame_rate": rate.fps}).read(written) == at
    assert is_time(written) == (form != "seconds")
