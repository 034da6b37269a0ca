"""Container checks before any parser opens a file: empty, a playlist, truncated."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

from app.core.errors import MediaError

PLAYLISTS = (
    b"#EXTM3U",
    b"ffconcat version",
    b"<?xml",
    b"<MPD",
    b"[playlist]",
    b"#EXT-X-",
    b"file '",
    b"file ",
)
ISO_STARTS = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"styp", b"moof", b"pnot")


def check_bytes(path: Path) -> None:
    """MediaError `media_empty`, `media_playlist` or `media_truncated`."""
    size = path.stat().st_size
    if size == 0:
        raise MediaError(
            "The file is empty (0 bytes).",
            code="media_empty",
            hint="The upload or export was probably interrupted: check the file and send it again.",
            rejected=True,
        )
    with path.open("rb") as file:
        head = file.read(64)
        if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(PLAYLISTS):
            raise MediaError(
                "The file is a playlist or script that points to other files, not audio or video itself.",
                code="media_playlist",
                hint="Upload the media file itself, or start a download job with the address of the page.",
                rejected=True,
            )
        if head[4:8] in ISO_STARTS and _is_cut(file, size):
            raise MediaError(
                "The video file is incomplete: its end is missing.",
                code="media_truncated",
                hint="The copy, download or recording was interrupted. Transfer the whole file again.",
                rejected=True,
            )


def is_webm(path: Path) -> bool:
    """Whether an EBML file says that it is WebM rather than Matroska (RFC 9559, DocType)."""
    with path.open("rb") as file:
        return b"webm" in file.read(64)


def is_quicktime(path: Path) -> bool:
    """Whether an ISO base media file is a QuickTime movie: it says so, or comes from before files said it."""
    with path.open("rb") as file:
        head = file.read(12)
    return head[4:12] == b"ftypqt  " or head[4:8] in (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")


def _is_cut(file: BinaryIO, size: int) -> bool:
    """Whether an ISO base media file (ISO/IEC 14496-12, section 4.2) ends inside one of its boxes.

    A fragmented file (`moof`) that was cut plays up to its last whole fragment and passes; one without any
    `moov` cannot be played at all.
    """
    position, index_seen = 0, False
    while position + 8 <= size:
        file.seek(position)
        length, kind = struct.unpack(">I4s", file.read(8))
        if length == 1:  # the size follows in 64 bits
            wide = file.read(8)
            length = struct.unpack(">Q", wide)[0] if len(wide) == 8 else size
        elif length == 0:  # up to the end of the file
            length = size - position
        if kind == b"moof" and index_seen:
            return False
        if length < 8 or position + length > size:
            return kind.isalnum() or kind in ISO_STARTS
        index_seen = index_seen or kind == b"moov"
        position += length
    return not index_seen
