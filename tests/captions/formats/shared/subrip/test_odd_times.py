"""Times that programs and people have changed, as SubRip writes them again."""

import re

import pytest

from app.captions import load
from app.captions.formats.shared.subrip.odd_times import may_have_times, usual_times

USUAL = re.compile(r"^\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}$", re.MULTILINE)


@pytest.mark.parametrize(
    ("line", "usual"),
    [
        ("00:00:01,250 => 00:00:02,500", "00:00:01,250 --> 00:00:02,500"),
        ("00.00.01,250 --> 00.00.02,500", "00:00:01,250 --> 00:00:02,500"),
        ("1h02m03s004 -> 1h02m04s000", "1:02:03,004 --> 1:02:04,000"),
        ("3661.25 --> 3662.5", "01:01:01,25 --> 01:01:02,5"),
        ("7) [00:00:01,250 → 00:00:02,500] Hello", "00:00:01,250 --> 00:00:02,500\nHello"),
        ("００：００：０１，２５０ ＞ 00:00:02,500", "００：００：０１，２５０ ＞ 00:00:02,500"),
        ("9:00:01 AM --> 12:00:02.5 p.m.", "09:00:01,000 --> 12:00:02,5"),
        ("12:00:01,250 am --> 1:00:00,000 PM", "00:00:01,250 --> 13:00:00,000"),
        ("00:00:-1,250 --> 00:00:02,500", "-00:00:1,250 --> 00:00:02,500"),
        ("٠٠:٠٠:٠١،٢٥٠ --> ٠٠:٠٠:٠٢،٥٠٠", "00:00:01,250 --> 00:00:02,500"),
        ("\u200e00:00:01,250\u00a0-->\u00a000:00:02,500\u200f", "00:00:01,250 --> 00:00:02,500"),
        ("00:00:01 250 --> 00:00:02,500", "00:00:01,250 --> 00:00:02,500"),
        ("I said 5.5 -> 6.5", "I said 5.5 -> 6.5"),
        ("5.5 -> 6.5", "5.5 -> 6.5"),
        ("00:00:01:12 --> 00:00:02:00", "00:00:01:12 --> 00:00:02:00"),
    ],
)
def test_times_as_subrip_writes_them(line: str, usual: str) -> None:
    assert usual_times(f"{line}\nAlpha\n", USUAL) == f"{usual}\nAlpha\n"


def test_a_file_with_usual_times_is_left_alone() -> None:
    text = "00:00:01,000 --> 00:00:02,000\nFrom 00:00:01,000 => 00:00:02,000\n"
    assert usual_times(text, USUAL) == text


@pytest.mark.parametrize(
    "line",
    ["00:00:03,000 –> 00:00:04,000", "00: 00: 03, 000 -> 00: 00: 04, 000", "00.00.03,000 --> 00.00.04,000"],
)
def test_odd_times_among_usual_ones(line: str) -> None:
    usual = "1\n00:00:01,000 --> 00:00:02,000\nAlpha\n\n2\n{}\nAt 5.5 --> 6.5\n"
    assert usual_times(usual.format(line), USUAL, thorough=True) == usual.format(
        "00:00:03,000 --> 00:00:04,000"
    )
    file = usual.format(line).replace("At 5.5 --> 6.5", "Beta")
    assert [cue.text for cue in load(file.encode()).cues] == ["Alpha", "Beta"]


def test_a_text_without_an_arrow_has_no_times() -> None:
    assert not may_have_times("1 - 2 = 3 and b > a -> Alpha")
    assert may_have_times("00:01 → 00:02")


def test_a_minus_in_the_text_stays() -> None:
    text = "00:00:01,000 --> 00:00:02,000\nIt ended 2:1:-1,5 or so\n"
    assert usual_times(text, USUAL) == text
