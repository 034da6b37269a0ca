"""Tracks in files: what goes in comes out, in every container."""

import re
import subprocess
from pathlib import Path

import pytest

from app.core.errors import MediaError
from app.media.language_codes import three_letters
from app.media.mux import CaptionTrack, DubbedTrack, add_dub, dub_suffix, embed_captions, left_out
from app.media.probe.probe import probe
from tests.support.media.clips import SRT, VIDEO, hashes, make, silent_video, video, written

pytestmark = pytest.mark.slow  # runs media programs


def captions_of(path: Path) -> str:
    return written(path, "-map", "0:s:0", "-f", "srt", "pipe:1")


@pytest.mark.parametrize(("suffix", "codec"), [(".mp4", "mov_text"), (".mkv", "subrip"), (".webm", "webvtt")])
def test_soft_captions(tmp_path: Path, srt: Path, suffix: str, codec: str) -> None:
    source = video(tmp_path / f"a{suffix}", 2)
    track = CaptionTrack(srt, "es", "Español", default=True)
    out = embed_captions(source, probe(source), [track], tmp_path, "with-captions")
    assert out == tmp_path / f"with-captions{suffix}"
    info = probe(out)
    assert [(s.codec, s.language, s.default) for s in info.subtitles] == [(codec, "spa", True)]
    assert "¡Hola, señor!" in captions_of(out)
    assert re.search("00:00:00,20. --> 00:00:01,00.", captions_of(out))
    assert info.duration == pytest.approx(probe(source).duration, abs=0.1)
    assert {p.name for p in tmp_path.iterdir()} == {source.name, srt.name, out.name}


def test_pictures_and_sound_are_copied_as_they_are(tmp_path: Path, srt: Path) -> None:
    source = video(tmp_path / "a.mkv", 2)
    out = embed_captions(source, probe(source), [CaptionTrack(srt, "es")], tmp_path, "b")
    assert hashes(out, "0:v:0") == hashes(source, "0:v:0")
    assert hashes(out, "0:a:0") == hashes(source, "0:a:0")


def test_captions_already_there_are_kept(tmp_path: Path, srt: Path) -> None:
    source = video(tmp_path / "a.mp4", 2)
    once = embed_captions(source, probe(source), [CaptionTrack(srt, "en", "English")], tmp_path, "once")
    twice = embed_captions(once, probe(once), [CaptionTrack(srt, "es")], tmp_path, "twice")
    assert [s.language for s in probe(twice).subtitles] == ["eng", "spa"]


def test_other_containers_become_mp4_or_mkv(tmp_path: Path, srt: Path) -> None:
    stream = video(tmp_path / "a.ts", 2)
    assert embed_captions(stream, probe(stream), [CaptionTrack(srt, "es")], tmp_path, "b").suffix == ".mp4"
    inputs = ["-f", "lavfi", "-t", "1", "-i", VIDEO, "-f", "lavfi", "-t", "1", "-i", "sine"]
    old = make(tmp_path / "old.avi", *inputs, "-c:v", "ffv1", "-c:a", "pcm_s16le")
    assert embed_captions(old, probe(old), [CaptionTrack(srt, "es")], tmp_path, "c").suffix == ".mkv"
    studio = make(tmp_path / "studio.mov", *inputs, "-c:v", "prores_ks", "-c:a", "pcm_s16le")
    out = embed_captions(studio, probe(studio), [CaptionTrack(srt, "es")], tmp_path, "d")
    assert out.suffix == ".mov"
    assert probe(out).subtitles[0].codec == "mov_text"


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".webm"])
def test_a_dubbed_track_is_the_default_and_the_original_stays(tmp_path: Path, srt: Path, suffix: str) -> None:
    source = video(tmp_path / f"a{suffix}", 2, "-metadata:s:a:0", "language=eng")
    codec = {".opus": ["-c:a", "libopus"], ".m4a": ["-c:a", "aac"]}[dub_suffix(suffix)]
    track = make(
        tmp_path / f"dub{dub_suffix(suffix)}",
        "-f",
        "lavfi",
        "-t",
        "2",
        "-i",
        "sine=900:sample_rate=48000",
        *codec,
    )
    out = add_dub(
        source, probe(source), DubbedTrack(track, "es", "Español"), [CaptionTrack(srt, "es")], tmp_path, "b"
    )
    info = probe(out)
    assert out.suffix == suffix
    assert [(t.language, t.default) for t in info.audio_tracks] == [("spa", True), ("eng", False)]
    assert info.audio == info.audio_tracks[0]
    assert hashes(out, "0:a:0") == hashes(track, "0:a:0")
    assert hashes(out, "0:a:1") == hashes(source, "0:a:0")
    assert hashes(out, "0:v:0") == hashes(source, "0:v:0")
    assert len(info.subtitles) == 1
    assert info.duration == pytest.approx(probe(source).duration, abs=0.1)


