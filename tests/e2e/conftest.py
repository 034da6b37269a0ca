"""A signed-in browser on the really started product."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser import running_browser
from tests.product import Product

expect.set_options(timeout=20_000)


@dataclass
class Screen:
    """The one screen, as a person uses it."""

    page: Page

    def drop(self, *files: object) -> None:
        self.page.get_by_test_id("upload-input").set_input_files(list(files))  # type: ignore[arg-type]

    def file(self, name: str) -> Locator:
        return self.page.get_by_test_id("file-row").filter(has_text=name)

    def choose(self, test_id: str, words: str) -> None:
        self.page.get_by_test_id(test_id).fill(words)
        self.page.get_by_test_id(test_id).press("Enter")

    def submit(self) -> None:
        self.page.get_by_test_id("submit-job").click()

    def row(self, name: str) -> Locator:
        return self.page.get_by_test_id("job-row").filter(has_text=name).first

    def completed(self, name: str) -> Locator:
        row = self.row(name)
        expect(row).to_have_attribute("data-status", "completed")
        return row

    def open(self, name: str) -> Locator:
        self.row(name).locator(".row-link").click()
        drawer = self.page.get_by_test_id("job-detail")
        expect(drawer).to_be_visible()
        return drawer


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


def sign_in(context: BrowserContext, product: Product) -> None:
    form = {"email": product.email, "password": product.password}
    answer = context.request.post(
        "/auth/sign-in", form=form, headers={"origin": product.base_url}, max_redirects=0
    )
    assert answer.status == 303, answer.text()


@pytest.fixture
def screen(context: BrowserContext) -> Screen:
    return open_screen(context)


def open_screen(context: BrowserContext, address: str = "/") -> Screen:
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_test_id("job-type")).to_have_attribute("data-value", "convert")
    return Screen(page)
