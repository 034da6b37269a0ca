"""Caption segments of HLS (RFC 8216) as one file: those of a playlist (.m3u8), a folder or a pattern."""

from __future__ import annotations

import re
from pathlib import Path

from app.cli.local.batch import found
from app.core.errors import Invalid

HEADER = b"#EXTM3U"
_MOST_SEGMENTS = 20_000
_SEGMENT_HEADER = b"WEBVTT"
_NUMBER = re.compile(r"(\d+)")


def makes_one_file(target: Path, target_profile: str) -> bool:
    """Whether several files are wanted as one: OUT is a caption file, and no format for a folder is named."""
    from app.captions.formats import registry

    return (
        not target_profile and not target.is_dir() and registry.written_as(target.suffix.lower()) is not None
    )


def joined_files(sources: list[Path]) -> bytes:
    """The segments of a folder, a pattern or a list of files, in the order of the numbers in their names.

    A playlist in the folder says the order instead. Invalid when one is no segment.
    """
    if len(sources) == 1 and sources[0].is_dir():
        playlists = sorted(sources[0].glob("*.m3u8"))
        if len(playlists) == 1:
            return joined(playlists[0], _bytes(playlists[0]))
    files = [file for file, _ in found(sources)]
    if len(sources) == 1:
        files.sort(
            key=lambda file: [int(part) if part.isdigit() else part for part in _NUMBER.split(str(file))]
        )
    if len(files) > _MOST_SEGMENTS:
        raise Invalid(f"{len(files)} files are too many segments.", hint="Join them in several parts.")
    parts = [_bytes(file) for file in files]
    for file, part in zip(files, parts, strict=True):
        if not part.removeprefix(b"\xef\xbb\xbf").startswith(_SEGMENT_HEADER):
            raise Invalid(
                f"{file} is no WebVTT segment; only those are joined into one file.",
                hint="Name a folder as OUT and a format with --to to convert each file.",
            )
    return b"\n\n".join(parts)


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
    return _bytes(file)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Invalid(f"The segment {file} cannot be read: {error.strerror}.", hint="Download it.") from None