def test_a_film_without_sound_gets_the_dub_alone(tmp_path: Path) -> None:
    source = silent_video(tmp_path / "a.mp4", 2)
    track = make(tmp_path / "dub.m4a", "-f", "lavfi", "-t", "2", "-i", "sine=900", "-c:a", "aac")
    info = probe(add_dub(source, probe(source), DubbedTrack(track, "pt-BR"), [], tmp_path, "b"))
    assert [t.language for t in info.audio_tracks] == ["por"]


def test_sound_alone_cannot_carry_captions(tmp_path: Path, srt: Path) -> None:
    song = make(tmp_path / "a.mp3", "-f", "lavfi", "-t", "1", "-i", "sine")
    with pytest.raises(MediaError) as caught:
        embed_captions(song, probe(song), [CaptionTrack(srt, "es")], tmp_path, "b")
    assert caught.value.code == "no_video_track"


# Nothing is lost -----------------------------------------------------------------------------

ASS = """[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour
Style: Sign,Impact,40,&H0000FFFF

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:00.50,0:00:01.00,Sign,,0,0,0,,{\\pos(10,20)}Open
"""
CHAPTERS = ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\ntitle=Opening\n"


def rich(folder: Path) -> Path:
    """A Matroska film with styled captions, forced ones, a font, a cover, chapters and two sound tracks."""
    for name, text in (("a.ass", ASS), ("b.srt", SRT), ("chapters.txt", CHAPTERS), ("Impact.ttf", "font")):
        (folder / name).write_text(text, encoding="utf-8")
    cover = make(folder / "cover.png", "-f", "lavfi", "-i", "color=red:size=16x16", "-frames:v", "1")
    inputs = ["-f", "lavfi", "-t", "2", "-i", VIDEO, "-f", "lavfi", "-t", "2", "-i", "sine"]
    inputs += ["-i", folder / "a.ass", "-i", folder / "b.srt", "-i", folder / "chapters.txt"]
    maps = ["-map", "0:v", "-map", "1:a", "-map", "1:a", "-map", "2:s", "-map", "3:s", "-map_metadata", "4"]
    flags = ["-disposition:a:1", "comment", "-disposition:s:0", "default", "-disposition:s:1", "forced"]
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-c:s", "copy"]
    files = ["-attach", folder / "Impact.ttf", "-metadata:s:t:0", "mimetype=font/ttf"]
    files += ["-attach", cover, "-metadata:s:t:1", "mimetype=image/png"]
    return make(folder / "rich.mkv", *inputs, *maps, *codecs, *flags, *files)


def test_matroska_keeps_styles_fonts_chapters_and_flags(tmp_path: Path, srt: Path) -> None:
    source = rich(tmp_path)
    info = probe(source)
    out = embed_captions(source, info, [CaptionTrack(srt, "es", default=True)], tmp_path, "b")
    found = probe(out)
    assert [(s.codec, s.default, s.forced) for s in found.subtitles] == [
        ("ass", False, False),
        ("subrip", False, True),
        ("subrip", True, False),
    ]
    assert "Sign,Impact,40" in written(out, "-map", "0:s:0", "-c", "copy", "-f", "ass", "pipe:1")
    assert [s.flags for s in found.audio_tracks] == [(), ("comment",)]
    assert sum(s.attachment for s in found.streams) == 1
    assert sum(s.picture for s in found.streams) == 1
    assert "title=Opening" in written(out, "-f", "ffmetadata", "pipe:1")
    assert left_out(info, ".mkv") == []
    assert [s.attachment for s in left_out(info, ".mp4")] == [True]


