"""A person who has forgotten the password gets in by a link from the server and sets a new one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.page.accessibility import violations
from tests.support.product import CAPTIONS_ONLY, Product, start, stop

pytestmark = pytest.mark.e2e
NEW = "another horse battery"


def signs_in(page: Page, email: str, password: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def guesses_until_stopped(browser: Browser, product: Product) -> None:
    stranger = browser.new_context(base_url=product.base_url).new_page()
    for _ in range(30):  # a minute may end in between
        signs_in(stranger, product.email, "a guess")
        if "too many wrong passwords" in stranger.content():
            break
    expect(stranger.get_by_text("Try again in")).to_be_visible()
    stranger.context.close()


def test_a_forgotten_password_is_replaced(browser: Browser, tmp_path: Path) -> None:
    product = start(tmp_path / "data", **CAPTIONS_ONLY)
    elsewhere, here = (browser.new_context(base_url=product.base_url) for _ in range(2))
    try:
        other, page = elsewhere.new_page(), here.new_page()
        signs_in(other, product.email, product.password)
        expect(other.get_by_test_id("job-type")).to_be_visible()
        signs_in(page, product.email, "what was it")
        expect(page.get_by_role("alert")).to_contain_text("do not match")
        page.goto(product.cli("accounts", "reset-password", product.email).stdout.strip())
        page.get_by_role("button", name="Sign in").click()
        expect(page).to_have_url(re.compile("/settings/?$"))
        expect(page.get_by_label("New password")).to_be_visible()
        expect(page.get_by_label("Current password")).to_have_count(0)
        expect(page.locator("main h2").first).to_have_text("Set a new password")
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert violations(page) == [], width
        expect(page.get_by_label("New password")).to_be_in_viewport()
        page.get_by_label("New password").fill(NEW)
        page.get_by_role("button", name="Change password").click()
        expect(page.get_by_text("The password is changed.")).to_be_visible()
        expect(page.get_by_label("Current password")).to_be_visible()
        other.goto("/")
        expect(other.get_by_role("button", name="Sign in")).to_be_visible()
        signs_in(other, product.email, product.password)
        expect(other.get_by_role("alert")).to_contain_text("do not match")
        signs_in(other, product.email, NEW)
        expect(other.get_by_test_id("job-type")).to_be_visible()
        guesses_until_stopped(browser, product)
        page.goto("/settings")
        expect(page.get_by_test_id("refusal-row").first).to_contain_text(
            f"wrong passwords for {product.email}"
        )
    finally:
        elsewhere.close()
        here.close()
        stop(product)
