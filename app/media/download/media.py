"""Media from a web page, a player or a direct link, through yt-dlp."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.core.progress import Cancelled, OnProgress, ignore_progress, never
from app.media.download.ytdlp import SiteLimits, read_page
from app.media.extract import only_sound
from app.media.partial_files import working_folder
from app.media.probe.probe import probe
from app.media.time_positions import within


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A downloaded file and what its page said about it; `duration` in seconds when known."""

    path: Path
    title: str
    page_url: str
    site: str
    duration: float | None
    uploader: str


def download_media(
    url: str,
    folder: Path,
    limits: SiteLimits = SiteLimits(),
    *,
    audio_only: bool = False,
    max_height: int | None = None,
    progress: OnProgress = ignore_progress,
    cancelled: Cancelled = never,
) -> Downloaded:
    """Download the media at `url` into `folder`, under a plain ASCII name made from its title.

    Of several media on a page the first is taken. `audio_only` takes the sound out of a site's video where
    the site has no sound by itself. Raises SourceError (codes in `app.core.http_fetch.errors`, and
    `source_live`, `source_unsupported`), MediaError `media_too_long`, EngineError `engine_missing`,
    LimitExceeded or Canceled; for sound alone also MediaError as `probe` does, and `no_audio_track`.
    """
    if max_height is not None:
        within("max_height", max_height, 64, 8192)
    low = f"[height<=?{max_height}]" if max_height else ""
    wanted = "ba/b" if audio_only else f"bv*{low}+ba/b{low}/b"
    with working_folder(folder) as work:
        facts = read_page(url, work, limits, progress, cancelled, format=wanted, parts=1 if audio_only else 2)
        made = Path(facts["path"])
        if audio_only:
            made = only_sound(made, probe(made), cancelled=cancelled)
        target = folder / made.name
        made.replace(target)
    progress(1.0)
    return Downloaded(
        path=target,
        title=str(facts["title"] or made.stem),
        page_url=str(facts["webpage_url"] or url),
        site=str(facts["extractor"] or ""),
        duration=float(facts["duration"]) if facts["duration"] else None,
        uploader=str(facts["uploader"] or ""),
    )
