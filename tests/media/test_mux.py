"""Tracks in files: what goes in comes out, in every container."""

import re
import subprocess
from pathlib import Path

import pytest

from app.core.errors import EngineError, MediaError
from app.media import burn, ffmpeg
from app.media.burn import burn_in
from app.media.language_codes import three_letters
from app.media.mux import CaptionTrack, DubbedTrack, add_dub, dub_suffix, embed_captions
from app.media.probe.probe import probe
from tests.support.media.clips import VIDEO, make, silent_video, video

pytestmark = pytest.mark.slow  # runs media programs

SRT = "1\n00:00:00,200 --> 00:00:01,000\n¡Hola, señor!\n\n2\n00:00:01,200 --> 00:00:01,800\nAdiós\n"


@pytest.fixture
def srt(tmp_path: Path) -> Path:
    path = tmp_path / "c.srt"
    path.write_text(SRT, encoding="utf-8")
    return path


def written(path: Path, *args: str) -> str:
    command = [ffmpeg.ffmpeg_path(), "-loglevel", "error", "-i", path, *args]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def captions_of(path: Path) -> str:
    return written(path, "-map", "0:s:0", "-f", "srt", "pipe:1")


def hashes(path: Path, stream: str) -> str:
    """What a track holds, whatever the container."""
    return written(path, "-map", stream, "-c", "copy", "-f", "md5", "-")


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


# Open captions -------------------------------------------------------------------------------


def _picture(path: Path, at: float) -> bytes:
    return subprocess.run(
        [ffmpeg.ffmpeg_path(), "-loglevel", "error", "-ss", str(at), "-i", path, "-frames:v", "1",
         "-f", "rawvideo", "-pix_fmt", "gray", "pipe:1"], check=True, capture_output=True,
    ).stdout  # fmt: skip


def test_open_captions_are_in_the_picture(tmp_path: Path, srt: Path) -> None:
    black = make(
        tmp_path / "a.mp4", "-f", "lavfi", "-t", "2", "-i", "color=black:size=321x181:rate=25",
        "-f", "lavfi", "-t", "2", "-i", "sine", "-c:v", "libx264", "-pix_fmt", "yuv444p", "-c:a", "aac",
    )  # fmt: skip
    seen: list[float] = []
    out = burn_in(black, probe(black), srt, tmp_path, "burnt", progress=seen.append)
    assert out == tmp_path / "burnt.mp4"
    assert max(_picture(out, 0.5)) > 180
    assert max(_picture(out, 1.1)) < 60
    info = probe(out)
    assert (info.need_video().width, info.need_video().height) == (320, 180)
    assert hashes(out, "0:a:0") == hashes(black, "0:a:0")
    assert info.duration == pytest.approx(2.0, abs=0.1)
    assert seen[-1] == 1.0
    assert {p.name for p in tmp_path.iterdir()} == {"a.mp4", "c.srt", "burnt.mp4"}


def test_open_captions_from_a_webm_with_an_awkward_name(tmp_path: Path) -> None:
    source = video(tmp_path / "a'b:c,[d].webm", 1)
    captions = tmp_path / "it's: a, [test].srt"
    captions.write_text(SRT, encoding="utf-8")
    info = probe(burn_in(source, probe(source), captions, tmp_path, "out"))
    assert info.need_audio().codec == "aac"


def test_open_captions_need_libass(tmp_path: Path, srt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ffmpeg, "has_filter", lambda name: False)
    source = video(tmp_path / "a.mp4", 1)
    with pytest.raises(EngineError) as caught:
        burn.burn_in(source, probe(source), srt, tmp_path, "b")
    assert caught.value.code == "engine_missing"
    assert "ffmpeg" in caught.value.hint


def test_language_codes() -> None:
    assert [three_letters(t) for t in ("es", "pt-BR", "zh_Hans", "spa", "xx", "")] == [
        "spa", "por", "zho", "spa", "und", "und",
    ]  # fmt: skip


def test_the_mp4_starts_with_its_index(tmp_path: Path, srt: Path) -> None:
    source = video(tmp_path / "a.mp4", 1)
    out = embed_captions(source, probe(source), [CaptionTrack(srt, "es")], tmp_path, "b")
    data = out.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
