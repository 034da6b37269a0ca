"""Cuts of a picture, in a film whose cuts are known."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.media.playback.shots import shots
from app.media.probe.probe import probe
from tests.support.media import clips

pytestmark = pytest.mark.slow
COLORS = ("red", "blue", "white")


def cut_film(folder: Path) -> Path:
    """Three pictures of a second each, one after the other."""
    looks = [f"color={color}:size=160x120:rate=25:duration=1[{color}]" for color in COLORS]
    joined = "".join(f"[{color}]" for color in COLORS) + f"concat=n={len(COLORS)}[out]"
    return clips.make(folder / "cuts.mp4", "-filter_complex", ";".join([*looks, joined]), "-map", "[out]")


def test_the_cuts_are_found_where_they_are(tmp_path: Path) -> None:
    film = cut_film(tmp_path)
    assert shots(film, probe(film), tmp_path, max_seconds=60) == [1.0, 2.0]
    assert [path.name for path in tmp_path.iterdir()] == ["cuts.mp4"]


def test_only_so_much_of_a_film_is_read(tmp_path: Path) -> None:
    film = cut_film(tmp_path)
    assert shots(film, probe(film), tmp_path, max_seconds=1.5) == [1.0]


def test_sound_and_a_still_picture_have_no_cuts(tmp_path: Path) -> None:
    sound = clips.video(tmp_path / "a.wav", 0.4, "-vn")
    assert shots(sound, probe(sound), tmp_path, max_seconds=60) == []
    still = clips.make(
        tmp_path / "still.mp4", "-f", "lavfi", "-i", "color=red:size=160x120:rate=25:duration=1"
    )
    assert shots(still, probe(still), tmp_path, max_seconds=60) == []
