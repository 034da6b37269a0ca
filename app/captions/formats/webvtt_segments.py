"""WebVTT segments in an archive (.zip), as HLS streams captions: joined into one file; read only.

A playlist in the archive says their order, which of them are byte ranges and where the stream's clock begins
anew; without one it is the numbers in their names.
"""

from __future__ import annotations

import posixpath
import zipfile

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.zip_guard import open_archive, read_member
from app.captions.formats.vtt import playlist, reader
from app.captions.model.document import Document
from app.captions.model.option import Options
from app.captions.text_io.encoding import decode

_KIND = "archive of segments"
_HIDDEN = ("__MACOSX/", ".")


def read(data: bytes, options: Options) -> Document:
    """The segments of an archive as one document; CaptionError from the archive check, or `hls_playlist`."""
    with open_archive(data, _KIND, playlist.MAX_SEGMENTS) as archive:
        names = [name for name in archive.namelist() if not _is_hidden(name)]
        playlists = [name for name in names if name.lower().endswith((".m3u8", ".m3u"))]
        if playlists:
            whole = _by_playlist(archive, playlists)
        else:
            whole = _by_name(archive, [name for name in names if playlist.is_webvtt_name(name)])
    return reader.read(decode(whole, "").text, options)


def _is_hidden(name: str) -> bool:
    return name.endswith("/") or name.startswith(_HIDDEN) or posixpath.basename(name).startswith(".")


def _by_playlist(archive: zipfile.ZipFile, names: list[str]) -> bytes:
    """What the one playlist of captions names, beside it in the archive."""
    found = {name: playlist.parse_playlist(read_member(archive, name)) for name in names}
    of_captions = [name for name in names if found[name].is_captions]
    if len(of_captions) != 1:
        listed = ", ".join(of_captions[:20]) or "none"
        raise playlist.refuse(
            f"The archive has {len(of_captions)} playlists of captions: {listed}.",
            "Pack one playlist and its segments, one language at a time.",
        )
    name = of_captions[0]
    return playlist.joined(found[name], lambda address: _member(archive, posixpath.dirname(name), address))


def _member(archive: zipfile.ZipFile, folder: str, address: str) -> bytes:
    """What a playlist in this folder of the archive names: below it, or by its last name beside it."""
    path = playlist.path_in(address)
    beside = posixpath.join(folder, posixpath.basename(path))
    for place in (posixpath.normpath(posixpath.join(folder, path)), beside):
        try:
            return read_member(archive, place)
        except KeyError:
            continue
    raise playlist.refuse(
        f"The segment {path[:200]} is not in the archive.", "Pack all segments that the playlist names."
    )


def _by_name(archive: zipfile.ZipFile, names: list[str]) -> bytes:
    folders = {posixpath.dirname(name) for name in names}
    if len(folders) > 1:
        listed = ", ".join(sorted(folders)[:20])
        raise playlist.refuse(
            f"The archive has WebVTT files in {len(folders)} folders: {listed}.",
            "Pack the segments of one language, or their playlist with them.",
        )
    names.sort(key=playlist.natural_order)
    return playlist.joined_segments([playlist.checked(read_member(archive, name), name) for name in names])


def sniff(head: Head) -> float:
    """Likely when the first member of an archive is named as WebVTT or as a playlist."""
    if not head.data.startswith(b"PK\x03\x04"):
        return 0.0
    start = head.data.lower()
    return 0.9 if any(ending in start for ending in (b".vtt", b".webvtt", b".m3u8")) else 0.0


FORMAT = CaptionFormat(
    id="webvtt-segments",
    name="WebVTT segments (ZIP)",
    extensions=(".zip",),
    media_type="application/zip",
    read=read,
    sniff=sniff,
    binary=True,
    decode_options=reader.DECODE_OPTIONS,
    keeps=(
        "all that WebVTT says",
        "one clock over all segments (X-TIMESTAMP-MAP), captions over their borders as one",
        "byte ranges of a playlist (.m3u8)",
    ),
    loses=("where the stream's clock begins anew: said in the result, times follow the segments' own maps",),
    aliases=("HLS segments",),
)
