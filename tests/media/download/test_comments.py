import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import MediaError, SourceError
from app.media.download.comments import build_threads, fetch_comments
from app.media.download.ytdlp import SiteLimits
from tests.support.http_server import LocalServer, local_server, reply

pytestmark = pytest.mark.slow

OWN = ("tests.support.media.ytdlp_site:LocalSiteIE",)
LIMITS = SiteLimits(allow=("127.0.0.1",), timeout=5, wall_seconds=60, extractors=OWN)
COMMENTS = [
    {"id": "a", "parent": "root", "text": "First!", "author": "Ann", "author_id": "@ann", "like_count": 3,
     "timestamp": 1700000000, "is_pinned": True},
    {"id": "b", "parent": "root", "text": "Second", "author": "Bob", "timestamp": 1700000100},
    {"id": "a2", "parent": "a", "text": "later reply", "timestamp": 1700000300},
    {"id": "a1", "parent": "a", "text": "¡sí! 😀", "timestamp": 1700000200, "author_is_uploader": True},
]  # fmt: skip


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with local_server() as running:
        yield running


def offered(server: LocalServer, comments: list[dict[str, Any]] | None, count: int | None = None) -> str:
    facts: dict[str, Any] = {"title": "Ours", "media": server.url("/own.mp4"), "count": count}
    if comments is not None:
        facts["comments"] = comments
    server.routes["/api/v1"] = reply(200, json.dumps(facts).encode(), content_type="application/json")
    return server.url("/watch/v1")


def test_threads_with_replies_and_counts(server: LocalServer, tmp_path: Path) -> None:
    seen: list[float] = []
    result = fetch_comments(offered(server, COMMENTS, 4), tmp_path, LIMITS, progress=seen.append)
    assert (result["title"], result["site"]) == ("Ours", "LocalSite")
    counts = ("total", "thread_count", "reply_count", "reported_count")
    assert [result[name] for name in counts] == [4, 2, 2, 4]
    assert result["truncated"] is False
    first, second = result["threads"]
    assert (first["text"], first["likes"], first["pinned"], first["reply_count"]) == ("First!", 3, True, 2)
    assert first["created_at"] == "2023-11-14T22:13:20+00:00"
    replies = [(r["text"], r["by_uploader"]) for r in first["replies"]]
    assert replies == [("¡sí! 😀", True), ("later reply", False)]
    assert (second["replies"], second["reply_count"]) == ([], 0)
    assert seen[-1] == 1.0
    assert list(tmp_path.iterdir()) == []
    assert not any("own.mp4" in line for line in server.seen), "the media itself is not fetched"
    json.dumps(result)


def test_thousands_of_comments(server: LocalServer, tmp_path: Path) -> None:
    many = [{"id": str(n), "parent": "root", "text": "x" * 200} for n in range(3000)]
    result = fetch_comments(offered(server, many), tmp_path, LIMITS, most=2500)
    assert (result["total"], result["truncated"]) == (2500, True)


def test_none_and_not_to_be_had(server: LocalServer, tmp_path: Path) -> None:
    assert fetch_comments(offered(server, []), tmp_path, LIMITS)["threads"] == []
    with pytest.raises(SourceError) as caught:
        fetch_comments(offered(server, None), tmp_path, LIMITS)
    assert caught.value.code == "comments_unavailable"
    assert caught.value.hint


def test_private_addresses_and_bad_numbers(server: LocalServer, tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        fetch_comments(offered(server, COMMENTS), tmp_path, SiteLimits(extractors=LIMITS.extractors))
    assert caught.value.code == "source_forbidden_address"
    with pytest.raises(MediaError):
        fetch_comments(offered(server, COMMENTS), tmp_path, LIMITS, most=0)


def test_odd_threads() -> None:
    found = build_threads(
        [
            {"id": "r", "parent": "gone", "text": "an orphan"},
            {"id": "rr", "parent": "r", "text": "reply to a reply"},
            {"id": "x", "parent": "y"},
            {"id": "y", "parent": "x"},
            {"id": "n", "text": None},
        ]
    )
    shape = [(t["id"], [r["id"] for r in t["replies"]]) for t in found]
    assert shape == [("r", ["rr"]), ("x", ["y"]), ("n", [])]
