"""HLS playlists (RFC 8216) of WebVTT: the segments that one names, joined into one file.

Reads the text of a playlist only; `Fetch` gives what stands at an address in it, from a folder, an archive or
a server. A segment may be a byte range of a file. What the segments themselves do not say is put into header
lines of the joined file for `reader`: where the clock of the stream begins anew, which segments are missing,
and whether the playlist still grows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urljoin

from app.captions.formats.vtt.segments import STREAM_ISSUES
from app.core.errors import CaptionError

HEADER = b"#EXTM3U"
ENDINGS = (".vtt", ".webvtt")
MAX_SEGMENTS = 20_000
MAX_JOINED_BYTES = 100_000_000
"""A short playlist may name the same bytes again and again."""

DISCONTINUITY, GAP, LIVE = STREAM_ISSUES
_BOM = "\ufeff".encode()
_SIGNATURE = b"WEBVTT"
_NUMBER = re.compile(r"(\d{1,18})")
_RANGE = re.compile(r"(\d{1,12})(?:@(\d{1,12}))?\Z")
_ATTRIBUTE = re.compile(r'([A-Z0-9-]{1,40})=("[^"]{0,2000}"|[^",]{0,200})')

Fetch = Callable[[str], bytes]
"""The content at an address as a playlist writes it, relative to that of the playlist or whole."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment: its address, its byte range (first, length), and what the playlist says before it."""

    address: str
    byte_range: tuple[int, int] | None = None
    discontinuity: bool = False
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Rendition:
    """Captions that a multivariant playlist offers."""

    language: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Playlist:
    """What a playlist says: segments, or renditions of captions; `complete` when no more will come.

    `obstacle` is why its segments cannot be read here: they are encrypted, or MP4 files.
    """

    segments: tuple[Segment, ...]
    renditions: tuple[Rendition, ...]
    complete: bool
    obstacle: CaptionError | None = None

    @property
    def is_captions(self) -> bool:
        """Whether its segments are WebVTT, by their names."""
        return bool(self.segments) and all(is_webvtt_name(each.address) for each in self.segments)

    @property
    def has_captions(self) -> bool:
        """Whether its segments are captions, or it says where there are some."""
        return self.is_captions or (not self.segments and bool(self.renditions))


def is_playlist(data: bytes) -> bool:
    """Whether a file is an HLS playlist."""
    return data.removeprefix(_BOM).startswith(HEADER)


def is_webvtt_name(address: str) -> bool:
    """Whether an address or a file name is one of WebVTT."""
    return address.split("?")[0].split("#")[0].lower().endswith(ENDINGS)


def natural_order(name: str) -> list[str | int]:
    """A sorting key by which segment 10 follows segment 9."""
    return [int(part) if index % 2 else part for index, part in enumerate(_NUMBER.split(name))]


def parse_playlist(data: bytes) -> Playlist:
    """A playlist; CaptionError `hls_playlist` for one that is too long."""
    segments: list[Segment] = []
    renditions: list[Rendition] = []
    said: dict[str, str] = {}
    complete, obstacle = False, None
    for line in data.decode("utf-8-sig", "replace").splitlines():
        tag, _, value = line.strip().partition(":")
        if tag == "#EXT-X-ENDLIST":
            complete = True
        elif tag == "#EXT-X-MEDIA":
            renditions += _renditions(value)
        elif tag in ("#EXT-X-KEY", "#EXT-X-MAP"):
            obstacle = obstacle or _obstacle(tag, value)
        elif tag.startswith("#EXT-X-"):
            said[tag] = value
        elif line.strip() and not tag.startswith("#"):
            if "#EXT-X-STREAM-INF" not in said:
                segments.append(_segment(line.strip(), said, segments))
            said = {}
        if len(segments) > MAX_SEGMENTS:
            raise refuse(f"The playlist names more than {MAX_SEGMENTS:,} segments.", "Join them in parts.")
    return Playlist(tuple(segments), tuple(renditions), complete, obstacle)


def _renditions(value: str) -> Iterator[Rendition]:
    named = {name: text.strip('"') for name, text in _ATTRIBUTE.findall(value)}
    if named.get("TYPE") == "SUBTITLES" and named.get("URI"):
        yield Rendition(named.get("LANGUAGE", ""), named.get("NAME", ""), named["URI"])


