"""The child process that runs yt-dlp: reads one request as JSON, writes the result to a file.

Progress goes to standard output, one number a line; `result.json` in the working folder holds
`{"result": {...}}` or `{"error": [code, detail, status]}`, so that its size does not matter.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.media.download import brokered_socket, ytdlp_guard

RESULT = "result.json"
KEPT = (
    "id", "title", "webpage_url", "extractor", "duration", "uploader", "upload_date", "ext",
    "comment_count", "width", "height",
)  # fmt: skip
REFUSALS = ("sign in", "log in", "login", "private", "members-only", "drm", "not available", "age-restricted")


class Refused(Exception):
    """Not to be downloaded, by our rules: `code` and what to say about it."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail


def main() -> None:
    """Do what standard input asks for."""
    asked = json.loads(sys.stdin.buffer.read())
    ytdlp_guard.install(asked["broker"])
    Path(asked["folder"], RESULT).write_text(json.dumps(_answer(asked)), encoding="utf-8")


def _answer(asked: Mapping[str, Any]) -> dict[str, Any]:
    from yt_dlp.utils import YoutubeDLError

    reading = Reading(asked)
    try:
        return {"result": reading.take()}
    except Refused as error:
        return {"error": [error.code, error.detail, 0]}
    except (YoutubeDLError, OSError) as error:
        if reading.reason:
            return {"error": [reading.reason.code, reading.reason.detail, 0]}
        if brokered_socket.refused:
            return {"error": ["source_forbidden_address", brokered_socket.refused[0], 0]}
        return {"error": _explained(error)}


class Reading:
    """One page read by yt-dlp, with our limits."""

    def __init__(self, asked: Mapping[str, Any]) -> None:
        self.asked = asked
        self.messages: list[str] = []
        self.reason: Refused | None = None
        self._finished: dict[str, int] = {}

    def take(self) -> dict[str, Any]:
        """Extract and, unless only comments are wanted, download."""
        from yt_dlp import YoutubeDL

        with YoutubeDL(self._options(), auto_init=False) as ydl:
            for path in self.asked["extractors"]:
                module, name = path.split(":")
                ydl.add_info_extractor(getattr(importlib.import_module(module), name)())
            ydl.add_default_info_extractors()
            info = ydl.extract_info(self.asked["url"], download=not self.asked["comments"])
            info = _first(ydl.sanitize_info(info))
        if self.reason:
            raise self.reason
        result = {name: info.get(name) for name in KEPT}
        if self.asked["comments"]:
            return {**result, "comments": info.get("comments")}
        return {**result, "path": self._downloaded(info)}

    def _downloaded(self, info: Mapping[str, Any]) -> str:
        files = [
            Path(item["filepath"]) for item in info.get("requested_downloads") or () if "filepath" in item
        ]
        there = [path for path in files if path.is_file()]
        if there:
            return str(there[0])
        if any("max-filesize" in message for message in self.messages):
            raise Refused("source_too_large")
        raise Refused("source_unsupported", "nothing was downloaded")

    def _options(self) -> dict[str, Any]:
        """Our choice alone: nothing a person sends becomes an option of yt-dlp."""
        asked = self.asked
        return {
            "proxy": "", "cachedir": False, "noplaylist": True, "playlist_items": "1",
            "max_filesize": asked["max_bytes"], "restrictfilenames": True, "windowsfilenames": True,
            "noprogress": True, "quiet": True, "no_color": True, "logger": _Logger(self.messages),
            "paths": {"home": asked["folder"]}, "outtmpl": {"default": "%(title).100B-%(id).40B.%(ext)s"},
            "external_downloader": {}, "hls_prefer_native": True, "concurrent_fragment_downloads": 2,
            "socket_timeout": asked["timeout"], "retries": 3, "fragment_retries": 3, "extractor_retries": 1,
            "overwrites": True, "format": asked["format"], "merge_output_format": "mp4/mkv",
            "ffmpeg_location": asked["ffmpeg"], "postprocessor_args": {"ffmpeg_i": asked["whitelists"]},
            "match_filter": self._acceptable, "progress_hooks": [self._progress],
            "getcomments": asked["comments"],
            "extractor_args": {"youtube": {"max_comments": [str(asked["max_comments"])]}},
        }  # fmt: skip

    def _acceptable(self, info: Mapping[str, Any], *, incomplete: bool = False) -> str | None:
        """None to go on; anything else makes yt-dlp skip the entry, and `take` tells why."""
        if self.asked["comments"]:
            return None
        limit, length = self.asked["max_seconds"], info.get("duration")
        if info.get("is_live") or info.get("live_status") == "is_upcoming":
            self.reason = Refused("source_live")
        elif limit and length and length > limit:
            self.reason = Refused("media_too_long", str(length))
        return "refused" if self.reason else None

    def _progress(self, state: Mapping[str, Any]) -> None:
        from yt_dlp.utils import DownloadCancelled

        info = state.get("info_dict") or {}
        name, got = str(state.get("filename")), int(state.get("downloaded_bytes") or 0)
        self._finished[name] = got
        if sum(self._finished.values()) > self.asked["max_bytes"]:
            self.reason = Refused("source_too_large")
            raise DownloadCancelled
        whole = state.get("total_bytes") or state.get("total_bytes_estimate")
        parts = len(info.get("requested_formats") or ()) or self.asked["parts"]
        if whole:
            sys.stdout.write(f"{min((len(self._finished) - 1 + got / whole) / parts, 1.0):.4f}\n")
            sys.stdout.flush()


