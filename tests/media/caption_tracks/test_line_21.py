"""Captions that stand in the picture itself, in films with line 21 drawn into their rows."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from app.captions.codecs.cea708.picture_lines import document_of_lines
from app.captions.model.document import Document
from app.core.errors import EngineError
from app.media import ffmpeg
from app.media.caption_tracks.line_21 import byte_pairs, may_have
from app.media.probe.media_info import Stream
from app.media.probe.probe import probe
from tests.support.media.clips import make
from tests.support.media.closed_captions import RATE, with_line_21, words_608

pytestmark = pytest.mark.slow  # runs media programs

LOSSLESS = ("-c:v", "ffv1")
STUDIO = ("-c:v", "mpeg2video", "-pix_fmt", "yuv422p", "-b:v", "50M", "-g", "1")
SMALL = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "16", "-pix_fmt", "yuv420p")
ENGLISH, SPANISH = [(2, 4, "Good evening")], [(2, 4, "Buenas noches"), (4, 5, "Adios")]


def read(film: Path, folder: Path, channel: str = "auto") -> Document:
    info = probe(film)
    pairs = byte_pairs(film, info, info.need_video(), folder)
    return document_of_lines(pairs, Fraction(1001, 30000), info.duration, channel)


def told(document: Document) -> list[tuple[float, float, str]]:
    return [(round(cue.start / 90e6, 1), round(cue.end / 90e6, 1), cue.text) for cue in document.cues]


@pytest.mark.parametrize(
    ("name", "codec", "size", "above"),
    [
        ("tape.mkv", LOSSLESS, "720x486", 0),
        ("tape.avi", LOSSLESS, "720x480", 1),
        ("imx.mxf", STUDIO, "720x512", 22),
        ("whole.mkv", LOSSLESS, "720x525", 40),
        ("small.mp4", SMALL, "720x576", 2),
        ("small.ts", SMALL, "640x480", 0),
    ],
)
def test_both_fields_are_read(
    tmp_path: Path, name: str, codec: tuple[str, ...], size: str, above: int
) -> None:
    fields = words_608(*ENGLISH), words_608(*SPANISH, channel=3)
    film = with_line_21(tmp_path / name, *fields, codec=codec, size=size, above=above)
    found = set(tmp_path.iterdir())
    assert told(read(film, tmp_path, "ch01")) == [(2.0, 4.0, "Good evening")]
    spanish = read(film, tmp_path, "ch03")
    assert told(spanish) == [(2.0, 4.0, "Buenas noches"), (4.0, 5.0, "Adios")]
    assert [issue.code for issue in spanish.issues] == ["other_channels"]
    assert set(tmp_path.iterdir()) == found


def test_a_field_is_known_by_what_it_says(tmp_path: Path) -> None:
    """Machines differ in which field is above, and there may be one alone."""
    words = words_608(*SPANISH, channel=3), words_608(*ENGLISH)
    turned = with_line_21(tmp_path / "turned.mkv", *words, codec=LOSSLESS)
    assert told(read(turned, tmp_path, "ch01")) == [(2.0, 4.0, "Good evening")]
    assert told(read(turned, tmp_path, "ch03"))[0] == (2.0, 4.0, "Buenas noches")
    alone = with_line_21(tmp_path / "alone.mkv", words[1], codec=LOSSLESS, above=3)
    assert told(read(alone, tmp_path, "ch01")) == [(2.0, 4.0, "Good evening")]


def test_a_picture_without_says_nothing(tmp_path: Path) -> None:
    picture = ("-f", "lavfi", "-t", "2", "-i", f"testsrc2=size=720x486:rate={RATE}")
    film = make(tmp_path / "film.mkv", *picture, *LOSSLESS)
    assert told(read(film, tmp_path)) == []


def test_damaged_pairs_are_left_out_and_told() -> None:
    frame = Fraction(1001, 30000)
    words = words_608(*ENGLISH)
    said = [(n * frame, 1, word >> 8, word & 0xFF) for n, word in sorted(words.items())]
    _, row, first, second = said[0]
    said += [(6 + n * frame, row, first ^ 1, second) for n in range(5)]
    said += [(n * frame, 12, 0x11, 0x22) for n in range(100)]  # something else that looks like it
    document = document_of_lines(said, frame, 7, "auto")
    assert told(document) == [(2.0, 4.0, "Good evening")]
    (issue,) = document.issues
    assert issue.message == f"Damaged in line 21 and left out: 5 of {len(words) + 5} pairs of bytes."


def test_pictures_of_other_sizes_have_none() -> None:
    sizes = [(720, 486), (720, 480), (704, 576), (640, 480), (720, 608), (1920, 1080), (320, 240), (480, 720)]
    tried = [may_have(Stream(0, "video", "dvvideo", width=wide, height=high)) for wide, high in sizes]
    assert tried == [True] * 5 + [False] * 3
    assert not may_have(None)


def test_an_ffmpeg_that_cannot_read_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = make(tmp_path / "film.mkv", "-f", "lavfi", "-t", "1", "-i", "testsrc2=size=720x486", *LOSSLESS)
    info = probe(film)
    monkeypatch.setattr(ffmpeg, "has_filter", lambda name: False)
    with pytest.raises(EngineError, match="readeia608"):
        byte_pairs(film, info, info.need_video(), tmp_path)
