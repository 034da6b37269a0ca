"""Large files go from the page straight to the bucket, or through the server where it is out of reach."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, Route, expect

from tests.support import product as products
from tests.support.page.screen import open_screen, sign_in
from tests.support.product import Product
from tests.support.servers.s3 import S3Server, command_for_pages, s3_server

pytestmark = pytest.mark.e2e
PATIENCE = 120_000
SIZE = (16 << 20) + 4711
"""One part, and some of a second."""


@pytest.fixture(scope="module")
def bucket() -> Iterator[S3Server]:
    with s3_server(command_for_pages) as server:
        yield server


@pytest.fixture(scope="module")
def server(bucket: S3Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    settings = bucket.environment("pages", direct_uploads=True)
    running = products.start(tmp_path_factory.mktemp("direct") / "data", **products.CAPTIONS_ONLY, **settings)
    yield running
    products.stop(running)


@pytest.fixture
def context(browser: Browser, server: Product) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=server.base_url, viewport={"width": 1440, "height": 900})
    sign_in(made, server)
    yield made
    made.close()


def film(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(os.urandom(SIZE))
    return path


def uploader_that_knows(page: Page) -> Locator:
    """The uploader once the server has told that files may go straight; before, they go through it."""
    return page.locator("[data-testid=uploader][data-direct=true]")


def test_a_large_file_goes_straight(context: BrowserContext, bucket: S3Server, tmp_path: Path) -> None:
    sent: list[Request] = []
    screen = open_screen(context)
    screen.page.on("request", lambda request: sent.append(request))
    path = film(tmp_path, "film.mp4")
    expect(uploader_that_knows(screen.page)).to_have_count(1, timeout=PATIENCE)
    screen.drop(path)
    expect(screen.page.get_by_test_id("file-row")).to_have_count(1, timeout=PATIENCE)
    parts = [request.url for request in sent if request.method == "PUT"]
    assert [url.split("partNumber=")[1][0] for url in parts] == ["1", "2"], [one.url for one in sent]
    assert all(url.startswith(f"{bucket.endpoint}/") for url in parts)
    assert not [request for request in sent if "/uploads/tus" in request.url]
    stored = [found.read_bytes() for found in bucket.folder.rglob("upload/*/*") if found.is_file()]
    assert path.read_bytes() in stored  # beside what the server notes of it


def refuse(route: Route) -> None:
    """As a bucket whose key may not write."""
    route.fulfill(status=403, headers={"access-control-allow-origin": "*"})


@pytest.mark.parametrize("answer", [Route.abort, refuse])
def test_where_the_bucket_is_out_of_reach_it_goes_through_the_server(
    context: BrowserContext, bucket: S3Server, tmp_path: Path, answer: Callable[[Route], None]
) -> None:
    screen = open_screen(context)
    sent: list[str] = []
    screen.page.on("request", lambda request: sent.append(request.url))
    screen.page.route(f"{bucket.endpoint}/**", lambda route: answer(route))
    expect(uploader_that_knows(screen.page)).to_have_count(1, timeout=PATIENCE)
    screen.drop(film(tmp_path, "other.mp4"))
    expect(screen.page.get_by_test_id("file-row")).to_have_count(1, timeout=PATIENCE)
    assert [url for url in sent if "/uploads/direct" in url]
    assert [url for url in sent if "/uploads/tus" in url]


def test_a_bucket_that_refuses_what_it_took_before_is_told_at_once(
    context: BrowserContext, bucket: S3Server, tmp_path: Path
) -> None:
    screen = open_screen(context)
    refused: list[str] = []

    def answer(route: Route) -> None:
        if "partNumber=1" in route.request.url:
            route.continue_()
            return
        refused.append(route.request.url)
        refuse(route)

    screen.page.route(f"{bucket.endpoint}/**", answer)
    expect(uploader_that_knows(screen.page)).to_have_count(1, timeout=PATIENCE)
    screen.drop(film(tmp_path, "third.mp4"))
    expect(screen.page.get_by_role("alert")).to_contain_text("check the key and the rules", timeout=PATIENCE)
    assert len([url for url in refused if "partNumber=2" in url]) == 2  # the second time with a new address
    screen.page.unroute(f"{bucket.endpoint}/**")
    screen.page.get_by_role("button", name="Retry third.mp4").click()
    expect(screen.page.get_by_test_id("file-row")).to_have_count(1, timeout=PATIENCE)
