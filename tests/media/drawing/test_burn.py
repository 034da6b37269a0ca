"""Open captions: what is to be seen in the picture that comes out."""

import subprocess
from fractions import Fraction
from pathlib import Path

import pytest

from app.core.errors import EngineError, MediaError
from app.media import ffmpeg
from app.media.drawing import burn, fonts
from app.media.drawing.burn import Styling, burn_in
from app.media.probe.media_info import Stream
from app.media.probe.probe import probe
from tests.support.media.clips import SRT, hashes, make, video
from tests.support.media.dolby_vision import as_dolby_vision

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


@pytest.mark.parametrize(
    ("kept", "seen"),
    [
        ("not(mod(n,25))", [0.5, 1.5]),  # a picture a second
        ("not(mod(n,25))+gt(n,50)", [0.5, 1.5, 2.4]),  # a recorded screen that stands still, then moves
    ],
)
def test_captions_come_and_go_while_a_picture_stays(tmp_path: Path, kept: str, seen: list[float]) -> None:
    captions = tmp_path / "c.srt"
    cues = [f"{n}\n00:00:0{n - 1},300 --> 00:00:0{n - 1},700\nHHHH\n\n" for n in range(1, 4)]
    captions.write_text("".join(cues))
    source = make(
        tmp_path / "a.mkv", "-f", "lavfi", "-t", "4", "-i", "color=black:size=320x180:rate=25",
        "-vf", f"select='{kept}'", "-fps_mode", "vfr", "-c:v", "libx264",
    )  # fmt: skip
    out = burn_in(source, probe(source), captions, tmp_path, "out")
    assert [max(_picture(out, at)) > 180 for at in seen] == [True] * len(seen)
    assert [max(_picture(out, at)) < 60 for at in (0.2, 0.9, 1.9)] == [True] * 3
    assert probe(out).duration == pytest.approx(probe(source).duration, abs=0.5)


def test_pictures_that_follow_one_another_evenly_stay_as_they_are(tmp_path: Path, srt: Path) -> None:
    turned = ("-metadata:s:v:0", "rotate=90", "-c", "copy")
    even = dark(tmp_path / "a.mp4", "-r", "24000/1001")
    phone = make(tmp_path / "phone.mp4", "-i", even, *turned)
    info = probe(phone)
    assert (info.need_video().width, info.need_video().height) == (180, 320)
    made = probe(burn_in(phone, info, srt, tmp_path, "b")).need_video()
    assert (made.width, made.height, made.frame_rate) == (180, 320, info.need_video().frame_rate)
    fields = Stream(0, "video", "h264", frame_rate=Fraction(30000, 1001), highest_rate=Fraction(60000, 1001))
    assert burn._often_enough(fields) == "fps=30000/1001,"
    screen = Stream(0, "video", "h264", frame_rate=Fraction(14), highest_rate=Fraction(1000))
    assert burn._often_enough(screen) == "fps=60,"


def renamed_font(target: Path) -> Path:
    """DejaVu Sans Mono under a name that no machine has."""
    found = subprocess.run(
        ["fc-match", "--format", "%{file}", "DejaVu Sans Mono"], check=True, capture_output=True, text=True
    ).stdout
    data = Path(found).read_bytes()
    for encoding in ("utf-16-be", "ascii"):
        data = data.replace("DejaVu Sans Mono".encode(encoding), "Strange Font Own".encode(encoding))
    target.write_bytes(data)
    return target


def test_captions_are_drawn_with_the_fonts_that_the_film_brings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    font = renamed_font(tmp_path / "own.ttf")
    attached = ("-attach", str(font), "-metadata:s:t:0", "mimetype=font/ttf")
    bare, source = dark(tmp_path / "bare.mkv"), dark(tmp_path / "a.mkv", *attached)
    captions = tmp_path / "c.srt"
    words = '<font face="Strange Font Own">iiiiiiiiii</font>'
    captions.write_text(f"1\n00:00:00,000 --> 00:00:01,000\n{words}\n")
    assert [stream.font for stream in probe(source).streams] == [False, True]
    left, _, right, _ = lit(burn_in(bare, probe(bare), captions, tmp_path, "without"))
    wide_left, _, wide_right, _ = lit(burn_in(source, probe(source), captions, tmp_path, "with"))
    assert wide_right - wide_left > 1.3 * (right - left)
    monkeypatch.setattr(fonts, "_charsets", lambda: {(0x20, 0x7E)})
    captions.write_text("1\n00:00:00,000 --> 00:00:01,000\nCafé\n", encoding="utf-8")
    assert burn_in(source, probe(source), captions, tmp_path, "has it").exists()
    with pytest.raises(MediaError, match="é"):
        burn_in(bare, probe(bare), captions, tmp_path, "has it not")


def test_an_attached_font_that_is_none_harms_nothing(tmp_path: Path, srt: Path) -> None:
    (tmp_path / "own.ttf").write_bytes(b"no font")
    attached = ("-attach", str(tmp_path / "own.ttf"), "-metadata:s:t:0", "mimetype=font/ttf")
    source = dark(tmp_path / "a.mkv", *attached)
    assert burn_in(source, probe(source), srt, tmp_path, "b").exists()


def test_hdr_becomes_sdr_and_says_so(tmp_path: Path, srt: Path) -> None:
    bright = ("-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace", "bt2020nc")
    source = dark(tmp_path / "a.mp4", "-pix_fmt", "yuv420p10le", *bright)
    assert probe(source).need_video().transfer == "smpte2084"
    made = probe(burn_in(source, probe(source), srt, tmp_path, "b")).need_video()
    assert (made.primaries, made.transfer, made.matrix) == ("bt709", "bt709", "bt709")
    plain = dark(tmp_path / "c.mp4", "-color_primaries", "smpte170m", "-color_trc", "smpte170m")
    kept = probe(burn_in(plain, probe(plain), srt, tmp_path, "d")).need_video()
    assert (kept.primaries, kept.transfer) == ("smpte170m", "smpte170m")


@pytest.mark.parametrize(("profile", "compatible", "refused"), [(5, 0, True), (8, 1, False)])
def test_dolby_vision_without_a_usual_picture_is_refused(
    tmp_path: Path, srt: Path, profile: int, compatible: int, refused: bool
) -> None:
    film = make(
        tmp_path / "film.mp4", "-f", "lavfi", "-t", "1", "-i", "testsrc2=size=160x120:rate=25",
        "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error",
        "-pix_fmt", "yuv420p", "-tag:v", "hvc1",
    )  # fmt: skip
    info = probe(as_dolby_vision(film, profile, compatible))
    assert info.need_video().only_dolby_vision is refused
    if not refused:
        assert burn_in(film, info, srt, tmp_path, "burned").exists()
        return
    with pytest.raises(MediaError) as caught:
        burn_in(film, info, srt, tmp_path, "burned")
    assert (caught.value.code, caught.value.extra["rejected"]) == ("dolby_vision_only", True)
    assert "Embed the captions" in caught.value.hint
