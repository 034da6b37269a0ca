"""Colours of a picture: what an encoded one must say of itself, and HDR brought to SDR."""

from __future__ import annotations

from app.core.errors import MediaError
from app.media.ffmpeg import need_filter
from app.media.probe.media_info import Stream

HDR = frozenset({"smpte2084", "arib-std-b67"})
"""Transfer functions of HDR: PQ (HDR10, Dolby Vision) and HLG."""

_WHITE = 203
"""Nits of white in HDR that is to look like SDR (ITU-R BT.2408): what is less bright keeps its lightness."""

_TO_SDR = (
    f"format=yuv444p12le,zscale=transfer=linear:npl={_WHITE},format=gbrpf32le,zscale=primaries=bt709,"
    "tonemap=mobius:desat=0:param=0.5,zscale=transfer=bt709:matrix=bt709:range=tv,format=yuv444p12le,"
    "sidedata=mode=delete:type=MASTERING_DISPLAY_METADATA,sidedata=mode=delete:type=CONTENT_LIGHT_LEVEL,format="
)
"""Lights beyond white come closer to one another, and nothing tells of them any more. Halves of colours are
formed last, since zscale takes no odd sizes with them."""

_UNSAID = {"primaries": "color_primaries=bt2020", "matrix": "colorspace=bt2020nc"}
"""Colours of HDR that does not say them."""

_BT709 = ("bt709", "bt709", "bt709")


def is_hdr(video: Stream) -> bool:
    """Whether a picture is HDR."""
    return video.transfer in HDR


def need_usual_colours(video: Stream) -> None:
    """MediaError `dolby_vision_only` for a picture that only a decoder of Dolby Vision shows right."""
    if not video.only_dolby_vision:
        return
    raise MediaError(
        "The picture is in colours of Dolby Vision (profile 5), which cannot be converted here.",
        code="dolby_vision_only",
        hint="Embed the captions as a track, which keeps the picture, or export the film as HDR10 or SDR.",
        rejected=True,
    )


def to_sdr(video: Stream, pixels: str = "yuv420p") -> str:
    """Filters, with a comma behind them, that bring HDR to SDR in this pixel format; "" for what is SDR.

    Raises EngineError `engine_missing` when this ffmpeg cannot.
    """
    if not is_hdr(video):
        return ""
    for name in ("zscale", "tonemap"):
        need_filter(name, "bringing HDR to SDR")
    usual = ":".join(option for name, option in _UNSAID.items() if not getattr(video, name))
    told = f"setparams={usual}," if usual else ""
    return f"{told}{_TO_SDR}{pixels},"


def labels(video: Stream) -> list[str]:
    """Options that say in the encoded file which colours it has: those of its source, or of SDR."""
    found = _BT709 if is_hdr(video) else (video.primaries, video.transfer, video.matrix)
    options = ("-color_primaries", "-color_trc", "-colorspace")
    return [part for option, name in zip(options, found, strict=True) if name for part in (option, name)]
