from pathlib import Path
from typing import Any

import pytest

from app.core.errors import MediaError
from app.media.fingerprint.compute import fingerprint
from app.media.fingerprint.similarity import compare
from app.media.probe.probe import probe
from tests.support.media.clips import make, silent_video

pytestmark = pytest.mark.slow  # runs media programs

CHANGING = "mandelbrot=size=320x180:rate=10:start_scale=1"
MELODY = (
    "aevalsrc='0.3*sin(2*PI*t*(220+40*floor(mod(t*3.7,11))))+0.2*sin(2*PI*t*(500+61*floor(mod(t*t*0.9,13))))'"
    ":s=22050"
)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """30 s in which no two stretches look or sound the same."""
    folder = tmp_path_factory.mktemp("film")
    inputs = ["-f", "lavfi", "-t", "30", "-i", CHANGING, "-f", "lavfi", "-t", "30", "-i", MELODY]
    return make(folder / "a.mp4", *inputs, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")


@pytest.fixture(scope="module")
def original(film: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return taken(film, tmp_path_factory.mktemp("fp"))


def taken(path: Path, folder: Path, **options: Any) -> dict[str, Any]:
    folder.mkdir(exist_ok=True)
    seen: list[float] = []
    result = fingerprint(path, probe(path), folder, progress=seen.append, **options)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert list(folder.iterdir()) == []
    return result


def test_what_a_fingerprint_holds(original: dict[str, Any]) -> None:
    frame, audio = original["frame"], original["audio"]
    assert frame["timestamp"] == 7.5
    assert [len(frame[name]) for name in ("average", "perceptual", "difference")] == [16, 16, 16]
    assert audio["algorithm"] == "chromaprint"
    assert audio["fingerprint"].startswith("AQAA")
    assert original["duration"] == pytest.approx(30, abs=0.1)


def test_the_same_file_twice(film: Path, original: dict[str, Any], tmp_path: Path) -> None:
    again = taken(film, tmp_path / "w")
    assert again == original
    result = compare(original, again)
    assert result["same"] is True
    assert result["audio"]["similarity"] == result["frame"]["perceptual"] == 1.0
    assert result["audio"]["offset_seconds"] == 0.0


def test_a_smaller_re_encode_is_the_same(film: Path, original: dict[str, Any], tmp_path: Path) -> None:
    small = make(tmp_path / "s.webm", "-i", film, "-vf", "scale=160:-2", "-c:v", "libvpx", "-b:v", "150k",
                 "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus", "-b:a", "32k")  # fmt: skip
    result = compare(original, taken(small, tmp_path / "w"))
    assert result["frame"]["same"] is True
    assert result["audio"]["similarity"] > 0.9
    assert abs(result["audio"]["offset_seconds"]) < 0.2


@pytest.mark.parametrize("swapped", [False, True])
def test_a_cut_is_found_at_its_place(
    film: Path, original: dict[str, Any], tmp_path: Path, swapped: bool
) -> None:
    cut = taken(
        make(tmp_path / "c.m4a", "-ss", "12", "-t", "8", "-i", film, "-vn", "-b:a", "64k"), tmp_path / "w"
    )
    result = compare(cut, original)["audio"] if swapped else compare(original, cut)["audio"]
    assert result["same"] is True
    assert result["offset_seconds"] == pytest.approx(-12 if swapped else 12, abs=0.3)
    assert result["overlap_seconds"] == pytest.approx(8, abs=3)


def test_something_else_is_something_else(original: dict[str, Any], tmp_path: Path) -> None:
    noise = ["-f", "lavfi", "-t", "12", "-i", "anoisesrc=seed=7:color=pink"]
    other = make(tmp_path / "o.mp4", "-f", "lavfi", "-t", "12", "-i", "testsrc2=size=320x180:rate=10", *noise,
                 "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")  # fmt: skip
    result = compare(original, taken(other, tmp_path / "w"))
    assert result["same"] is False
    assert result["frame"]["same"] is False
    assert result["audio"]["same"] is False
    assert result["audio"]["similarity"] < 0.7


def test_size_and_place_of_the_frame(film: Path, original: dict[str, Any], tmp_path: Path) -> None:
    large = taken(film, tmp_path / "w", hash_size=16, timestamp="50%")
    assert large["frame"]["timestamp"] == 15.0
    assert len(large["frame"]["perceptual"]) == 64
    assert compare(original, large)["frame"] is None


def test_files_with_only_one_of_the_two(tmp_path: Path, original: dict[str, Any]) -> None:
    mute = taken(silent_video(tmp_path / "m.mp4", 2), tmp_path / "w")
    assert mute["audio"] is None
    sound = taken(make(tmp_path / "s.wav", "-f", "lavfi", "-t", "5", "-i", "sine"), tmp_path / "w")
    assert sound["frame"] is None
    assert compare(mute, sound) == {"same": False, "frame": None, "audio": None}
    blip = taken(make(tmp_path / "b.wav", "-f", "lavfi", "-t", "0.5", "-i", "sine"), tmp_path / "w")
    assert blip["audio"] is None
    assert compare(original, sound)["audio"]["same"] is False


def test_bad_values(film: Path, original: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(MediaError) as caught:
        fingerprint(film, probe(film), tmp_path, hash_size=9)
    assert caught.value.code == "invalid_option"
    for bad in ({}, {"frame": 1, "audio": None}, {"frame": None, "audio": {"items": "?"}}):
        with pytest.raises(MediaError):
            compare(original, bad)
