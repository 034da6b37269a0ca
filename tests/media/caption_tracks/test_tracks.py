"""What is in caption tracks, taken out of films that ffmpeg made."""

from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from app.captions import load
from app.captions.codecs.cea708.user_data import document_of_pictures, triplets
from app.core.errors import LimitExceeded
from app.media.caption_tracks import closed_captions
from app.media.caption_tracks.choice import choose
from app.media.caption_tracks.closed_captions import user_data
from app.media.caption_tracks.pictures import _nearest, pictures_of
from app.media.caption_tracks.text import text_file
from app.media.probe.probe import probe
from tests.support.media.tracks import srt, with_closed_captions, with_pictures, with_tracks

pytestmark = pytest.mark.slow  # runs media programs

ASS = """[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, Bold
Style: Sign,Impact,40,&H0000FFFF,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:02.00,Sign,Anna,0,0,0,,{\\pos(10,20)}Open\\Nthe door
"""
VTT = "WEBVTT\n\n00:01.000 --> 00:02.000 line:0 align:start\n<i>Above</i>\n"


def taken(film: Path, wanted: str, folder: Path) -> Path:
    info = probe(film)
    return text_file(film, info, choose(info, wanted), folder)


def test_text_tracks_keep_what_they_say(tmp_path: Path) -> None:
    files = {"a.srt": srt("<i>Buenas</i>", "¡Adiós!"), "b.ass": ASS, "c.vtt": VTT}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    tracks = [(tmp_path / "a.srt", "spa", "default"), (tmp_path / "b.ass", "eng", "0")]
    film = with_tracks(tmp_path / "film.mkv", *tracks, (tmp_path / "c.vtt", "fra", "0"))
    usual = load(taken(film, "", tmp_path).read_bytes())
    assert [(cue.start // 90_000, cue.text) for cue in usual.cues] == [(1000, "Buenas"), (2000, "¡Adiós!")]
    assert "<i>Buenas</i>" in taken(film, "es", tmp_path).read_text()
    styled = taken(film, "en", tmp_path)
    assert styled.suffix == ".ass"
    assert "Sign,Impact,40" in styled.read_text()
    assert "{\\pos(10,20)}Open\\Nthe door" in styled.read_text()
    web = taken(film, "3", tmp_path)
    assert web.suffix == ".vtt"
    assert "line:0 align:start\n<i>Above</i>" in web.read_text()


def test_a_track_of_an_mp4_keeps_its_italics(tmp_path: Path) -> None:
    (tmp_path / "a.srt").write_text(srt("<i>Buenas</i> noches"), encoding="utf-8")
    film = with_tracks(tmp_path / "film.mp4", (tmp_path / "a.srt", "spa", "default"))
    (cue,) = load(taken(film, "es", tmp_path).read_bytes()).cues
    assert [(run.text, bool(run.style.italic)) for run in cue.runs] == [("Buenas", True), (" noches", False)]


@pytest.mark.parametrize("channel", [1, 3])
def test_closed_captions_come_out_of_the_picture(tmp_path: Path, channel: int) -> None:
    film = with_closed_captions(tmp_path / "film.mp4", (2, 4, "Hello there"), channel=channel)
    info = probe(film)
    assert info.video is not None
    assert info.video.closed_captions
    carried = [(each.at, each.data) for each in user_data(film, info, info.video, tmp_path)]
    assert len(carried) == 180
    document = document_of_pictures(carried, "h264", Fraction(1001, 30000), info.duration, "auto")
    (cue,) = document.cues
    assert cue.text == "Hello there"
    assert abs(cue.start / 90e6 - 2) < 0.1
    assert abs(cue.end / 90e6 - 4) < 0.1
    assert {path.suffix for path in tmp_path.iterdir()} == {".mp4", ".h264"}


def test_more_user_data_than_captions_can_be_is_refused_and_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = with_closed_captions(tmp_path / "film.mp4", (2, 4, "Hello there"))
    info = probe(film)
    monkeypatch.setattr(closed_captions, "MOST_BYTES", 1000)
    with pytest.raises(LimitExceeded, match="0 MB"):
        user_data(film, info, info.need_video(), tmp_path)
    assert {path.suffix for path in tmp_path.iterdir()} == {".mp4", ".h264"}


def test_user_data_of_other_codecs_and_what_is_cut_off() -> None:
    cc_data = b"GA94\x03\x42\xff\xfc\x94\x20\xf8\x00\x00\xff"
    payload = b"\xb5\x00\x31" + cc_data
    message = b"\x04" + bytes((len(payload),)) + payload
    assert triplets(b"\0\0\1\xb2" + cc_data, "mpeg2video") == [(0, 0x94, 0x20)]
    assert triplets(b"\0\0\0\1\x4e\x01" + message + b"\x80", "hevc") == [(0, 0x94, 0x20)]
    assert triplets(b"\0\0\1\x06\xff\xff" + message, "h264") == []
    for length in range(len(message)):
        assert triplets(b"\0\0\1\x06" + message[:length], "h264") in ([], [(0, 0x94, 0x20)])
    escaped = b"\0\0\1\x06\x04\x0f\xb5\x00\x31GA94\x03\x41\xff\xfc\0\0\3\1\xff"
    assert triplets(escaped, "h264") == [(0, 0, 0)]


def test_pictures_have_their_times_and_are_dark_on_white(tmp_path: Path) -> None:
    film = with_pictures(tmp_path / "film.mkv", (1, 2.5, "Hello"), (3, 4, "Good bye"))
    info = probe(film)
    work = tmp_path / "work"
    work.mkdir()
    found = pictures_of(film, info, choose(info, "en"), work)
    assert [(round(each.start, 2), round(each.end, 2)) for each in found] == [(1, 2.5), (3, 4)]
    for each in found:
        wide, high = struct.unpack(">II", each.path.read_bytes()[16:24])
        assert (wide, high) == (640, 360)


class _Counted(list[Fraction]):
    """A list that counts how many of its items are looked at."""

    looked = 0

    def __getitem__(self, place: Any) -> Any:
        found = super().__getitem__(place)
        self.looked += len(found) if isinstance(place, slice) else 1
        return found

    def __iter__(self) -> Any:
        self.looked += len(self)
        return super().__iter__()


def test_the_time_of_a_picture_is_found_without_going_through_all_of_a_film() -> None:
    times = [Fraction(number, 4) for number in range(4000)]
    exact = _Counted(times)
    for at in (
        Fraction(-1),
        Fraction(0),
        Fraction(101, 100),
        Fraction(99, 100),
        Fraction(9, 8),
        Fraction(2000),
    ):
        near = min(times, key=lambda each: abs(each - at))
        assert _nearest(at, exact) == (near if abs(near - at) <= Fraction(2, 25) else at)
    assert _nearest(Fraction(1), []) == 1
    assert exact.looked < 100
