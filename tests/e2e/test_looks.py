"""Accessibility in both themes, the narrow layout, sign-in, and what a first visit weighs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.support.page.accessibility import SCHEMES, page_width, violations
from tests.support.page.browser import FLAGS, chromium
from tests.support.page.english import left_in_english
from tests.support.page.screen import SRT, Screen, open_screen, sign_in, until
from tests.support.page.screenshots import furnished, states
from tests.support.product import Product, start, stop

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_in_any_state(
    browser: Browser, product: Product, tmp_path: Path, width: int
) -> None:
    context = browser.new_context(
        base_url=product.base_url,
        reduced_motion="reduce",
        viewport={"width": width, "height": 900},
    )
    page = context.new_page()
    page.goto("/sign-in?error=1")
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page) == []
    sign_in(context, product)
    axe_on_the_main_page(Screen(page), tmp_path, width)
    axe_on_the_settings(page, product, width)
    context.close()


def axe_on_the_main_page(screen: Screen, tmp_path: Path, width: int) -> None:
    page = screen.page
    page.goto("/")
    good, bad = tmp_path / f"good-{width}.srt", tmp_path / "bad.srt"
    good.write_text(SRT)
    bad.write_bytes(b"\x7fELF" + bytes(500))
    screen.drop(good, bad)
    expect(screen.file(good.name)).to_be_visible()
    expect(screen.file(bad.name)).to_be_visible()
    page.get_by_test_id("options").locator("summary").click()
    page.get_by_test_id("target-profile").click()
    assert violations(page) == [], "files and an open list"
    page.keyboard.press("Escape")
    screen.submit()
    screen.completed(good.name)
    assert violations(page) == [], "the history"
    screen.open(good.name)
    assert violations(page) == [], "the drawer"
    page.get_by_role("button", name="Share", exact=True).click()
    page.get_by_role("button", name="Create link").click()
    expect(page.get_by_test_id("share-url")).to_be_visible()
    assert violations(page) == [], "the share dialog"
    page.get_by_role("button", name="End all links…").click()
    assert violations(page) == [], "the question before all links end"
    page.get_by_role("button", name="End all links", exact=True).click()
    expect(page.get_by_role("dialog").get_by_text("revoked")).to_be_visible()
    page.goto("/?status=rejected&q=no+such+thing")
    expect(page.get_by_role("button", name="Clear filters")).to_be_visible()
    assert violations(page) == [], "no match"
    page.goto("/?status=unheard-of")
    expect(page.get_by_text("There is no status")).to_be_visible()
    assert violations(page) == [], "an error"


def axe_on_the_settings(page: Page, product: Product, width: int) -> None:
    page.goto("/settings/developers")
    page.get_by_role("button", name="New key").click()
    page.get_by_label("Name").fill("axe")
    page.get_by_role("button", name="Create key").click()
    expect(page.get_by_test_id("new-key")).to_be_visible()
    assert violations(page) == [], "developers"
    with product.client() as api:
        made = api.post("/v1/presets", json={"name": f"axe {width}", "required_metadata": ["title"]}).json()
        draft = api.post("/v1/jobs", json={"start": False}).json()
    for address, shown in (
        ("/settings/presets", made["name"]),
        ("/settings/webhooks", "Deliveries"),
        ("/settings/usage", "Prices"),
        (f"/?job={draft['job_id']}", "Use address"),
    ):
        page.goto(address)
        expect(page.get_by_text(shown).first).to_be_visible()
        assert violations(page) == [], address
        assert page_width(page) <= width, address


def test_on_a_narrow_screen_rows_have_two_lines_and_the_drawer_is_the_page(
    browser: Browser, product: Product, tmp_path: Path
) -> None:
    context = browser.new_context(
        base_url=product.base_url, reduced_motion="reduce", viewport={"width": 390, "height": 844}
    )
    sign_in(context, product)
    screen = open_screen(context)
    path = tmp_path / "narrow.srt"
    path.write_text(SRT)
    screen.drop(path)
    expect(screen.file(path.name)).to_be_visible()
    screen.submit()
    row = screen.completed(path.name)
    box = row.bounding_box()
    assert box is not None
    assert 56 <= box["height"] <= 96
    assert page_width(screen.page) <= 390
    screen.page.get_by_test_id("more-filters").click()
    panel = screen.page.get_by_role("group", name="More filters").bounding_box()
    assert panel is not None
    assert (panel["x"] >= 0, panel["x"] + panel["width"] <= 390) == (True, True)
    screen.page.keyboard.press("Escape")
    drawer = screen.open(path.name)
    shown = drawer.bounding_box()
    assert shown is not None
    assert (shown["x"], shown["width"] >= 375) == (0, True)
    screen.page.get_by_role("link", name="All jobs", exact=True).click()
    expect(drawer).to_have_count(0)
    context.close()


@pytest.mark.timeout(900)
def test_every_page_and_state_in_german(browser: Browser, tmp_path: Path) -> None:
    """Nothing stays English, axe finds nothing, nothing is wider than a narrow screen: German words are long.

    Colours are the same in every language, so one theme will do.
    """
    product = start(tmp_path / "data")
    wrong: list[str] = []

    def failed(error: Error) -> None:
        """A script's, such as React's when the page is not as it was drawn before its script came."""
        wrong.append(str(error))

    try:
        world = furnished(product, language="de")
        context = browser.new_context(base_url=product.base_url, reduced_motion="reduce", locale="de-DE")
        page = context.new_page()
        page.goto("/sign-in?error=1")
        wrong += _wrong(page, "sign-in")
        sign_in(context, product)
        for name, show in states(world):
            page.close()
            page = context.new_page()
            page.on("pageerror", failed)
            page.set_viewport_size({"width": 1440, "height": 900})
            show(page)
            wrong += _wrong(page, name)
        context.close()
    finally:
        stop(product)
    assert wrong == []


NARROW = (768, 390)


def _wrong(page: Page, name: str) -> list[str]:
    """What is not as it should be on a page that is shown in German."""
    expect(page.locator("html")).to_have_attribute("lang", "de")
    left = [f"{name}: {text}" for text in left_in_english(page)]
    return left + _too_wide(page, name) + [f"{name}: {each}" for each in violations(page, SCHEMES[:1])]


def _too_wide(page: Page, name: str) -> list[str]:
    """Where the page scrolls sideways, or its current tab cannot be read."""
    found = []
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(50)  # what measures the page has been told of its width
        if page_width(page) > width:
            found.append(f"{name}: {page_width(page)} px on {width}")
        tab = page.locator(".tab[aria-current]")
        box = tab.bounding_box() if tab.count() else None
        if box is not None and not 0 <= box["x"] <= box["x"] + box["width"] <= width:
            found.append(f"{name}: the current tab is cut on {width}")
    return found


def test_a_person_signs_in_and_out(browser: Browser, product: Product) -> None:
    context = browser.new_context(base_url=product.base_url)
    page = context.new_page()
    page.goto("/?status=completed")
    expect(page).to_have_url(f"{product.base_url}/sign-in?next=%2F%3Fstatus%3Dcompleted")
    page.get_by_label("Email").fill(product.email)
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text("This email and password do not match.")
    expect(page.get_by_label("Email")).to_have_value(product.email)
    page.get_by_label("Password").fill(product.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_test_id("filter-status")).to_have_value("completed")
    assert "cuedeck_session" not in page.evaluate("document.cookie")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()
    page.goto("/")
    expect(page.get_by_label("Password")).to_be_visible()
    context.close()


def test_an_address_without_a_page_keeps_the_way_around(browser: Browser, product: Product) -> None:
    context = browser.new_context(base_url=product.base_url, reduced_motion="reduce")
    sign_in(context, product)
    page = context.new_page()
    page.goto("/no/such/page")
    expect(page.get_by_test_id("not-found")).to_contain_text("There is no page at this address")
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert (violations(page), page_width(page) <= 390) == ([], True)
    page.get_by_role("link", name="Settings").click()
    expect(page.get_by_role("button", name="Change password")).to_be_visible()
    context.close()


def _pixels(page: Page, left: int) -> bytes:
    return page.screenshot(clip={"x": left, "y": 300, "width": 5, "height": 5})


def test_no_strip_beside_the_page_stays_bright_under_a_dialog(browser: Browser, product: Product) -> None:
    """With scrollbars that take room, which test browsers hide, their gutter lies beside the backdrop."""
    shown = browser.browser_type.launch(
        executable_path=chromium(), args=FLAGS, ignore_default_args=["--hide-scrollbars"]
    )
    context = shown.new_context(base_url=product.base_url, reduced_motion="reduce")
    sign_in(context, product)
    page = open_screen(context).page
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        width = page.evaluate("window.innerWidth")
        until(page, lambda width=width: _pixels(page, width - 30) == _pixels(page, width - 6))
    shown.close()


def test_signing_out_empties_the_other_tabs(browser: Browser, product: Product, tmp_path: Path) -> None:
    context = browser.new_context(base_url=product.base_url)
    sign_in(context, product)
    first, second = open_screen(context), open_screen(context)
    expect(second.page.get_by_text(re.compile(r"^\d+ jobs?$"))).to_be_visible()
    expect(second.page.locator(".day-chart")).to_be_visible()  # the last that the page asks for by itself
    first.page.get_by_role("button", name="Sign out").click()
    expect(first.page.get_by_label("Password")).to_be_visible()
    first.page.wait_for_timeout(5_100)  # a session is looked up again after five seconds
    with product.client() as client:
        client.post("/v1/jobs", json={"job_type": "unheard-of"})
    expect(second.page.get_by_text("You are signed out.")).to_be_visible()
    expect(second.page.get_by_test_id("job-row")).to_have_count(0)
    second.page.get_by_role("button", name="Show all jobs").click()
    expect(second.page.get_by_label("Password")).to_be_visible()
    context.close()


def test_a_first_visit_is_light_and_loads_nothing_from_elsewhere(browser: Browser, product: Product) -> None:
    context = browser.new_context(base_url=product.base_url)
    sign_in(context, product)
    page = context.new_page()
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto("/")
    expect(page.get_by_test_id("job-type")).to_have_attribute("data-value", "convert")
    assert hosts == {product.base_url.split("/")[2]}
    sizes = page.evaluate(
        """performance.getEntriesByType("resource").filter(each => each.name.endsWith(".js"))
            .reduce((sum, each) => sum + each.transferSize, 0)"""
    )
    assert sizes <= 350_000
    context.close()
