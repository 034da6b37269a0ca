"""A signed-in browser on the product with engines of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.support.page.screen import Screen, open_screen, sign_in
from tests.support.product import Product


@pytest.fixture
def studio_screen(browser: Browser, studio: Product) -> Iterator[Screen]:
    context = browser.new_context(base_url=studio.base_url, viewport={"width": 1440, "height": 900})
    sign_in(context, studio)
    yield open_screen(context)
    context.close()
