"""A file's row: what is said of it, in words."""

from __future__ import annotations

from typing import Any

import pytest

from app.core import clock
from app.ui.pages.home.submission.files import file_row
from models import Upload

ENGLISH, GERMAN = {"language": "en"}, {"language": "de-CH"}
PLAIN = {"kind": "media", "duration": 62.0, "audio_tracks": [{"language": ""}], "caption_tracks": []}


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ({"kind": "media"}, []),
        (PLAIN, ["1:02", "sound"]),
        (PLAIN | {"audio_tracks": []}, ["1:02", "no sound"]),
        (
            PLAIN
            | {"width": 1920, "height": 1080, "frame_rate": "23.976"}
            | {"audio_tracks": [ENGLISH, GERMAN], "caption_tracks": [ENGLISH]},
            [
                "1:02",
                "1920 × 1080",
                "23.976 fps",
                "2 sound tracks: English, German (Switzerland)",
                "captions inside: English",
            ],
        ),
        (
            {"kind": "captions", "cue_count": 1, "encoding": "utf-8", "language": "es"},
            ["1 cue", "UTF-8", "Spanish"],
        ),
    ],
    ids=["unknown", "plain", "silent", "film", "captions"],
)
def test_facts(found: dict[str, Any], told: list[str]) -> None:
    upload = Upload(
        id="u",
        account_id="a",
        storage_key="k",
        file_name="film.mp4",
        size=1,
        sha256="",
        media_type="video/mp4",
        inspection=found,
        created_at=clock.now(),
    )
    assert file_row(upload)["facts"] == told


def test_tracks_are_offered_by_number_and_name() -> None:
    spanish = {
        "number": 1,
        "kind": "text",
        "codec": "ass",
        "language": "es",
        "title": "Signs",
        "forced": True,
    }
    closed = {"number": 2, "kind": "closed captions", "codec": "eia_608", "language": "", "title": ""}
    pictures = {"number": 3, "kind": "pictures", "codec": "dvd_subtitle", "language": "", "title": ""}
    found = PLAIN | {"caption_tracks": [spanish, closed, pictures, ENGLISH]}
    upload = Upload(
        id="u", account_id="a", storage_key="k", file_name="a.mkv", size=1, sha256="", media_type="",
        inspection=found, created_at=clock.now(),
    )  # fmt: skip
    offered = file_row(upload)["tracks"]
    assert [choice["label"] for choice in offered] == [
        "1: Spanish, Signs, forced",
        "2: Closed captions",
        "3: No language, pictures",
    ]
