from fractions import Fraction

import pytest

from app.captions.model.document import ticks
from app.captions.timecode.clock_time import (
    clock_ticks,
    clock_to_hundredths,
    format_clock,
    span_with_points,
    usual_clock_ticks,
)


def test_a_time_is_rounded_to_the_millisecond() -> None:
    assert format_clock(ticks("3723.0049")) == "01:02:03.005"
    assert format_clock(ticks(Fraction(1001, 24000))) == "00:00:00.042"
    assert format_clock(ticks(400_000)) == "111:06:40.000"
    assert format_clock(-1) == "00:00:00.000"


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ({"separator": ","}, "01:02:59,996"),
        ({"decimals": 2}, "01:03:00.00"),
        ({"decimals": 2, "hour_digits": 1}, "1:03:00.00"),
        ({"decimals": 1, "hour_digits": 0}, "63:00.0"),
        ({"decimals": 0}, "01:03:00"),
    ],
)
def test_the_form_that_a_format_wants(form: dict[str, int | str], written: str) -> None:
    assert format_clock(ticks("3779.996"), **form) == written  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["0:00:00.00", "9:59:59.99", "1:02:03.45"])
def test_a_usual_time_is_looked_up_as_it_is_computed(text: str) -> None:
    hours, minutes, sec = text.split(":")
    whole, fraction = sec.split(".")
    assert usual_clock_ticks(text) == clock_ticks(hours, minutes, whole, fraction)


@pytest.mark.parametrize("text", ["", "10:00:00.00", "0:60:00.00", "0:00:60.00", "0:00:01.5", "-0:00:01.00"])
def test_any_other_time_is_not_looked_up(text: str) -> None:
    assert usual_clock_ticks(text) is None


@pytest.mark.parametrize("ticks", [-1, 0, 449_999, 450_000, 899_999, 54_000_000_000, 400_000_000_000_123])
def test_hundredths_as_the_general_way_writes_them(ticks: int) -> None:
    assert clock_to_hundredths(ticks) == format_clock(ticks, decimals=2, hour_digits=1)


@pytest.mark.parametrize("start", [-1, 0, 449_999, 54_000_000_000, 400_000_000_000_123])
def test_both_times_of_a_cue(start: int) -> None:
    end = start + 123_456_789
    assert span_with_points(start, end) == f"{format_clock(start)} --> {format_clock(end)}"
