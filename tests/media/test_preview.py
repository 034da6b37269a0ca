from pathlib import Path

import pytest
from PIL import Image

from app.core.errors import Canceled, MediaError
from app.media import preview
from app.media.preview import Preview, make_preview
from app.media.probe.media_info import MediaInfo, Stream
from app.media.probe.probe import probe
from app.media.time_positions import position
from tests.support.media.clips import make, silent_video, video

pytestmark = pytest.mark.slow  # runs media programs


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """8 s: 4 s of red, then 4 s of blue, 320x180."""
    folder = tmp_path_factory.mktemp("film")
    sources = [
        part
        for colour in ("red", "blue")
        for part in ("-f", "lavfi", "-t", "4", "-i", f"color={colour}:s=320x180")
    ]
    graph = "[0:v][1:v]concat=n=2:v=1[v]"
    return make(
        folder / "a.mp4", *sources, "-f", "lavfi", "-t", "8", "-i", "sine", "-filter_complex", graph,
        "-map", "[v]", "-map", "2:a", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p",
    )  # fmt: skip


def made(film: Path, folder: Path, wanted: Preview) -> Path:
    seen: list[float] = []
    out = make_preview(film, probe(film), wanted, folder, "p", progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert [p.name for p in folder.iterdir()] == [out.name], "working files must be gone"
    return out


def colour(picture: Image.Image, x: int, y: int) -> str:
    red, _green, blue = picture.convert("RGB").getpixel((x, y))  # type: ignore[misc]
    return "red" if red > blue else "blue"


def test_a_thumbnail_is_taken_at_a_quarter_and_not_scaled_up(film: Path, tmp_path: Path) -> None:
    with Image.open(made(film, tmp_path, Preview("thumbnail"))) as picture:
        assert (picture.format, picture.size) == ("JPEG", (320, 180))
        assert colour(picture, 10, 10) == "red"


def test_a_thumbnail_at_a_given_time_and_width(film: Path, tmp_path: Path) -> None:
    with Image.open(made(film, tmp_path, Preview("thumbnail", timestamp="0:06", width=160))) as picture:
        assert picture.size == (160, 90)
        assert colour(picture, 10, 10) == "blue"


@pytest.mark.parametrize("timestamp", ["100%", 8.0, "7.99"])
def test_the_very_end_still_has_a_picture(film: Path, tmp_path: Path, timestamp: str | float) -> None:
    with Image.open(made(film, tmp_path, Preview("thumbnail", timestamp=timestamp))) as picture:
        assert colour(picture, 10, 10) == "blue"


def test_a_mosaic(film: Path, tmp_path: Path) -> None:
    with Image.open(made(film, tmp_path, Preview("mosaic", columns=4, rows=2, width=400))) as picture:
        assert picture.size == (400, 2 * 56)
        assert {colour(picture, x, 20) for x in (50, 150, 250, 350)} == {"red"}
        assert {colour(picture, x, 80) for x in (50, 150, 250, 350)} == {"blue"}


@pytest.mark.parametrize(("columns", "rows"), [(4, 2), (5, 4)])
def test_a_mosaic_tells_of_each_picture(film: Path, tmp_path: Path, columns: int, rows: int) -> None:
    seen: list[float] = []
    wanted = Preview("mosaic", columns=columns, rows=rows)
    make_preview(film, probe(film), wanted, tmp_path, "p", progress=seen.append)
    share = 1.0 if columns * rows <= preview.TILES_AT_ONCE else rows / (rows + 1)
    told = {round(part / share * columns * rows, 6) for part in seen if 0 < part <= share}
    assert told == {float(number) for number in range(1, columns * rows + 1)}
    assert seen[-1] == 1.0
    assert seen == sorted(seen)


def test_a_gif(film: Path, tmp_path: Path) -> None:
    with Image.open(made(film, tmp_path, Preview("gif", start=3, duration=2, width=160, fps=5))) as picture:
        assert picture.format == "GIF"
        assert picture.size == (160, 90)
        assert picture.info["loop"] == 0
        assert sum(_durations(picture)) == pytest.approx(2000, abs=250)
        picture.seek(0)
        assert colour(picture, 5, 5) == "red"
        picture.seek(picture.n_frames - 1)
        assert colour(picture, 5, 5) == "blue"


def _durations(picture: Image.Image) -> list[int]:
    found = []
    for number in range(picture.n_frames):  # type: ignore[attr-defined]
        picture.seek(number)
        found.append(picture.info["duration"])
    return found


def test_a_clip(film: Path, tmp_path: Path) -> None:
    info = probe(made(film, tmp_path, Preview("clip", start="2", duration=3, width=161)))
    assert info.duration == pytest.approx(3.0, abs=0.1)
    assert (info.need_video().width, info.need_video().height) == (160, 90)
    assert info.need_audio().codec == "aac"


def test_a_clip_ends_with_the_film(film: Path, tmp_path: Path) -> None:
    assert probe(made(film, tmp_path, Preview("clip", start=6))).duration == pytest.approx(2.0, abs=0.1)


def test_a_waveform(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    sound = make(source / "a.wav", "-f", "lavfi", "-t", "2", "-i", "sine", "-af", "volume=0:enable='lt(t,1)'")
    (tmp_path / "out").mkdir()
    with Image.open(made(sound, tmp_path / "out", Preview("waveform", width=400))) as picture:
        assert (picture.format, picture.size) == ("PNG", (400, 100))
        alpha = picture.convert("RGBA").getchannel("A")
        left, right = (len(set(alpha.crop(box).tobytes())) for box in ((5, 0, 190, 40), (210, 0, 395, 40)))
        assert left == 1, "silence draws nothing off the middle"
        assert right > 1


def test_tall_pixels_are_made_square(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    wide = video(source / "a.mp4", 1, "-vf", "setsar=2")
    (tmp_path / "out").mkdir()
    with Image.open(made(wide, tmp_path / "out", Preview("thumbnail", width=160))) as picture:
        assert picture.size == (160, 60)


@pytest.mark.parametrize(
    "wanted",
    [
        Preview("poster"),  # type: ignore[arg-type]
        Preview("gif", duration=16),
        Preview("clip", duration=31),
        Preview("gif", fps=21),
        Preview("mosaic", columns=9),
        Preview("mosaic", rows=0),
        Preview("thumbnail", width=10000),
        Preview("thumbnail", timestamp="soon"),
        Preview("thumbnail", timestamp="9"),
        Preview("thumbnail", timestamp=-1),
        Preview("clip", start="120%"),
    ],
)
def test_values_out_of_range(film: Path, tmp_path: Path, wanted: Preview) -> None:
    with pytest.raises(MediaError) as caught:
        make_preview(film, probe(film), wanted, tmp_path, "p")
    assert caught.value.code == "invalid_option"
    assert caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_what_has_no_picture_or_no_sound(tmp_path: Path) -> None:
    sound = make(tmp_path / "a.wav", "-f", "lavfi", "-t", "1", "-i", "sine")
    mute = silent_video(tmp_path / "a.mp4", 1)
    for path, wanted, code in (
        (sound, Preview("gif"), "no_video_track"),
        (mute, Preview("waveform"), "no_audio_track"),
    ):
        with pytest.raises(MediaError) as caught:
            make_preview(path, probe(path), wanted, tmp_path, "p")
        assert caught.value.code == code


def test_cancel_leaves_nothing(film: Path, tmp_path: Path) -> None:
    with pytest.raises(Canceled):
        make_preview(film, probe(film), Preview("mosaic"), tmp_path, "p", cancelled=lambda: True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (None, 25.0),
        ("", 25.0),
        ("50%", 50.0),
        (12.5, 12.5),
        ("12.5", 12.5),
        ("1:02.5", 62.5),
        ("0:01:02", 62.0),
    ],
)
def test_places(text: str | float | None, seconds: float) -> None:
    assert position(text, 100.0) == seconds


def test_a_video_track_shorter_than_the_file_gives_its_last_picture(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    inputs = ["-f", "lavfi", "-t", "1", "-i", "color=blue:s=64x64", "-f", "lavfi", "-t", "6", "-i", "sine"]
    short = make(source / "a.mkv", *inputs, "-c:v", "libx264", "-c:a", "flac")
    (tmp_path / "out").mkdir()
    with Image.open(made(short, tmp_path / "out", Preview("thumbnail", timestamp="90%"))) as picture:
        assert colour(picture, 5, 5) == "blue"


def test_a_large_mosaic_opens_the_film_a_row_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[int] = []
    monkeypatch.setattr(preview, "ffmpeg", lambda args, **_: opened.append(list(args).count("-i")))
    picture = Stream(0, "video", "h264", width=3840, height=2160)
    info = MediaInfo("mov,mp4", 60.0, 1, (picture,))
    wanted = preview.Preview("mosaic", columns=10, rows=4)
    preview._mosaic(tmp_path / "film.mp4", info, wanted, tmp_path / "out.jpg", lambda _: None, lambda: False)
    assert opened == [10, 10, 10, 10, 1]
    opened.clear()
    small = preview.Preview("mosaic", columns=4, rows=4)
    preview._mosaic(tmp_path / "film.mp4", info, small, tmp_path / "out.jpg", lambda _: None, lambda: False)
    assert opened == [16], "a usual one takes one run"