class _Logger:
    def __init__(self, messages: list[str]) -> None:
        self._messages = messages

    def debug(self, message: str) -> None:
        self._messages.append(message)

    info = warning = error = debug


def _first(info: Any) -> dict[str, Any]:
    """The first media of a page."""
    while isinstance(info, dict) and info.get("_type") in ("playlist", "multi_video"):
        entries = [entry for entry in info.get("entries") or () if entry]
        info = entries[0] if entries else None
    if not isinstance(info, dict):
        raise Refused("source_unsupported", "the page lists no media")
    found: dict[str, Any] = dict(info)
    if found.get("extractor_key") in ("Generic", "HTML5MediaEmbed"):  # they number what they find
        found["title"] = str(found.get("title") or "").removesuffix(" (1)")
    return found


def _explained(error: BaseException) -> list[Any]:
    """A stable code for whatever yt-dlp raised, its own words, and the HTTP status if there was one."""
    from yt_dlp.networking.exceptions import HTTPError, TransportError
    from yt_dlp.utils import UnsupportedError

    chain = _chain(error)
    said = str(error).removeprefix("ERROR: ")[:500]
    for inner in chain:
        if isinstance(inner, HTTPError):
            return ["http", said, int(inner.status)]
    if any(isinstance(inner, TimeoutError) for inner in chain):
        return ["source_timeout", said, 0]
    if any(isinstance(inner, UnsupportedError) for inner in chain):
        return ["source_unsupported", said, 0]
    if any(isinstance(inner, TransportError | OSError) for inner in chain):
        return ["source_unreachable", said, 0]
    refused = any(word in said.lower() for word in REFUSALS)
    return ["source_refused" if refused else "source_unsupported", said, 0]


def _chain(error: BaseException | None) -> list[BaseException]:
    """Everything that led to `error`, along the several ways yt-dlp keeps it."""
    found: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        item = waiting.pop(0)
        if not isinstance(item, BaseException) or item in found:
            continue
        found.append(item)
        waiting += [item.__cause__, item.__context__, getattr(item, "cause", None)]
        waiting += list(getattr(item, "exc_info", None) or ())[1:2]
        waiting += list(item.args)
    return found


if __name__ == "__main__":
    main()