def _obstacle(tag: str, value: str) -> CaptionError | None:
    if tag == "#EXT-X-MAP":
        return refuse(
            "The segments of this playlist are MP4 files, not WebVTT.",
            "Join the file of #EXT-X-MAP and its segments into one MP4 file for an extract job.",
        )
    if dict(_ATTRIBUTE.findall(value)).get("METHOD", "NONE") != "NONE":
        return refuse("The segments of this playlist are encrypted.", "Give the decrypted segments.")
    return None


def _segment(address: str, said: dict[str, str], before: list[Segment]) -> Segment:
    byte_range = None
    if match := _RANGE.match(said.get("#EXT-X-BYTERANGE", "").strip()):
        last = before[-1] if before else None
        follows = last is not None and last.address == address and last.byte_range
        first = int(match[2]) if match[2] else sum(follows) if follows else 0
        byte_range = (first, int(match[1]))
    return Segment(address, byte_range, "#EXT-X-DISCONTINUITY" in said, "#EXT-X-GAP" in said)


def path_in(address: str) -> str:
    """The path in an address of a playlist, as a file system has it: no query, no percent signs."""
    return unquote(address.split("?")[0])


def joined(playlist: Playlist, fetch: Fetch) -> bytes:
    """The captions of a playlist as one WebVTT file.

    A multivariant playlist that offers captions in one language stands for these. CaptionError `hls_playlist`
    when there are none, or several, or a segment is no WebVTT.
    """
    if playlist.segments:
        return _joined(playlist, fetch)
    address = only_rendition(playlist).address
    inner = parse_playlist(fetch(address))
    return _joined(inner, lambda segment: fetch(urljoin(address, segment)))


def only_rendition(playlist: Playlist) -> Rendition:
    """The captions of a multivariant playlist; CaptionError when it offers none, or several."""
    found = playlist.renditions
    if not found:
        raise refuse("The playlist names no captions.", "Give the playlist of the captions, or its address.")
    if len(found) > 1:
        listed = ", ".join(f"{each.address} ({each.language or each.name})" for each in found[:20])
        raise refuse(
            f"The playlist offers captions {len(found)} times.", f"Give one of these playlists: {listed}."
        )
    return found[0]


def _joined(playlist: Playlist, fetch: Fetch) -> bytes:
    if playlist.obstacle is not None:
        raise playlist.obstacle
    parts: list[bytes] = []
    size = fetched = 0
    pending: list[str] = [] if playlist.complete else [LIVE]
    whole: tuple[str, bytes] = ("", b"")
    for segment in playlist.segments:
        pending += [DISCONTINUITY] * segment.discontinuity + [GAP] * segment.gap
        if segment.gap:
            continue
        if whole[0] != segment.address or segment.byte_range is None:
            whole = (segment.address, fetch(segment.address))
            fetched += len(whole[1])
        part = _part(whole[1], segment)
        size += len(part)
        if max(size, fetched) > MAX_JOINED_BYTES:
            raise refuse(
                f"The segments have more than {MAX_JOINED_BYTES // 1_000_000} MB together.",
                "Check whether the playlist names the same bytes several times; else join them in parts.",
            )
        if part.strip():
            parts.append(with_lines(part, pending))
            pending = []
    if parts and pending:  # said behind the last caption
        parts[-1] = with_lines(parts[-1], pending)
    return joined_segments(parts)


def _part(data: bytes, segment: Segment) -> bytes:
    """The segment's bytes; CaptionError when they are no WebVTT."""
    if segment.byte_range is not None:
        first, length = segment.byte_range
        data = data[first : first + length]
    return checked(data, unquote(segment.address))


def checked(data: bytes, name: str) -> bytes:
    """A segment without its byte order mark; an empty one stays empty. CaptionError for any other file."""
    data = data.removeprefix(_BOM)
    if data.strip() and not data.startswith(_SIGNATURE):
        raise refuse(
            f"{name[:200]} is no WebVTT segment; only those are joined into one file.",
            "Give the playlist of the captions, not that of picture or sound.",
        )
    return data


def with_lines(part: bytes, lines: Iterable[str]) -> bytes:
    """A segment with these lines in its header."""
    first, end, rest = part.partition(b"\n")
    return first + (end or b"\n") + "".join(f"{line}\n" for line in lines).encode() + rest


def joined_segments(parts: list[bytes]) -> bytes:
    """Segments one after another; CaptionError when there is nothing in them."""
    if not any(parts):
        raise refuse("No segment has anything in it.", "Check that the segments are those of captions.")
    return b"\n\n".join(parts)


def refuse(message: str, hint: str) -> CaptionError:
    """The error for a playlist or its segments."""
    return CaptionError(message, code="hls_playlist", hint=hint, rejected=True)
