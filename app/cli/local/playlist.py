"""HLS playlists of caption segments (.m3u8, RFC 8216): all segments that lie beside one, as one file."""

from __future__ import annotations

from pathlib import Path

from app.core.errors import Invalid

HEADER = b"#EXTM3U"
_MOST_SEGMENTS = 20_000


def joined(playlist: Path, data: bytes) -> bytes:
    """The segments that a playlist names, one after another; Invalid for one that is not in its folder."""
    lines = (line.strip() for line in data.decode("utf-8", "replace").splitlines())
    names = [line for line in lines if line and not line.startswith("#")]
    if not names or len(names) > _MOST_SEGMENTS:
        raise Invalid(f"{playlist} names {len(names)} segments.", hint="Name a media playlist of captions.")
    return b"\n\n".join(_segment(playlist.parent, name.split("?")[0]) for name in names)


def _segment(folder: Path, name: str) -> bytes:
    file = folder / name
    inside = "://" not in name and file.resolve().is_relative_to(folder.resolve())
    if not inside or name.endswith(".m3u8"):
        raise Invalid(
            f"The segment {name[:200]} is not a file beside its playlist.",
            hint="Download the segments into the folder of the playlist, with the names that it uses.",
        )
    try:
        return file.read_bytes()
    except OSError as error:
        raise Invalid(f"The segment {file} cannot be read: {error.strerror}.", hint="Download it.") from None
