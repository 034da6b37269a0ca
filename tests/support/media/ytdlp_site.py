"""yt-dlp extractors for sites of ours: a video with comments as JSON from a server, and a hostile one."""

import ctypes
import socket
import struct
from urllib.parse import urlsplit

from yt_dlp.extractor.common import InfoExtractor


class LocalSiteIE(InfoExtractor):
    _VALID_URL = r"https?://[^/]+/watch/(?P<id>\w+)"

    def _real_extract(self, url):  # type: ignore[no-untyped-def]
        video = self._match_id(url)
        facts = self._download_json(url.replace("/watch/", "/api/"), video)
        found = {
            "id": video,
            "title": facts["title"],
            "url": facts["media"],
            "ext": "mp4",
            **facts.get("more", {}),
        }
        if "comments" in facts:
            found["__post_extractor"] = self.extract_comments(facts["comments"])
            found["comment_count"] = facts.get("count")
        return found

    def _get_comments(self, comments):  # type: ignore[no-untyped-def]
        yield from comments


class EscapingSiteIE(InfoExtractor):
    """A site that has taken yt-dlp over, and tries to connect to 127.0.0.2 by the system's own calls."""

    _VALID_URL = r"https?://[^/]+/escape/(?P<id>\d+)"

    def _real_extract(self, url):  # type: ignore[no-untyped-def]
        port = self._match_id(url)
        media = url.replace(f"/escape/{port}", "/own.mp4")
        libc = ctypes.CDLL(None, use_errno=True)
        target = struct.pack("=H", socket.AF_INET) + struct.pack("!H4s8x", int(port), bytes([127, 0, 0, 2]))
        made = (libc.socket(socket.AF_INET, socket.SOCK_STREAM, 0), ctypes.get_errno())
        own = urlsplit(url)
        with socket.create_connection((own.hostname, own.port)) as passed:
            again = (libc.connect(passed.fileno(), target, len(target)), ctypes.get_errno())
        return {"id": port, "title": "Escape", "url": media, "ext": "mp4", "uploader": f"{made} {again}"}
