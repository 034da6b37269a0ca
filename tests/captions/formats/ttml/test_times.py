from __future__ import annotations

from fractions import Fraction

import pytest

from app.captions.formats.ttml.times import clock_from
from app.captions.model.document import TICKS_PER_SECOND, ticks
from app.core.errors import CaptionError

PLAIN = clock_from({})
FILM = clock_from({"ttp:frameRate": "24", "ttp:frameRateMultiplier": "1000 1001"})
NTSC = {"ttp:timeBase": "smpte", "ttp:frameRate": "30", "ttp:frameRateMultiplier": "1000 1001"}


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("00:00:01", 1),
        ("00:00:01.5", Fraction(3, 2)),
        ("01:02:03.004", Fraction("3723.004")),
        ("100:00:00", 360_000),
        ("00:00:01,250", Fraction(5, 4)),
        ("00:00:01:15", Fraction(3, 2)),
        ("1.5h", 5400),
        ("2m", 120),
        ("62.5s", Fraction(125, 2)),
        ("250ms", Fraction(1, 4)),
        ("45f", Fraction(3, 2)),
        (" 3t ", 3),
    ],
)
def test_every_kind_of_time_expression(text: str, seconds: Fraction) -> None:
    assert PLAIN.parse(text) == seconds * TICKS_PER_SECOND


def test_frames_count_at_the_effective_rate() -> None:
    assert FILM.parse("00:00:10:12") == 10 * TICKS_PER_SECOND + ticks(Fraction(12 * 1001, 24000))
    assert FILM.parse("24f") == ticks(Fraction(1001, 1000))


def test_sub_frames_and_tick_rate() -> None:
    clock = clock_from({"ttp:frameRate": "25", "ttp:subFrameRate": "2"})
    assert clock.parse("00:00:00:01.1") == ticks(Fraction(3, 50))
    assert clock.parse("50t") == TICKS_PER_SECOND  # without ttp:tickRate a tick is a sub-frame
    assert clock_from({"ttp:tickRate": "10000000"}).parse("15000000t") == ticks(Fraction(3, 2))


@pytest.mark.parametrize(
    ("drop", "text", "frames"),
    [
        ("nonDrop", "00:01:00:02", 1802),
        ("dropNTSC", "00:01:00:02", 1800),
        ("dropNTSC", "00:10:00:00", 17982),
        ("dropNTSC", "01:00:00:00", 107892),
    ],
)
def test_smpte_time_counts_labels(drop: str, text: str, frames: int) -> None:
    assert clock_from({**NTSC, "ttp:dropMode": drop}).parse(text) == ticks(Fraction(frames * 1001, 30000))


def test_pal_drop_mode_skips_four_labels_every_second_minute() -> None:
    clock = clock_from({**NTSC, "ttp:frameRateMultiplier": "1 1", "ttp:dropMode": "dropPAL"})
    assert clock.parse("00:02:00:04") == ticks(Fraction(3600, 30))
    assert clock.parse("00:20:00:00") == ticks(Fraction(36000 - 36, 30))


def test_the_itunes_multiplier_means_ntsc() -> None:
    assert clock_from({"ttp:frameRate": "24", "ttp:frameRateMultiplier": "999 1000"}).rate == Fraction(
        24000, 1001
    )
    assert clock_from({"ttp:frameRate": "30", "ttp:frameRateMultiplier": "1000:1001"}).rate == Fraction(
        30000, 1001
    )


@pytest.mark.parametrize(
    "attributes", [{"ttp:frameRate": "0"}, {"ttp:frameRate": "x"}, {"ttp:frameRate": "9" * 50}]
)
def test_a_senseless_rate_counts_as_absent(attributes: dict[str, str]) -> None:
    assert clock_from(attributes).rate == 30
    assert not clock_from(attributes).stated


@pytest.mark.parametrize(
    "text", ["soon", "1:2", "-", "--1s", "00:00:01:1:1", "1" * 40 + "s", "٣s", "1e5s", "00:00:0x"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(CaptionError) as caught:
        PLAIN.parse(text)
    assert caught.value.code == "invalid_time"
    assert caught.value.extra["rejected"]
    assert caught.value.hint
