"""Running yt-dlp in its guarded child, and what its failures mean to people."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import app
from app.core.child_process.program import Bounds, ProgramFailed, run
from app.core.errors import AppError, LimitExceeded, MediaError, SourceError, engine_missing
from app.core.http_fetch import errors
from app.core.http_fetch.address_rules import AddressRules
from app.core.http_fetch.connection_broker import connection_broker
from app.core.http_fetch.redirects import check_url
from app.core.progress import Cancelled, OnProgress
from app.media.download.ytdlp_child import RESULT
from app.media.ffmpeg import CONTAINERS, PROTOCOLS, ffmpeg_path
from app.media.probe.media_info import clock

INSTALL = "pip install 'cuedeck[download]'"


@dataclass(frozen=True, slots=True)
class SiteLimits:
    """What one page may cost: `allow` as in `AddressRules`; seconds and bytes; 0 = no limit on the length.

    `extractors` are yt-dlp extractors of an organisation's own, as "module:Class".
    """

    allow: Sequence[str] = ()
    max_bytes: int = 2 << 30
    max_seconds: float = 0.0
    wall_seconds: float = 3600.0
    timeout: float = 20.0
    extractors: Sequence[str] = ()


def ready() -> bool:
    """Whether yt-dlp is installed."""
    return importlib.util.find_spec("yt_dlp") is not None


def version() -> str:
    """Name and version, part of the key under which results are kept."""
    return f"yt-dlp {importlib.metadata.version('yt-dlp')}" if ready() else "yt-dlp"


def read_page(
    url: str,
    work: Path,
    limits: SiteLimits,
    progress: OnProgress,
    cancelled: Cancelled,
    **asked: Any,
) -> dict[str, Any]:
    """Let yt-dlp read `url`; files go to `work`.

    Raises SourceError, MediaError `media_too_long`, EngineError `engine_missing`, LimitExceeded or Canceled.
    """
    if not ready():
        raise engine_missing("yt-dlp", INSTALL)
    host = check_url(url).host
    request = _request(url, work, limits) | asked
    bounds = Bounds(wall=limits.wall_seconds, cpu=1800, file_size=limits.max_bytes + (16 << 20))
    root = str(Path(app.__file__).parents[1])
    try:
        with connection_broker(AddressRules(limits.allow), limits.wall_seconds) as broker:
            run(
                [sys.executable, "-P", "-m", "app.media.download.ytdlp_child"],
                stdin=json.dumps(request | {"broker": broker}).encode(), passed=[broker],
                bounds=bounds, cancelled=cancelled, cwd=work, on_line=_Rising(progress),
                env={"PYTHONPATH": os.pathsep.join([root, *_extra_paths(limits)]), "YTDLP_NO_PLUGINS": "1"},
            )  # fmt: skip
    except LimitExceeded as error:
        if error.extra.get("limit") == "file_size":
            raise errors.too_large(host, limits.max_bytes) from error
        raise
    except ProgramFailed as error:
        raise _error("source_unsupported", "the page could not be read", host, url, limits) from error
    return _answer(work / RESULT, host, url, limits)


def _request(url: str, work: Path, limits: SiteLimits) -> dict[str, Any]:
    """What the child is told when nothing else is asked for."""
    return {
        "url": url, "folder": str(work), "max_bytes": limits.max_bytes,
        "max_seconds": limits.max_seconds, "timeout": limits.timeout, "extractors": list(limits.extractors),
        "ffmpeg": ffmpeg_path(), "format": "b", "parts": 1, "comments": False, "max_comments": 0,
        "whitelists": ["-protocol_whitelist", PROTOCOLS, "-format_whitelist", CONTAINERS],
    }  # fmt: skip


def _answer(path: Path, host: str, url: str, limits: SiteLimits) -> dict[str, Any]:
    """What the child found, or the error that it met."""
    answer: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if "error" in answer:
        code, detail, status = answer["error"]
        if code == "http":
            raise errors.refusal(url, host, int(status), b"")
        raise _error(code, str(detail), host, url, limits)
    result: dict[str, Any] = answer["result"]
    return result


def _extra_paths(limits: SiteLimits) -> list[str]:
    """Where extractors of one's own are importable from here, they must be in the child too."""
    return [path for path in sys.path if path] if limits.extractors else []


class _Rising:
    """Progress lines as a fraction that never goes backwards."""

    def __init__(self, progress: OnProgress) -> None:
        self._progress, self._last = progress, 0.0

    def __call__(self, line: str) -> None:
        try:
            fraction = float(line)
        except ValueError:
            return
        if fraction > self._last:
            self._last = fraction
            self._progress(min(fraction, 1.0))


def _error(code: str, detail: str, host: str, url: str, limits: SiteLimits) -> AppError:
    if code == "source_forbidden_address":
        return errors.forbidden_address(detail)
    if code == "source_too_large":
        return errors.too_large(host, limits.max_bytes)
    if code == "source_timeout":
        return errors.timed_out(host, limits.timeout)
    if code == "source_unreachable":
        return errors.unreachable(host, "the connection failed", detail=detail)
    if code == "media_too_long":
        return MediaError(
            f"The media plays {clock(float(detail))}; the limit is {clock(limits.max_seconds)}.",
            code=code,
            hint="Choose a shorter one, or ask the administrator to raise the limit.",
            rejected=True,
        )
    message, hint = _SAID[code]
    return SourceError(message.format(host=host), code=code, hint=hint, rejected=True, detail=detail)


_SAID = {
    "source_live": (
        "This is a live or upcoming stream on “{host}”, which has no end yet.",
        "Wait until it is over and start the job again.",
    ),
    "source_refused": (
        "“{host}” does not hand out this media to the public.",
        "It may be private, paid, protected or need a sign-in. Use a public page, or upload the file.",
    ),
    "source_unsupported": (
        "No audio or video could be found at this address on “{host}”.",
        "Open it in a browser: the address of the page with the player, or of the file itself, works best.",
    ),
}
