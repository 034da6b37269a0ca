"""What was found in a media file, kept as JSON."""

import json
from dataclasses import fields, replace
from fractions import Fraction

import pytest

from app.media.probe import kept
from app.media.probe.media_info import MediaInfo, Stream

PICTURE = Stream(
    0, "video", "hevc", language="de", title="Ümlaut", default=True, forced=True, hearing_impaired=True,
    closed_captions=True, picture=True, width=3840, height=2160, frame_rate=Fraction(24000, 1001),
    highest_rate=Fraction(30), pixel_format="yuv420p10le", pixel_aspect=Fraction(16, 15), primaries="bt2020",
    transfer="smpte2084", matrix="bt2020nc", flags=("original", "dub"), attachment=True, font=True,
    timecode=True, chapters=True, only_dolby_vision=True, sample_rate=48000, channels=6, duration=3.5,
)  # fmt: skip
INFO = MediaInfo("matroska,webm", 7200.04, 2_000_000_000, (PICTURE, Stream(1, "audio", "aac")))


def test_everything_comes_back() -> None:
    usual = Stream(9, "other", "")
    same = [each.name for each in fields(Stream) if getattr(PICTURE, each.name) == getattr(usual, each.name)]
    assert same == []  # or this test would not tell that a field is lost
    assert kept.from_json(json.loads(json.dumps(kept.as_json(INFO)))) == INFO


def test_what_is_as_usual_takes_no_room() -> None:
    made = kept.as_json(INFO)
    assert made is not None
    assert made["streams"][1] == {"index": 1, "kind": "audio", "codec": "aac"}


@pytest.mark.parametrize("found", [None, {}, "text", {"form": "of another version", "streams": []}])
def test_what_another_version_kept_is_not_believed(found: object) -> None:
    assert kept.from_json(found) is None


def test_a_file_with_very_many_tracks_is_looked_into_again() -> None:
    assert kept.as_json(replace(INFO, streams=INFO.streams * 40)) is None
