"""Closed captions beside the picture, in films built unit by unit: two fields and several services."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest

from app.captions.codecs.cea708.user_data import document_of_pictures
from app.captions.model.document import Document
from app.core.errors import CaptionError
from app.media.caption_tracks.closed_captions import user_data
from app.media.probe.probe import probe
from tests.support.media.clips import make
from tests.support.media.closed_captions import (
    H264,
    HEVC,
    dtvcc,
    line_21,
    together,
    with_user_data,
    words_608,
)

pytestmark = pytest.mark.slow  # runs media programs

SERVICES = (
    (1, [(2.0, 4.0, "Good evening")]),
    (2, [(2.1, 4.0, "Buenas noches")]),
    (6, [(2.2, 4.0, "Bonsoir")]),
)
EVERYTHING = together(
    line_21(words_608((2, 4, "Field one"))),
    line_21(words_608((2, 4, "Field two"), channel=3), field=1),
    dtvcc(*SERVICES),
)
CHANNELS = {
    "ch01": "Field one", "ch03": "Field two",
    "programA": "Good evening", "programB": "Buenas noches", "programF": "Bonsoir",
}  # fmt: skip


def read(film: Path, folder: Path, channel: str) -> Document:
    info = probe(film)
    video = info.need_video()
    assert video.closed_captions
    carried = [(each.at, each.data) for each in user_data(film, info, video, folder)]
    return document_of_pictures(carried, video.codec, Fraction(1001, 30000), info.duration, channel)


@pytest.mark.parametrize(("name", "codec"), [("film.mp4", H264), ("film.mkv", HEVC), ("film.ts", HEVC)])
def test_every_channel_and_service(tmp_path: Path, name: str, codec: Sequence[str]) -> None:
    film = with_user_data(tmp_path / name, EVERYTHING, codec)
    for channel, text in CHANNELS.items():
        (cue,) = read(film, tmp_path, channel).cues
        assert cue.text == text
        assert abs(cue.start / 90e6 - 2) < 0.3
        assert abs(cue.end / 90e6 - 4) < 0.1


@pytest.mark.parametrize("codec", ["libx264", "mpeg2video"])
def test_pictures_that_are_stored_in_another_order_than_they_are_shown(tmp_path: Path, codec: str) -> None:
    plain = with_user_data(tmp_path / "plain.mp4", EVERYTHING)
    film = make(tmp_path / "film.mkv", "-i", plain, "-c:v", codec, "-bf", "3" if codec == "libx264" else "2")
    for channel, text in CHANNELS.items():
        assert [cue.text for cue in read(film, tmp_path, channel).cues] == [text]


def test_what_is_not_read_is_told(tmp_path: Path) -> None:
    film = with_user_data(tmp_path / "film.mp4", EVERYTHING)
    (issue,) = read(film, tmp_path, "auto").issues
    assert (issue.code, "ch03, programB, programF" in issue.message) == ("other_channels", True)
    with pytest.raises(CaptionError) as caught:
        read(film, tmp_path, "ch04")
    assert caught.value.extra["channels"] == sorted(CHANNELS)
    nine = dtvcc((1, [(1.0, 2.0, "Hello")]), (9, [(1.1, 2.0, "Nine")]))
    beyond = with_user_data(tmp_path / "beyond.mp4", together(line_21({}), nine))
    (issue,) = read(beyond, tmp_path, "auto").issues
    assert issue.message == "Not read: captions in service 9 (CEA-708); services 1 to 6 are."
