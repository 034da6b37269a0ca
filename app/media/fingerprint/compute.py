"""What identifies a video or recording after it was cut, scaled or encoded again.

Three hashes of one frame (Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010)
and the Chromaprint of the sound, the fingerprint AcoustID uses.
"""

from __future__ import annotations

import base64
import struct
from pathlib import Path
from typing import Any

from app.core.errors import MediaError, engine_missing
from app.core.progress import Cancelled, OnProgress, Slice, ignore_progress, never
from app.media.features import need_package
from app.media.ffmpeg import PRESENT, ffmpeg, has_muxer, untrusted
from app.media.partial_files import working_folder
from app.media.preview import picture_at
from app.media.probe.media_info import MediaInfo
from app.media.time_positions import position

HASH_SIZES = (8, 16, 32)
AUDIO_SECONDS = 1800.0
"""Sound taken into account; half an hour is 60 KB of fingerprint."""
ITEM_SECONDS = 4096 / 3 / 11025
"""One Chromaprint item every third of a 4096-sample frame at 11,025 Hz."""
FRAME_FILTER = "scale=w='min(iw,640)':h=-2,format=rgb24"


def fingerprint(
    source: Path,
    info: MediaInfo,
    folder: Path,
    *,
    timestamp: str | float | None = None,
    hash_size: int = 8,
    progress: OnProgress = ignore_progress,
    cancelled: Cancelled = never,
) -> dict[str, Any]:
    """The fingerprint of a file as JSON; `folder` is only worked in.

    `{"duration", "frame": {"timestamp", "hash_size", "average", "perceptual", "difference"} or None,
    "audio": {"algorithm", "seconds", "fingerprint", "items"} or None}`: hashes in hexadecimal, `fingerprint`
    in AcoustID's compressed form, `items` the plain 32-bit items, little-endian, in base64. A file without a
    picture has no `frame`, one without sound no `audio`. Raises MediaError `invalid_option`.
    """
    if hash_size not in HASH_SIZES:
        raise MediaError(
            f"A hash of size {hash_size} is not offered.",
            code="invalid_option",
            hint=f"Use a hash_size of {', '.join(map(str, HASH_SIZES))}.",
            rejected=True,
        )
    at = position(timestamp, info.duration)
    with working_folder(folder) as work:
        frame = _frame(source, info, at, hash_size, work, cancelled) if info.video else None
        progress(0.2)
        audio = _audio(source, info, work, Slice(progress, 0.2, 0.8), cancelled) if info.audio else None
    progress(1.0)
    return {"duration": round(info.duration, 3), "frame": frame, "audio": audio}


def _frame(
    source: Path, info: MediaInfo, at: float, size: int, work: Path, cancelled: Cancelled
) -> dict[str, Any]:
    need_package("imagehash", "ImageHash")
    import imagehash
    from PIL import Image

    picture = work / "frame.png"
    picture_at(source, info, at, picture, FRAME_FILTER, cancelled)
    with Image.open(picture) as image:
        return {
            "timestamp": round(at, 3),
            "hash_size": size,
            "average": str(imagehash.average_hash(image, hash_size=size)),
            "perceptual": str(imagehash.phash(image, hash_size=size)),
            "difference": str(imagehash.dhash(image, hash_size=size)),
        }


def _audio(
    source: Path, info: MediaInfo, work: Path, progress: OnProgress, cancelled: Cancelled
) -> dict[str, Any] | None:
    if not has_muxer("chromaprint"):
        raise engine_missing("An ffmpeg with Chromaprint", PRESENT)
    track, seconds = info.need_audio(), min(info.duration, AUDIO_SECONDS)
    plain, packed = work / "items.bin", work / "packed.txt"
    outputs: list[str | Path] = []
    for form, path in (("raw", plain), ("base64", packed)):
        outputs += ["-map", f"0:{track.index}", "-t", f"{seconds:.3f}"]
        outputs += ["-ac", "2", "-f", "chromaprint", "-fp_format", form, path]
    ffmpeg([*untrusted(source), *outputs], duration=seconds, progress=progress, cancelled=cancelled)
    items = plain.read_bytes()
    if not items:
        return None  # shorter than one item: nothing to compare
    swapped = struct.pack(f"<{len(items) // 4}I", *struct.unpack(f"={len(items) // 4}I", items))
    return {
        "algorithm": "chromaprint",
        "seconds": round(seconds, 3),
        "fingerprint": packed.read_text().strip(),
        "items": base64.b64encode(swapped).decode(),
    }
