import subprocess
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from app.core.errors import Canceled, MediaError
from app.media import ffmpeg as ffmpeg_module
from app.media.probe import probe as probe_module
from app.media.probe.media_info import clock
from app.media.probe.probe import probe
from tests.support.media.clips import make, silent_video, video
from tests.support.programs import program

pytestmark = pytest.mark.slow  # runs media programs


@pytest.fixture(params=["ffprobe", "pyav"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Every case runs with ffprobe and without."""
    if request.param == "pyav":
        monkeypatch.setattr(probe_module, "ffprobe_path", lambda: None)
    else:
        program("ffprobe")
    return str(request.param)


def refusal(path: Path, **options: float) -> MediaError:
    with pytest.raises(MediaError) as caught:
        probe(path, **options)
    assert caught.value.hint
    assert caught.value.extra["rejected"] is True
    return caught.value


def test_a_video_is_described(tmp_path: Path, way: str) -> None:
    path = video(tmp_path / "a.mp4", 2, "-metadata:s:a:0", "language=spa")
    info = probe(path)
    assert info.duration == pytest.approx(2.0, abs=0.1)
    assert info.size == path.stat().st_size
    picture, sound = info.need_video(), info.need_audio()
    assert (picture.width, picture.height, picture.frame_rate) == (160, 120, Fraction(25))
    assert picture.codec == "h264"
    assert (sound.codec, sound.sample_rate, sound.channels) == ("aac", 16000, 1)
    assert sound.language == "spa"
    assert "mp4" in info.container


def test_ntsc_rate_is_exact(tmp_path: Path, way: str) -> None:
    assert probe(video(tmp_path / "a.mp4", 1, "-r", "30000/1001")).need_video().frame_rate == Fraction(
        30000, 1001
    )


def test_cover_art_is_not_video(tmp_path: Path, way: str) -> None:
    cover = make(tmp_path / "c.png", "-f", "lavfi", "-i", "color=red:size=16x16", "-frames:v", "1")
    song = make(
        tmp_path / "a.mp3", "-f", "lavfi", "-t", "1", "-i", "sine", "-i", cover,
        "-map", "0", "-map", "1", "-disposition:v", "attached_pic",
    )  # fmt: skip
    info = probe(song)
    assert info.video is None
    assert info.need_audio().codec == "mp3"
    with pytest.raises(MediaError, match="no video track"):
        info.need_video()


def test_no_audio_track(tmp_path: Path, way: str) -> None:
    info = probe(silent_video(tmp_path / "a.mp4", 1))
    with pytest.raises(MediaError) as caught:
        info.need_audio()
    assert caught.value.code == "no_audio_track"


def test_a_recording_without_a_duration_is_measured(tmp_path: Path, way: str) -> None:
    whole = video(tmp_path / "a.webm", 2)
    live = tmp_path / "live.webm"
    with live.open("wb") as out:
        subprocess.run(
            [ffmpeg_module.ffmpeg_path(), "-loglevel", "error", "-i", whole, "-c", "copy", "-f", "webm",
             "-live", "1", "pipe:1"], check=True, stdout=out,
        )  # fmt: skip
    assert probe(live).duration == pytest.approx(2.0, abs=0.15)


def test_too_long(tmp_path: Path, way: str) -> None:
    error = refusal(video(tmp_path / "a.mp4", 2), max_seconds=1.0)
    assert error.code == "media_too_long"
    assert "0:00:02" in error.message


def test_ten_hours_in_people_s_words() -> None:
    assert clock(36000) == "10:00:00"
    assert clock(59.6) == "0:01:00"


def _cut(fraction: float) -> Callable[[Path], None]:
    def cut(path: Path) -> None:
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * fraction)])

    return cut


@pytest.mark.parametrize("flags", [(), ("-movflags", "+faststart")])
@pytest.mark.parametrize("fraction", [0.02, 0.5, 0.98])
def test_a_truncated_mp4(tmp_path: Path, way: str, flags: tuple[str, ...], fraction: float) -> None:
    path = video(tmp_path / "a.mp4", 2, *flags)
    _cut(fraction)(path)
    assert refusal(path).code == "media_truncated"


def test_a_cut_fragmented_recording_is_taken(tmp_path: Path, way: str) -> None:
    path = video(tmp_path / "a.mp4", 3, "-movflags", "frag_keyframe+empty_moov", "-g", "25")
    _cut(0.8)(path)
    assert probe(path).video is not None


PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"


@pytest.mark.parametrize(
    "data",
    [
        PLAYLIST,
        b"\xef\xbb\xbf\n" + PLAYLIST,
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"file '/etc/passwd'\n",
        b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>',
    ],
)
def test_playlists_renamed_to_mp4(tmp_path: Path, way: str, data: bytes) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(data)
    assert refusal(path).code == "media_playlist"


@pytest.mark.parametrize("data", [PLAYLIST, b"ffconcat version 1.0\nfile /etc/hostname\n"])
def test_the_whitelist_holds_without_the_look_at_the_head(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    monkeypatch.setattr(probe_module, "check_bytes", lambda path: None)
    path = tmp_path / "a.mp4"
    path.write_bytes(data)
    assert refusal(path).code in ("media_damaged", "media_not_recognized")


def test_an_empty_file(tmp_path: Path, way: str) -> None:
    path = tmp_path / "a.mp4"
    path.touch()
    assert refusal(path).code == "media_empty"


@pytest.mark.parametrize(
    "data", [b"hello world, this is a letter\n" * 50, bytes(5000), b"\xff\xfb" + b"\x12" * 40]
)
def test_what_is_not_media(tmp_path: Path, way: str, data: bytes) -> None:
    path = tmp_path / "letter.mp4"
    path.write_bytes(data)
    assert refusal(path).code in ("media_damaged", "media_not_recognized")


def test_captions_alone_are_not_media(tmp_path: Path, way: str) -> None:
    path = tmp_path / "a.mp4"
    path.write_text("1\n00:00:01,000 --> 00:00:02,000\nHello\n")
    assert refusal(path).code in ("media_damaged", "media_not_recognized")


def test_names_that_look_like_options_or_urls(tmp_path: Path, way: str) -> None:
    for name in ("-i.mp4", "http:x.mp4", "a%03d.mp4", "concat:a|b.mp4", "ünï 'c\".mp4"):
        path = tmp_path / name
        path.write_bytes(video(tmp_path / "ok.mp4", 0.4).read_bytes())
        assert probe(path).video is not None, name


def test_cancel(tmp_path: Path, way: str) -> None:
    path = video(tmp_path / "a.mp4", 1)
    with pytest.raises(Canceled):
        probe(path, cancelled=lambda: True)
