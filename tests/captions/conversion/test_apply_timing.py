"""Between which frame rates times change, and how, when a request leaves it to the program."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from app.captions.conversion.convert import ConvertRequest, convert, inspect
from app.captions.model.document import TICKS_PER_SECOND
from app.captions.timecode.smpte import RATE_LABELS, parse_rate

FASTER, SLOWER = Fraction(1000, 1001), Fraction(1001, 1000)
FACTORS = {
    ("23.976", "24"): FASTER,
    ("23.976", "25"): Fraction(24000, 25025),
    ("23.976", "30"): FASTER,
    ("24", "23.976"): SLOWER,
    ("24", "25"): Fraction(24, 25),
    ("24", "29.97"): SLOWER,
    ("24", "59.94"): SLOWER,
    ("25", "23.976"): Fraction(25025, 24000),
    ("25", "24"): Fraction(25, 24),
    ("29.97", "24"): FASTER,
    ("29.97", "30"): FASTER,
    ("29.97", "60"): FASTER,
    ("30", "23.976"): SLOWER,
    ("30", "29.97"): SLOWER,
    ("30", "59.94"): SLOWER,
    ("59.94", "24"): FASTER,
    ("59.94", "30"): FASTER,
    ("59.94", "60"): FASTER,
    ("60", "23.976"): SLOWER,
    ("60", "29.97"): SLOWER,
    ("60", "59.94"): SLOWER,
    ("23.976", "60"): FASTER,
    ("48", "23.976"): SLOWER,
    ("48", "29.97"): SLOWER,
    ("48", "59.94"): SLOWER,
    ("23.976", "48"): FASTER,
    ("29.97", "48"): FASTER,
    ("59.94", "48"): FASTER,
}
"""How many times as long a film is at the second rate; as long as before for every other pair."""


def project(rate: str) -> bytes:
    """One caption an hour in, in a file that states its rate."""
    vtt = b"WEBVTT\n\n01:00:00.000 --> 01:00:02.000\nx\n"
    return convert(vtt, ConvertRequest(target_profile="Cuedeck Project", source_frame_rate=rate)).data


def start_of(data: bytes) -> int:
    return inspect(data).document.cues[0].start


@pytest.mark.parametrize(("source", "target"), product(RATE_LABELS, RATE_LABELS))
def test_every_pair_of_rates(source: str, target: str) -> None:
    request = ConvertRequest(target_profile="Cuedeck Project", target_frame_rate=target)
    done = convert(project(source), request)
    factor = FACTORS.get((source.split()[0], target.split()[0]), 1)
    assert abs(start_of(done.data) - 3600 * TICKS_PER_SECOND * factor) <= TICKS_PER_SECOND // 1000
    assert inspect(done.data).document.frame_rate == parse_rate(target).fps


@pytest.mark.parametrize("target", RATE_LABELS)
def test_a_rate_that_is_only_assumed_changes_no_times(target: str) -> None:
    """SubRip counts no frames: that a job's default is 29.97 says nothing about the film."""
    srt = b"1\n01:00:00,000 --> 01:00:02,000\nx\n"
    done = convert(srt, ConvertRequest(target_frame_rate=target))
    assert start_of(done.data) == 3600 * TICKS_PER_SECOND
    named = convert(srt, ConvertRequest(target_frame_rate=target, default_frame_rate="24"))
    factor = FACTORS.get(("24", target.split()[0]), 1)
    assert abs(start_of(named.data) - 3600 * TICKS_PER_SECOND * factor) <= TICKS_PER_SECOND // 1000
