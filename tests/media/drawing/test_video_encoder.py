"""Video written anew: what a file of each preset is, and which encoder writes it."""

from pathlib import Path

import pytest

from app.core.errors import EngineError
from app.job_types.parameters import VideoPreset
from app.media import ffmpeg
from app.media.drawing import video_encoder
from app.media.drawing.burn import burn_in
from app.media.drawing.video_encoder import Hardware, encodes, pixel_format
from app.media.preview import Preview, make_preview
from app.media.probe.media_info import Stream
from app.media.probe.probe import probe
from tests.support.media.clips import hashes, make

pytestmark = pytest.mark.slow  # runs media programs
HDR = ("-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace", "bt2020nc")


def film(path: Path, *codecs: str, size: str = "320x180") -> Path:
    picture = ("-f", "lavfi", "-t", "0.4", "-i", f"color=gray:size={size}:rate=10")
    tones = [part for tone in (300, 500) for part in ("-f", "lavfi", "-t", "0.4", "-i", f"sine={tone}")]
    languages = ("-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=spa")
    maps = (
        "-map",
        "0:v",
        "-map",
        "1:a",
        "-map",
        "2:a",
        "-disposition:a:0",
        "0",
        "-disposition:a:1",
        "default",
    )
    return make(path, *picture, *tones, *maps, *languages, "-c:v", "libx264", *codecs)


@pytest.mark.parametrize(
    ("preset", "source", "made", "codec", "pixels", "sound"),
    [
        ("h264", "a.mkv", ".mp4", "h264", "yuv420p", "aac"),
        ("h264", "a.mov", ".mov", "h264", "yuv420p", "pcm_s16le"),
        ("hevc", "a.mkv", ".mp4", "hevc", "yuv420p10le", "aac"),
        ("prores", "a.mkv", ".mov", "prores", "yuv422p10le", "pcm_s24le"),
        ("proxy", "a.mov", ".mp4", "h264", "yuv420p", "aac"),
    ],
)
def test_what_each_preset_makes(
    preset: VideoPreset,
    source: str,
    made: str,
    codec: str,
    pixels: str,
    sound: str,
    tmp_path: Path,
    srt: Path,
) -> None:
    pcm = "pcm_s16le" if source.endswith(".mov") else "flac"
    clip = film(tmp_path / source, "-pix_fmt", "yuv420p10le", "-c:a", pcm, size="1600x900")
    out = burn_in(clip, probe(clip), srt, tmp_path, "out", preset=preset)
    info = probe(out)
    video = info.need_video()
    assert (out.suffix, video.codec, video.pixel_format) == (made, codec, pixels)
    assert video.width == (1280 if preset == "proxy" else 1600)
    assert [(track.codec, track.language) for track in info.audio_tracks] == [(sound, "eng"), (sound, "spa")]
    assert [track.default for track in info.audio_tracks] == [False, True]
    if sound == "pcm_s16le":
        assert hashes(out, "0:a:1") == hashes(clip, "0:a:1")


@pytest.mark.parametrize(("preset", "suffix"), [("hevc", ".mp4"), ("prores", ".mov"), ("proxy", ".mp4")])
def test_a_clip_of_hdr_has_the_colours_it_says(preset: VideoPreset, suffix: str, tmp_path: Path) -> None:
    source = film(tmp_path / "a.mp4", "-pix_fmt", "yuv420p10le", "-c:a", "aac", *HDR)
    assert probe(source).need_video().transfer == "smpte2084"
    out = make_preview(source, probe(source), Preview("clip", video_preset=preset), tmp_path, "p")
    video = probe(out).need_video()
    assert (out.suffix, video.primaries, video.transfer, video.matrix) == (suffix, "bt709", "bt709", "bt709")
    assert video.pixel_format == pixel_format(preset, probe(source).need_video())


def test_hardware_that_fails_is_not_taken(tmp_path: Path, srt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(video_encoder, "has_encoder", lambda name: name != "h264_qsv")
    monkeypatch.setattr(video_encoder, "_DEVICE", "/dev/null")
    encodes.cache_clear()
    assert not any(encodes(kind, "h264") for kind in ("qsv", "vaapi", "videotoolbox"))
    assert not encodes("vaapi", "prores")
    encodes.cache_clear()
    clip = film(tmp_path / "a.mp4", "-c:a", "aac")
    monkeypatch.setattr(video_encoder, "encodes", lambda kind, codec, deep: kind == "vaapi")
    for hardware in ("vaapi", "auto", "qsv"):
        out = burn_in(clip, probe(clip), srt, tmp_path, hardware, hardware=hardware)
        assert probe(out).need_video().codec == "h264", "software takes over"


def test_only_hardware_that_is_allowed_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(video_encoder, "encodes", lambda kind, codec, deep: kind in ("qsv", "vaapi"))
    allowed: list[tuple[Hardware, str]] = [
        ("auto", "h264_qsv"), ("vaapi", "h264_vaapi"), ("nvenc", "libx264"), ("software", "libx264"),
    ]  # fmt: skip
    for hardware, first in allowed:
        found = [encoder.name for encoder in video_encoder.encoders("h264", "yuv420p", hardware)]
        assert (found[0], found[-1]) == (first, "libx264")


def test_an_encoder_that_is_missing_is_named(
    tmp_path: Path, srt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ffmpeg, "has_encoder", lambda name: False)
    clip = film(tmp_path / "a.mp4", "-c:a", "aac")
    with pytest.raises(EngineError) as caught:
        burn_in(clip, probe(clip), srt, tmp_path, "b", preset="hevc")
    assert (caught.value.code, "libx265" in caught.value.message) == ("engine_missing", True)


def test_many_colours_are_kept_where_the_preset_has_room() -> None:
    deep = Stream(0, "video", "hevc", pixel_format="yuv422p10le")
    flat = Stream(0, "video", "h264", pixel_format="yuv420p")
    assert [pixel_format(preset, deep) for preset in video_encoder.PRESETS] == [
        "yuv420p", "yuv420p10le", "yuv422p10le", "yuv420p",
    ]  # fmt: skip
    assert pixel_format("hevc", flat) == "yuv420p"
