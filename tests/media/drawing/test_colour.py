"""HDR that is shown as SDR: everything that is made of it looks like the SDR film that it was made of."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image, ImageStat

from app.media.drawing.burn import burn_in
from app.media.playback.browser_support import support
from app.media.playback.proxy import Most, make_proxy
from app.media.preview import Preview, PreviewType, make_preview
from app.media.probe.probe import probe
from tests.support.media.clips import make

pytestmark = pytest.mark.slow  # runs media programs

WHITE = 203
"""Nits of SDR's white in HDR (ITU-R BT.2408)."""
AS_SDR = ("-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709")
AS_HDR = {"pq": "smpte2084", "hlg": "arib-std-b67"}
LIT = "master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1):max-cll=1000,400"
NEAR = 6
"""Of 255: how far the mean of a colour may be from the film that the HDR was made of."""


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Bars of colours in SDR, and the same light as PQ and HLG, with what HDR10 says of its display."""
    folder = tmp_path_factory.mktemp("hdr")
    bars = ("-f", "lavfi", "-i", "smptehdbars=size=320x180:rate=10:duration=1")
    look = "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"
    found = {"sdr": make(folder / "sdr.mp4", *bars, "-vf", look, "-c:v", "libx264", "-crf", "12", *AS_SDR)}
    for name, transfer in AS_HDR.items():
        said = f"colorprim=bt2020:transfer={transfer}:colormatrix=bt2020nc:{LIT}:log-level=error"
        found[name] = make(
            folder / f"{name}.mp4", "-i", found["sdr"], "-vf", _light(transfer), "-c:v", "libx265", "-preset",
            "ultrafast", "-crf", "12", "-x265-params", said, *_told(transfer),
        )  # fmt: skip
    return found


def _light(transfer: str) -> str:
    linear = f"zscale=transferin=bt709:matrixin=bt709:primariesin=bt709:transfer=linear:npl={WHITE}"
    wide = f"zscale=primaries=bt2020:transfer={transfer}:matrix=bt2020nc:range=tv:npl={WHITE}"
    return f"{linear},format=gbrpf32le,{wide},format=yuv420p10le"


def _told(transfer: str) -> tuple[str, ...]:
    return ("-color_primaries", "bt2020", "-color_trc", transfer, "-colorspace", "bt2020nc")


def mean(path: Path) -> tuple[int, ...]:
    """Red, green and blue of a picture, or of a video half a second after its beginning."""
    if path.suffix in (".mp4", ".mov"):
        path = make(path.with_suffix(".png"), "-ss", "0.5", "-i", path, "-frames:v", "1", "-update", "1")
    with Image.open(path) as picture:
        return tuple(round(shade) for shade in ImageStat.Stat(picture.convert("RGB")).mean)


def previewed(kind: PreviewType) -> Callable[[Path, Path], Path]:
    wanted = Preview(kind, width=160, columns=2, rows=2)
    return lambda film, folder: make_preview(film, probe(film), wanted, folder, "made")


def burnt(film: Path, folder: Path) -> Path:
    captions = folder / "c.srt"
    captions.write_text("1\n00:00:00,000 --> 00:00:00,100\nHi\n")
    return burn_in(film, probe(film), captions, folder, "made", preset="hevc")


def played(film: Path, folder: Path) -> Path:
    info = probe(film)
    return make_proxy(film, info, support(film, info), folder, most=Most(60, 1 << 30))


MADE = {kind: previewed(kind) for kind in ("thumbnail", "gif", "mosaic", "clip")} | {
    "open captions": burnt, "proxy": played,
}  # fmt: skip


@pytest.mark.parametrize("kind", MADE)
@pytest.mark.parametrize("transfer", AS_HDR)
def test_hdr_looks_like_the_sdr_that_it_was_made_of(
    films: dict[str, Path], transfer: str, kind: str, tmp_path: Path
) -> None:
    assert probe(films[transfer]).need_video().transfer == AS_HDR[transfer]
    (tmp_path / "sdr").mkdir()
    wanted = mean(MADE[kind](films["sdr"], tmp_path / "sdr"))
    made = MADE[kind](films[transfer], tmp_path)
    assert mean(made) == pytest.approx(wanted, abs=NEAR)
    if made.suffix == ".mp4":
        video = probe(made).need_video()
        assert (video.primaries, video.transfer, video.matrix) == ("bt709", "bt709", "bt709")


def test_hdr_of_odd_sizes_and_without_its_other_colours(films: dict[str, Path], tmp_path: Path) -> None:
    odd = make(
        tmp_path / "odd.mkv", "-i", films["pq"],
        "-vf", "format=yuv444p10le,crop=319:179:0:0:exact=1,format=yuv420p10le", "-c:v", "ffv1",
        *_told("smpte2084"),
    )  # fmt: skip
    video = probe(odd).need_video()
    assert (video.width, video.height, video.pixel_format) == (319, 179, "yuv420p10le")
    unsaid = make(
        tmp_path / "unsaid.mkv", "-i", films["pq"],
        "-vf", "setparams=color_primaries=unknown:colorspace=unknown", "-c:v", "ffv1",
        "-color_primaries", "2", "-colorspace", "2", "-color_trc", "smpte2084",
    )  # fmt: skip
    assert (probe(unsaid).need_video().primaries, probe(unsaid).need_video().matrix) == ("", "")
    for kind in ("thumbnail", "gif", "clip"):
        wanted = mean(MADE[kind](films["sdr"], tmp_path))
        for film in (odd, unsaid):
            assert mean(MADE[kind](film, tmp_path)) == pytest.approx(wanted, abs=NEAR), (film.name, kind)


def test_light_beyond_white_is_told_apart(films: dict[str, Path], tmp_path: Path) -> None:
    """Steps from half of white to five times white stay steps: nothing is cut off at white."""
    graph = "".join(
        f"color=gray:size=40x40:rate=10:duration=1,format=gbrpf32le,geq=r={light}:g={light}:b={light}[s{n}];"
        for n, light in enumerate((0.5, 1.0, 2.0, 4.9))
    )
    linear = "zscale=transferin=linear:primariesin=bt709:primaries=bt2020:transfer=smpte2084"
    graph += f"[s0][s1][s2][s3]hstack=4,{linear}:matrix=bt2020nc:range=tv:npl={WHITE},format=yuv420p10le"
    film = make(tmp_path / "steps.mkv", "-f", "lavfi", "-i", graph, "-c:v", "ffv1", *_told("smpte2084"))
    with Image.open(MADE["thumbnail"](film, tmp_path)) as picture:
        shades = [picture.convert("L").getpixel((x, 20)) for x in (20, 60, 100, 140)]
    assert all(after > before + 5 for before, after in pairwise(shades)), shades
