"""Colours of a picture: what an encoded one must say of itself, and HDR brought to SDR."""

from __future__ import annotations

from app.media.ffmpeg import need_filter
from app.media.probe.media_info import Stream

HDR = frozenset({"smpte2084", "arib-std-b67"})
"""Transfer functions of HDR: PQ (HDR10, Dolby Vision) and HLG."""

_TO_SDR = (
    "zscale=transfer=linear:npl=100,format=gbrpf32le,zscale=primaries=bt709,tonemap=hable:desat=0,"
    "zscale=transfer=bt709:matrix=bt709:range=tv,format="
)
_BT709 = ("bt709", "bt709", "bt709")


def is_hdr(video: Stream) -> bool:
    """Whether a picture is HDR."""
    return video.transfer in HDR


def to_sdr(video: Stream, pixels: str = "yuv420p") -> str:
    """Filters, with a comma behind them, that bring HDR to SDR in this pixel format; "" for what is SDR.

    Raises EngineError `engine_missing` when this ffmpeg cannot.
    """
    if not is_hdr(video):
        return ""
    for name in ("zscale", "tonemap"):
        need_filter(name, "bringing HDR to SDR")
    return f"{_TO_SDR}{pixels},"


def labels(video: Stream) -> list[str]:
    """Options that say in the encoded file which colours it has: those of its source, or of SDR."""
    found = _BT709 if is_hdr(video) else (video.primaries, video.transfer, video.matrix)
    options = ("-color_primaries", "-color_trc", "-colorspace")
    return [part for option, name in zip(options, found, strict=True) if name for part in (option, name)]
