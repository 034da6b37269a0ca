"""The facts of ffprobe's JSON from PyAV, for machines with an ffmpeg but no ffprobe."""

from __future__ import annotations

from typing import Any

from app.core.errors import MediaError

DISPOSITIONS = {"default": 0x1, "forced": 0x40, "hearing_impaired": 0x80, "attached_pic": 0x400}
"""AV_DISPOSITION_* of libavformat/avformat.h."""


def describe(path: str, protocols: str, containers: str) -> dict[str, Any]:
    """`{"format": {...}, "streams": [...]}` as ffprobe says it; runs in a guarded child."""
    import av

    options = {"protocol_whitelist": protocols, "format_whitelist": containers}
    try:
        with av.open(f"file:{path}", options=options, metadata_errors="replace") as container:
            duration = container.duration
            streams = [_stream(stream) for stream in container.streams]
            name = container.format.name
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise MediaError(
            "The media file is damaged or not in a form that can be read.",
            code="media_damaged",
            hint="Play it to the end on your computer; if that fails too, export or download it again.",
            rejected=True,
        ) from error
    return {
        "format": {"format_name": name, "duration": duration / av.time_base if duration else None},
        "streams": streams,
    }


def _stream(stream: Any) -> dict[str, Any]:
    codec = stream.codec_context
    flags = int(stream.disposition)
    length = stream.duration * stream.time_base if stream.duration and stream.time_base else None
    facts: dict[str, Any] = {
        "index": stream.index,
        "codec_type": stream.type,
        "codec_name": codec.codec.canonical_name if codec else "",
        "tags": dict(stream.metadata),
        "disposition": {name: bool(flags & bit) for name, bit in DISPOSITIONS.items()},
        "duration": float(length) if length else None,
    }
    if stream.type == "video":
        facts |= {"width": codec.width, "height": codec.height, "avg_frame_rate": str(stream.average_rate)}
        facts |= {"pix_fmt": codec.pix_fmt}
    if stream.type == "audio":
        facts |= {"sample_rate": codec.sample_rate, "channels": codec.channels}
    return facts