@pytest.mark.parametrize("suffix", [".mp4", ".mov"])
def test_chapters_of_an_mp4_are_kept_and_not_told_as_lost(tmp_path: Path, srt: Path, suffix: str) -> None:
    (tmp_path / "chapters.txt").write_text(CHAPTERS)
    picture = ("-f", "lavfi", "-t", "1", "-i", VIDEO, "-i", str(tmp_path / "chapters.txt"))
    source = make(tmp_path / f"a{suffix}", *picture, "-map_metadata", "1", "-c:v", "libx264")
    info = probe(source)
    assert [stream.chapters for stream in info.streams] == [False, True]
    out = embed_captions(source, info, [CaptionTrack(srt, "es")], tmp_path, "b")
    assert left_out(info, out.suffix) == []
    assert "title=Opening" in written(out, "-f", "ffmetadata", "pipe:1")


def test_a_rotated_film_stays_rotated(tmp_path: Path, srt: Path) -> None:
    plain = video(tmp_path / "plain.mp4", 1)
    phone = make(tmp_path / "phone.mp4", "-i", plain, "-c", "copy", "-metadata:s:v:0", "rotate=90")
    info = probe(phone)
    made = probe(embed_captions(phone, info, [CaptionTrack(srt, "es")], tmp_path, "b")).need_video()
    assert (made.width, made.height) == (info.need_video().width, info.need_video().height) == (120, 160)


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_flags_of_caption_tracks_stay(tmp_path: Path, srt: Path, suffix: str) -> None:
    codec = "mov_text" if suffix == ".mp4" else "srt"
    source = make(
        tmp_path / f"a{suffix}", "-f", "lavfi", "-t", "1", "-i", VIDEO, "-i", srt, "-i", srt, "-map", "0",
        "-map", "1", "-map", "2", "-c:v", "libx264", "-c:s", codec,
        "-disposition:s:0", "default+hearing_impaired",
        "-disposition:s:1", "forced", "-metadata:s:s:0", "language=eng", "-metadata:s:s:1", "language=fra",
    )  # fmt: skip
    out = embed_captions(source, probe(source), [CaptionTrack(srt, "es", default=True)], tmp_path, "b")
    told = [(s.language, s.default, s.forced, s.hearing_impaired) for s in probe(out).subtitles]
    assert told == [
        ("eng", False, False, True), ("fra", False, True, False), ("spa", True, False, False),
    ]  # fmt: skip


def test_styled_captions_are_embedded_with_their_styles(tmp_path: Path) -> None:
    (tmp_path / "a.ass").write_text(ASS)
    source = video(tmp_path / "a.mkv", 1)
    out = embed_captions(source, probe(source), [CaptionTrack(tmp_path / "a.ass", "es")], tmp_path, "b")
    assert "{\\pos(10,20)}Open" in written(out, "-map", "0:s:0", "-c", "copy", "-f", "ass", "pipe:1")


def test_quicktime_stays_quicktime_with_its_timecode(tmp_path: Path, srt: Path) -> None:
    picture = ("-f", "lavfi", "-t", "1", "-i", VIDEO, "-timecode", "10:00:00:00")
    source = make(tmp_path / "a.mov", *picture, "-c:v", "mpeg4")
    out = embed_captions(source, probe(source), [CaptionTrack(srt, "es")], tmp_path, "b")
    assert out.suffix == ".mov"
    assert [s.timecode for s in probe(out).streams].count(True) == 1
    command = ["ffprobe", "-v", "error", "-show_entries", "stream_tags=timecode", "-of", "csv=p=0", out]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert set(told.split()) == {"10:00:00:00"}


def test_language_codes() -> None:
    assert [three_letters(t) for t in ("es", "pt-BR", "zh_Hans", "spa", "xx", "")] == [
        "spa", "por", "zho", "spa", "und", "und",
    ]  # fmt: skip


def test_the_mp4_starts_with_its_index(tmp_path: Path, srt: Path) -> None:
    source = video(tmp_path / "a.mp4", 1)
    out = embed_captions(source, probe(source), [CaptionTrack(srt, "es")], tmp_path, "b")
    data = out.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
