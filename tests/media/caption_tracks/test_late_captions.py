"""Closed captions that no first look decodes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.media.caption_tracks import late_captions
from app.media.caption_tracks.choice import tracks_of
from app.media.caption_tracks.late_captions import with_late_captions
from app.media.probe.media_info import MediaInfo, Stream
from app.media.probe.probe import probe
from tests.support.media.closed_captions import Triplets, dtvcc, line_21, with_user_data, words_608

HEVC = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error", "-pix_fmt", "yuv420p")
LATE = 60
"""Pictures before the first with user data: more than a first look decodes."""


def late(triplets: Triplets) -> Triplets:
    return {number: said for number, said in triplets.items() if number >= LATE}


WORDS = late(line_21(words_608((3, 4, "Hello there"))))
SERVICE = late(dtvcc((1, [(3.0, 4.0, "Hello there")])))


def marked(before: bytes, triplets: bytes) -> bytes:
    return before + b"GA94\x03" + bytes((0x40 | len(triplets) // 3, 0xFF)) + triplets + b"\xff"


def info(path: Path, codec: str = "h264", **facts: bool) -> MediaInfo:
    return MediaInfo("mov", 5.0, path.stat().st_size, (Stream(0, "video", codec, **facts),))


def found(tmp_path: Path, data: bytes, codec: str = "h264") -> bool:
    path = tmp_path / "film"
    path.write_bytes(data)
    picture = with_late_captions(info(path, codec), path).video
    return picture is not None and picture.closed_captions


@pytest.mark.slow
@pytest.mark.parametrize("name", ["film.mp4", "film.mkv", "film.ts"])
@pytest.mark.parametrize(("said", "listed"), [(WORDS, 1), (SERVICE, 1), ({}, 0)])
def test_a_film_lists_captions_that_begin_late(
    tmp_path: Path, name: str, said: Triplets, listed: int
) -> None:
    film = with_user_data(tmp_path / name, said)
    first_look = probe(film)
    assert tracks_of(first_look) == ()
    assert len(tracks_of(with_late_captions(first_look, film))) == listed


@pytest.mark.slow
def test_hevc(tmp_path: Path) -> None:
    film = with_user_data(tmp_path / "film.mp4", WORDS, HEVC)
    assert tracks_of(with_late_captions(probe(film), film))[0].kind == "closed captions"


@pytest.mark.parametrize(
    ("codec", "before"), [("h264", b"\xb5\x00\x31"), ("mpeg2video", b"\x00\x00\x01\xb2")]
)
def test_only_pairs_that_say_something_count(tmp_path: Path, codec: str, before: bytes) -> None:
    letter, null, code, unused = b"\xfcHi", b"\xfc\x80\x80", b"\xfc\x94\x2c", b"\xf8Hi"
    assert found(tmp_path, b"x" * 999 + marked(before, null + letter), codec)
    assert not found(tmp_path, marked(before, null + code + unused) * 50, codec)
    assert found(tmp_path, marked(before, null) * 50 + marked(before, b"\xfe\x02\x21"), codec)
    assert not found(tmp_path, b"GA94\x03" + marked(b"", letter), codec), "a mark without its frame"
    assert not found(tmp_path, before + b"GA94\x03", codec)


def test_a_mark_is_found_where_two_parts_of_the_file_meet(tmp_path: Path) -> None:
    mark = marked(b"\xb5\x00\x31", b"\xfc\x80\x80" * 20 + b"\xfcHi")
    for before in range(1, len(mark), 7):
        assert found(tmp_path, b"\1" * (late_captions._CHUNK - before) + mark)


def test_it_looks_for_so_long_only_and_where_captions_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(late_captions, "_CHUNK", 100)
    path = tmp_path / "film"
    path.write_bytes(b"\1" * 1000 + marked(b"\xb5\x00\x31", b"\xfcHi"))
    clock: Iterator[float] = iter(range(100))
    monkeypatch.setattr(late_captions, "SECONDS", 5.0)
    assert with_late_captions(info(path), path, now=lambda: next(clock)) == info(path)
    assert next(clock) < 10
    assert with_late_captions(info(path, "prores"), path) == info(path, "prores")
    told = info(path, closed_captions=True)
    assert with_late_captions(told, path) is told
