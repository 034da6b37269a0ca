"""download and comments against a local site: pages, redirects, addresses that are not for us."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from tests.support.http_server import LocalServer, redirect, reply
from tests.support.media.clips import video
from tests.support.media.jobs import assert_refused, cost, output, run, stages
from tests.support.media.studio import Servers
from tests.support.product import Product

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.timeout(1800)]

COMMENTS = [
    {"id": "a", "parent": "root", "text": "First!", "author": "Ann"},
    {"id": "a1", "parent": "a", "text": "¡sí!", "author": "Bob"},
    {"id": "b", "parent": "root", "text": "Second", "author": "Eve"},
]
METADATA = "http://169.254.169.254/latest/meta-data/"
TRAP = f"<html><title>x</title><body><video src='{METADATA}x.mp4'></video>".encode()


@pytest.fixture
def site(servers: Servers, tmp_path: Path) -> LocalServer:
    """A site with a film, pages that show it, and ways out of the network it may be reached in."""
    content = video(tmp_path / "film.mp4", 3.0).read_bytes()
    page = b'<!doctype html><title>Our film</title><video src="/film.mp4"></video>'
    facts = {"title": "Ours", "media": servers.site.url("/film.mp4"), "comments": COMMENTS, "count": 3}
    servers.site.routes.update(
        {
            "/film.mp4": reply(200, content, content_type="video/mp4"),
            "/page": reply(200, page, content_type="text/html"),
            "/moved": redirect("/film.mp4"),
            "/trap": redirect(METADATA),
            "/trap-page": reply(200, TRAP, content_type="text/html"),
            "/api/v1": reply(200, json.dumps(facts).encode(), content_type="application/json"),
        }
    )
    return servers.site


@pytest.mark.parametrize("path", ["/film.mp4", "/page", "/moved"])
def test_a_download(studio: Product, api: httpx.Client, site: LocalServer, tmp_path: Path, path: str) -> None:
    job = run(api, "download", url=site.url(path))
    assert (job["status"], job["error_message"]) == ("completed", None)
    assert stages(studio, job) == ["created", "downloading", "downloaded"]
    assert output(api, job) == (tmp_path / "film.mp4").read_bytes()
    assert cost(studio, job) == 1


@pytest.mark.parametrize("path", ["/trap", "/trap-page"])
def test_ways_to_private_addresses_are_closed(
    studio: Product, api: httpx.Client, site: LocalServer, path: str
) -> None:
    job = run(api, "download", url=site.url(path))
    assert job["error_code"] == "source_forbidden_address"
    assert_refused(studio, job, job["stage"], "source_forbidden_address")


def test_addresses_the_owner_did_not_allow(product: Product, site: LocalServer) -> None:
    with product.client() as api:
        for job_type in ("download", "comments", "fingerprint"):
            job = run(api, job_type, url=site.url("/film.mp4"))
            assert_refused(product, job, job["stage"], "source_forbidden_address")


def test_comments(studio: Product, api: httpx.Client, site: LocalServer) -> None:
    job = run(api, "comments", url=site.url("/watch/v1"))
    assert (job["status"], job["error_message"]) == ("completed", None)
    found = job["result_data"]
    assert (found["total"], found["thread_count"], found["reply_count"]) == (3, 2, 1)
    assert [thread["text"] for thread in found["threads"]] == ["First!", "Second"]
    assert json.loads(output(api, job)) == found
    none = run(api, "comments", url=site.url("/film.mp4"))
    assert_refused(studio, none, "rejected", "comments_unavailable")


def test_a_source_by_address(studio: Product, api: httpx.Client, site: LocalServer) -> None:
    job = run(api, "preview", media_url=site.url("/moved"), preview_type="thumbnail")
    assert (job["status"], job["error_message"]) == ("completed", None)
    gone = run(api, "preview", media_url=site.url("/gone.mp4"), preview_type="thumbnail")
    assert_refused(studio, gone, gone["stage"], "source_not_found")
