"""Caption segments of HLS (RFC 8216) as one file: those of a playlist (.m3u8), a folder or a pattern."""

from __future__ import annotations

from pathlib import Path

from app.captions.formats.vtt import playlist as hls
from app.cli.local.batch import found
from app.core.errors import Invalid


def makes_one_file(target: Path, target_profile: str) -> bool:
    """Whether several files are wanted as one: OUT is a caption file, and no format for a folder is named."""
    from app.captions.formats import registry

    return (
        not target_profile and not target.is_dir() and registry.written_as(target.suffix.lower()) is not None
    )


def joined_files(sources: list[Path]) -> bytes:
    """The segments of a folder, a pattern or a list of files, in the order of the numbers in their names.

    A playlist in the folder says the order instead. Invalid or CaptionError when one is no segment.
    """
    if len(sources) == 1 and sources[0].is_dir():
        playlists = sorted(sources[0].glob("*.m3u8"))
        if len(playlists) == 1:
            return joined(playlists[0], _bytes(playlists[0]))
    files = [file for file, _ in found(sources)]
    if len(sources) == 1:
        files.sort(key=lambda file: hls.natural_order(str(file)))
    if len(files) > hls.MAX_SEGMENTS:
        raise Invalid(f"{len(files)} files are too many segments.", hint="Join them in several parts.")
    return hls.joined_segments([hls.checked(_bytes(file), str(file)) for file in files])


def joined(playlist: Path, data: bytes) -> bytes:
    """The segments that a playlist names, one after another; Invalid for one that is not in its folder."""
    found = hls.parse_playlist(data)
    return hls.joined(found, lambda address: _segment(playlist.parent, hls.path_in(address)))


def _segment(folder: Path, name: str) -> bytes:
    file = folder / name
    if "://" in name or "\0" in name or not file.resolve().is_relative_to(folder.resolve()):
        raise Invalid(
            f"The segment {name[:200]} is not a file beside its playlist.",
            hint="Download the segments into the folder of the playlist, with the names that it uses, or "
            "give the address of the playlist to a convert job.",
        )
    return _bytes(file)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Invalid(f"The segment {file} cannot be read: {error.strerror}.", hint="Download it.") from None
