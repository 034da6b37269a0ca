"""The public comments under a video, as threads with their replies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.core.errors import SourceError
from app.core.progress import Cancelled, OnProgress, ignore_progress, never
from app.media.download.ytdlp import SiteLimits, read_page
from app.media.partial_files import working_folder
from app.media.time_positions import within

MOST = 10_000
ROOT = "root"


def fetch_comments(
    url: str,
    folder: Path,
    limits: SiteLimits = SiteLimits(),
    *,
    most: int = 1000,
    progress: OnProgress = ignore_progress,
    cancelled: Cancelled = never,
) -> dict[str, Any]:
    """The comments at `url` as JSON; `folder` is only worked in.

    `{"title", "url", "site", "total", "thread_count", "reply_count", "reported_count", "truncated",
    "threads": [{"id", "author", "author_id", "text", "likes", "created_at", "pinned", "by_uploader",
    "reply_count", "replies": [...]}]}`. `reported_count` is what the site says there are. Raises what
    `download_media` raises, and SourceError `comments_unavailable` when the site shows none to us.
    """
    within("most", most, 1, MOST)
    with working_folder(folder) as work:
        facts = read_page(url, work, limits, progress, cancelled, comments=True, max_comments=most)
    if facts["comments"] is None:
        raise SourceError(
            "No comments can be read at this address.",
            code="comments_unavailable",
            hint="They may be turned off, or this site is not one whose comments can be read.",
            rejected=True,
        )
    progress(1.0)
    return _report(facts, url, most)


def _report(facts: Mapping[str, Any], url: str, most: int) -> dict[str, Any]:
    taken = facts["comments"][:most]
    threads = build_threads(taken)
    reported = facts["comment_count"]
    return {
        "title": facts["title"],
        "url": facts["webpage_url"] or url,
        "site": facts["extractor"],
        "total": len(taken),
        "thread_count": len(threads),
        "reply_count": len(taken) - len(threads),
        "reported_count": reported,
        "truncated": len(facts["comments"]) > most or bool(reported and reported > len(taken)),
        "threads": threads,
    }


def build_threads(comments: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Comments as threads in the site's order; replies of replies stand in their thread, by time.

    A reply whose thread was not delivered begins a thread of its own.
    """
    listed = list(comments)
    parents = {str(c.get("id")): str(c.get("parent") or ROOT) for c in listed}
    threads: dict[str, dict[str, Any]] = {}
    replies: dict[str, list[dict[str, Any]]] = {}
    for comment in listed:
        own = str(comment.get("id"))
        top = _top(own, parents)
        if top == own:
            threads[own] = _comment(comment)
        else:
            replies.setdefault(top, []).append(_comment(comment))
    for name, thread in threads.items():
        thread["replies"] = sorted(replies.get(name, ()), key=lambda reply: reply["created_at"] or "")
        thread["reply_count"] = len(thread["replies"])
    return list(threads.values())


def _top(own: str, parents: Mapping[str, str]) -> str:
    """The id of the comment that began this one's thread; circles end."""
    seen = {own}
    while (parent := parents[own]) != ROOT and parent in parents and parent not in seen:
        seen.add(parent)
        own = parent
    return own if parents[own] == ROOT or parents[own] not in parents else min(seen)


def _comment(found: Mapping[str, Any]) -> dict[str, Any]:
    stamp = found.get("timestamp")
    when = datetime.fromtimestamp(stamp, UTC).isoformat() if isinstance(stamp, int | float) else None
    return {
        "id": str(found.get("id")),
        "author": found.get("author"),
        "author_id": found.get("author_id"),
        "text": found.get("text") or "",
        "likes": found.get("like_count"),
        "created_at": when,
        "pinned": bool(found.get("is_pinned")),
        "by_uploader": bool(found.get("author_is_uploader")),
    }
