"""A signed-in browser on the really started product."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.support.page.browser import running_browser
from tests.support.page.screen import (
    SRT,
    MinuteLink,
    Screen,
    open_screen,
    sign_in,
    submit_file,
)
from tests.support.product import Product


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One for all of these tests, and gone after them: while it runs, nothing else in this process may be
    asynchronous."""
    with running_browser() as started:
        yield started


@pytest.fixture
def context(browser: Browser, product: Product) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=product.base_url, viewport={"width": 1440, "height": 900})
    sign_in(made, product)
    yield made
    made.close()


@pytest.fixture
def screen(context: BrowserContext) -> Screen:
    return open_screen(context)


@pytest.fixture(scope="package")
def minute_link(
    browser: Browser, product: Product, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MinuteLink]:
    """Shared by a person. One for all, so that other tests pass the minute it lasts."""
    path = tmp_path_factory.mktemp("minute") / "for-a-minute.srt"
    path.write_text(SRT)
    context = browser.new_context(base_url=product.base_url)
    sign_in(context, product)
    screen = open_screen(context)
    submit_file(screen, path)
    screen.completed(path.name).get_by_test_id("share").click()
    screen.page.get_by_test_id("share-expiry").select_option("60")
    screen.page.get_by_role("button", name="Create link").click()
    yield MinuteLink(screen.page.get_by_test_id("share-url").input_value(), time.monotonic())
    context.close()
