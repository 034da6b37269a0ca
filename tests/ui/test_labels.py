from __future__ import annotations

import pytest

from app.ui.labels import (
    count_text,
    duration_text,
    formats_text,
    remaining_text,
    seconds_text,
    stage_text,
    subject_text,
    type_label,
)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.01, "< 0.1 s"),
        (0.06, "0.1 s"),
        (9.94, "9.9 s"),
        (12.4, "12 s"),
        (59.6, "1 min 00 s"),
        (185, "3 min 05 s"),
        (3600, "1 h 00 min"),
        (7800, "2 h 10 min"),
    ],
)
def test_how_long_something_took(seconds: float, words: str) -> None:
    assert seconds_text(seconds) == words


def test_running_times() -> None:
    assert [duration_text(seconds) for seconds in (0, 42.4, 725, 5527)] == [
        "0:00",
        "0:42",
        "12:05",
        "1:32:07",
    ]


def test_formats_in_short_and_in_full() -> None:
    assert formats_text("SAMI", "WebVTT") == "SAMI → VTT"
    assert formats_text("EBU STL", "TTML/DFXP", short=False) == "EBU STL → TTML/DFXP"
    assert [formats_text("auto", "WebVTT", short=short) for short in (True, False)] == ["→ VTT", "→ WebVTT"]
    assert [formats_text("", "WebVTT"), formats_text("auto", ""), formats_text("", "")] == ["VTT", "", ""]


def test_counts_are_honest_about_the_cap() -> None:
    texts = [count_text(count, 1000) for count in (0, 1, 57, 1000, 1001)]
    assert texts == ["0 jobs", "1 job", "57 jobs", "1,000 jobs", "1,000+ jobs"]


def test_only_working_stages_are_told_beside_the_badge() -> None:
    assert (stage_text("converting"), stage_text("created"), stage_text("failed")) == ("Converting", "", "")
    assert (type_label("dub"), type_label("something")) == ("Dub", "something")


def test_what_a_job_is_about_beside_its_formats() -> None:
    assert [subject_text("preview", {"preview_type": kind}, 9.0) for kind in ("gif", "mosaic")] == [
        "GIF",
        "Mosaic",
    ]
    assert subject_text("translate", {"target_languages": ["es", "de", "fr", "it"]}, None) == "es, de, fr +1"
    assert [subject_text("transcribe", {}, seconds) for seconds in (720, None)] == ["12 min", ""]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.4, "0 s left"),
        (59, "59 s left"),
        (75, "1 min left"),
        (3570, "1 h left"),
        (7500, "2 h 5 min left"),
    ],
)
def test_an_estimate_is_no_finer_than_it_is(seconds: float, text: str) -> None:
    assert remaining_text(seconds) == text
