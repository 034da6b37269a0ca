"""Open captions: what is to be seen in the picture that comes out."""

import subprocess
from pathlib import Path

import pytest

from app.core.errors import EngineError, MediaError
from app.media import ffmpeg
from app.media.drawing import burn, fonts
from app.media.drawing.burn import Styling, burn_in
from app.media.probe.probe import probe
from tests.support.media.clips import SRT, hashes, make, video

pytestmark = pytest.mark.slow  # runs media programs


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


def lit(out: Path) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is bright in the picture at half a second."""
    video = probe(out).need_video()
    pixels = _picture(out, 0.5)
    bright = [divmod(at, video.width) for at, shade in enumerate(pixels) if shade > 140]
    rows, columns = [row for row, _ in bright], [column for _, column in bright]
    return min(columns), min(rows), max(columns), max(rows)


def dark(path: Path, *extra: str, size: str = "320x180") -> Path:
    picture = ("-f", "lavfi", "-t", "1", "-i", f"color=black:size={size}:rate=10")
    return make(path, *picture, *extra, "-c:v", "libx264")


def test_size_and_place(tmp_path: Path, srt: Path) -> None:
    source = dark(tmp_path / "a.mp4")
    info = probe(source)
    usual = lit(burn_in(source, info, srt, tmp_path, "b"))
    above = lit(burn_in(source, info, srt, tmp_path, "c", styling=Styling(position="top", size=5)))
    large = lit(burn_in(source, info, srt, tmp_path, "d", styling=Styling(size=15)))
    assert usual[1] > 120
    assert 5 < above[1] < above[3] < 40
    assert large[3] - large[1] > 1.5 * (above[3] - above[1])


def test_a_box_is_dark_behind_the_letters(tmp_path: Path, srt: Path) -> None:
    source = make(tmp_path / "a.mp4", "-f", "lavfi", "-t", "1", "-i", "color=white:size=320x180:rate=10")
    info = probe(source)
    plain = burn_in(source, info, srt, tmp_path, "b", styling=Styling(size=10))
    boxed = burn_in(source, info, srt, tmp_path, "c", styling=Styling(size=10, box=True))
    shades = [sum(shade < 90 for shade in _picture(out, 0.5)) for out in (plain, boxed)]
    assert shades[1] > 1.5 * shades[0]


def test_letters_on_an_anamorphic_picture_are_not_stretched(tmp_path: Path) -> None:
    captions = tmp_path / "c.srt"
    captions.write_text("1\n00:00:00,000 --> 00:00:01,000\nHHHHHH\n")
    square = dark(tmp_path / "a.mp4", size="512x288")
    squeezed = dark(tmp_path / "b.mp4", "-vf", "setsar=16/9", size="288x288")
    shown = []
    for source, aspect in ((square, 1.0), (squeezed, 16 / 9)):
        left, top, right, bottom = lit(burn_in(source, probe(source), captions, tmp_path, "out"))
        shown.append((right - left) * aspect / (bottom - top))
    assert shown[1] == pytest.approx(shown[0], rel=0.1)


def test_letters_that_no_font_has_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    captions = tmp_path / "c.srt"
    captions.write_text("1\n00:00:00,000 --> 00:00:01,000\nHé 中文 한\n", encoding="utf-8")
    monkeypatch.setattr(fonts, "_charsets", lambda: {(0x20, 0x2FF)})
    source = dark(tmp_path / "a.mp4")
    with pytest.raises(MediaError) as caught:
        burn_in(source, probe(source), captions, tmp_path, "b")
    assert caught.value.code == "glyphs_missing"
    assert "中 文 한" in caught.value.message
    assert "fonts-noto-cjk" in caught.value.hint
    captions.write_text("1\n00:00:00,000 --> 00:00:01,000\nHé\n")
    with pytest.raises(MediaError) as caught:
        burn_in(source, probe(source), captions, tmp_path, "b", styling=Styling(font="No Such Font"))
    assert caught.value.code == "unknown_font"


def test_hdr_becomes_sdr_and_says_so(tmp_path: Path, srt: Path) -> None:
    bright = ("-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace", "bt2020nc")
    source = dark(tmp_path / "a.mp4", "-pix_fmt", "yuv420p10le", *bright)
    assert probe(source).need_video().transfer == "smpte2084"
    made = probe(burn_in(source, probe(source), srt, tmp_path, "b")).need_video()
    assert (made.primaries, made.transfer, made.matrix) == ("bt709", "bt709", "bt709")
    plain = dark(tmp_path / "c.mp4", "-color_primaries", "smpte170m", "-color_trc", "smpte170m")
    kept = probe(burn_in(plain, probe(plain), srt, tmp_path, "d")).need_video()
    assert (kept.primaries, kept.transfer) == ("smpte170m", "smpte170m")
