"""HLS playlists behind an address: the WebVTT segments that one names, fetched and joined into one file."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from urllib.parse import urljoin, urlsplit

from app.captions.formats.vtt import playlist as hls
from app.core.http_fetch import errors as wrong
from app.core.http_fetch.client import GuardedClient
from app.core.settings import get_settings
from app.services.files.uploads import too_large
from models.base import new_id

MAX_SEGMENTS = 5_000
MAX_PLAYLIST_BYTES = 2_000_000
_AT_ONCE = 4
_SECONDS = 1800.0


def is_playlist(file: Path) -> bool:
    """Whether a fetched file is a playlist, and not too long for one."""
    if file.stat().st_size > MAX_PLAYLIST_BYTES:
        return False
    with file.open("rb") as opened:
        return hls.is_playlist(opened.read(16))


def captions_of(
    address: str,
    playlist: hls.Playlist,
    folder: Path,
    progress: Callable[[float], None],
    cancelled: Callable[[], bool],
) -> bytes:
    """The captions of a playlist as one WebVTT file of at most the size that captions may have.

    Every address in it meets the same rules as its own. Raises as `GuardedClient.download`, TooLarge, and
    CaptionError `hls_playlist`.
    """
    fetching = _Fetching(address, folder, cancelled)
    if not playlist.segments:
        address = urljoin(address, hls.only_rendition(playlist).address)
        playlist = hls.parse_playlist(fetching.get(address))
        fetching = _Fetching(address, folder, cancelled)
    wanted = list(dict.fromkeys(urljoin(address, each.address) for each in playlist.segments if not each.gap))
    if len(wanted) > MAX_SEGMENTS:
        raise hls.refuse(
            f"The playlist names {len(wanted):,} files; at most {MAX_SEGMENTS:,} are fetched.",
            "Download them, and send them in one ZIP archive.",
        )
    contents = fetching.all(wanted, progress)
    return hls.joined(playlist, lambda segment: contents[urljoin(address, segment)])


class _Fetching:
    """Files of one playlist from their server, together no larger and no slower than one may be."""

    def __init__(self, address: str, folder: Path, cancelled: Callable[[], bool]) -> None:
        self._limit = get_settings().limits.caption_bytes
        self._client = GuardedClient(get_settings().fetch_allow, max_bytes=self._limit)
        self._host = urlsplit(address).hostname or ""
        self._folder, self._cancelled = folder, cancelled
        self._began = time.monotonic()
        self._size, self._lock = 0, Lock()

    def get(self, address: str) -> bytes:
        """The file at an address."""
        if time.monotonic() - self._began > _SECONDS:
            raise wrong.timed_out(self._host, time.monotonic() - self._began)
        target = self._folder / new_id()
        fetched = self._client.download(address, target, cancelled=self._cancelled)
        with self._lock:
            self._size += fetched.size
            if self._size > self._limit:
                raise too_large(fetched.file_name, self._limit, captions=True)
        data = target.read_bytes()
        target.unlink()
        return data

    def all(self, addresses: list[str], progress: Callable[[float], None]) -> dict[str, bytes]:
        """The files at these addresses, a few at once; the first that fails ends it."""
        contents: dict[str, bytes] = {}
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for address, data in zip(addresses, pool.map(self.get, addresses), strict=True):
                contents[address] = data
                progress(len(contents) / len(addresses))
        return contents
