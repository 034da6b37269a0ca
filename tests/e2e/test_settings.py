"""The settings' pages, as a person works with them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.page.accessibility import page_width, violations
from tests.support.page.english import left_in_english
from tests.support.page.screen import SRT, Screen, sign_in, until
from tests.support.product import Product

pytestmark = pytest.mark.e2e
WIDTHS = (1440, 768, 390)
NEW_PAGES = {
    "/settings/links": "link-row",
    "/settings/developers": "request-row",
    "/settings/usage": "ledger-row",
    "/settings/server": "setting",
    "/settings/system": "queue-row",
}
"""Each with what it shows once there is something to show."""


def test_a_preset_made_here_is_demanded_by_a_draft_that_is_completed_here(
    context: BrowserContext, product: Product, tmp_path: Path
) -> None:
    page = context.new_page()
    page.goto("/settings/presets")
    page.get_by_role("button", name="New preset").click()
    page.get_by_label("Name", exact=True).fill("From the page")
    page.get_by_label("Job type").select_option("convert")
    page.get_by_label("Caption format").select_option("WebVTT")
    page.get_by_label("Required metadata").fill("title")
    page.get_by_role("button", name="Create preset").click()
    row = page.get_by_test_id("preset-row").filter(has_text="From the page")
    row.get_by_role("button", name="New job").click()
    drawer = page.get_by_test_id("job-detail")
    expect(drawer).to_be_visible()
    job_id = page.url.partition("job=")[2]
    source = tmp_path / "from-the-page.srt"
    source.write_text(SRT)
    drawer.get_by_test_id("upload-input").set_input_files(source)
    expect(drawer.get_by_text("Media: from-the-page.srt")).to_be_visible()
    drawer.get_by_role("button", name="Start job").click()
    expect(page.get_by_text("requires the metadata 'title'")).to_be_visible()
    drawer.get_by_label("title").fill("Harbour")
    drawer.get_by_role("button", name="Start job").click()
    expect(Screen(page).row(source.name)).to_have_attribute("data-status", "completed")
    with product.client() as api:
        done = api.get(f"/v1/jobs/{job_id}").json()
    assert (done["job_metadata"], done["target_profile"]) == ({"title": "Harbour"}, "WebVTT")
    page.goto("/settings/profiles")
    expect(page).to_have_url(re.compile("/settings/presets/?$"))
    for undone in (True, False):
        row.get_by_role("button", name="Delete").click()
        page.get_by_role("button", name="Delete preset").click()
        expect(row).to_have_count(0)
        if undone:
            _undone(page, "Deleted the preset")
            expect(row).to_have_count(1)


def test_an_endpoint_is_made_tried_and_deleted(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/settings/webhooks")
    page.get_by_role("button", name="New endpoint").click()
    page.get_by_label("Address").fill("http://127.0.0.1/x")
    page.get_by_role("button", name="Add endpoint").click()
    expect(page.get_by_role("alert")).to_contain_text("private or reserved")
    page.get_by_label("Address").fill("https://hooks.example.com/made-here")
    page.get_by_label("job.failed").check()
    page.get_by_role("button", name="Add endpoint").click()
    expect(page.get_by_test_id("new-secret")).to_have_value(re.compile("^whsec_"))
    row = page.get_by_test_id("endpoint-row").filter(has_text="made-here")
    expect(row).to_contain_text("Active · job.failed")
    row.get_by_role("button", name="Send test").click()
    sent = page.get_by_test_id("delivery-row").filter(has_text="made-here")
    expect(sent).to_have_attribute("data-state", "pending")
    expect(sent).to_contain_text("There is no server named")  # the list follows by itself
    for undone in (True, False):
        row.get_by_role("button", name="Delete").click()
        page.get_by_role("button", name="Delete endpoint").click()
        expect(row).to_have_count(0)
        if undone:
            _undone(page, "Deleted the endpoint")
            expect(row).to_contain_text("Active · job.failed")


def _undone(page: Page, told: str) -> None:
    """The notice of what was deleted can be read by everybody, and brings it back."""
    notice = page.locator(".notice").filter(has_text=told)
    expect(notice).to_be_visible()
    notice.hover()  # it stays for as long as somebody points at it
    assert violations(page) == []
    notice.get_by_test_id("undo-delete").click()
    expect(notice).to_have_count(0)


def test_from_a_link_to_the_state_of_the_server(context: BrowserContext, product: Product) -> None:
    page = context.new_page()
    job = _shared_job(product)
    _links(page, context, job)
    _developers(page, product)
    _usage(page)
    _server_settings(page, product)
    _system(page)
    _audit(page)


def _shared_job(product: Product) -> dict[str, str]:
    with product.client() as api:
        done = api.post("/v1/jobs?wait=60", files={"source": ("shared-film.srt", SRT.encode())}).json()
        made = api.post("/v1/links", json={"job_id": done["job_id"], "expires_in": 120}).json()
    return {"number": str(done["number"]), "url": made["url"]}


def _links(page: Page, context: BrowserContext, job: dict[str, str]) -> None:
    """Found by name, given more time, used, revoked, and gone from the list."""
    page.goto("/settings/links")
    page.get_by_label("Find a file").fill("shared-film")
    row = page.get_by_test_id("link-row").filter(has_text=f"#{job['number']}")
    expect(row).to_contain_text("in ")
    page.get_by_label("Which links").select_option("ending")
    row.get_by_label("New end for").select_option("604800")
    expect(page.get_by_text("The link has a new end")).to_be_visible()
    expect(row).to_have_count(0)
    page.get_by_label("Which links").select_option("live")
    expect(row).to_contain_text("in 7 days")
    assert context.request.get(job["url"]).status == 200
    row.get_by_role("button", name="Revoke").click()
    expect(row).to_have_count(0)
    assert context.request.get(job["url"]).status == 410
    page.get_by_label("Which links").select_option("ended")
    expect(row).to_contain_text("Revoked")


def _developers(page: Page, product: Product) -> None:
    """A key is made when asked for, and its requests appear by themselves."""
    page.goto("/settings/developers")
    page.get_by_role("button", name="New key").click()
    page.get_by_label("Name").fill("Journey")
    page.get_by_role("button", name="Create key").click()
    shown = page.get_by_test_id("new-key")
    expect(shown).to_have_value(re.compile("^cd_live_"))
    with product.client(key=shown.input_value()) as api:
        api.get("/v1/jobs", params={"q": "in-the-query"})
        api.get("/v1/jobs/no-such-job")
    refused = page.get_by_test_id("request-row").filter(has_text="/v1/jobs/no-such-job")
    expect(refused).to_contain_text("404")
    expect(refused).to_contain_text("Journey")
    expect(page.get_by_text("in-the-query")).to_have_count(0)
    page.get_by_label("Which requests").select_option("failed")
    expect(page.get_by_test_id("request-row").filter(has_text="200 OK")).to_have_count(0)
    page.get_by_role("button", name="Done").click()
    row = page.get_by_test_id("key-row").filter(has_text="Journey")
    row.get_by_role("button", name="Revoke").click()
    page.get_by_role("button", name="Revoke key").click()
    expect(row).to_have_attribute("data-revoked", "true")
    _undone(page, "Revoked the key Journey.")
    expect(row).to_have_attribute("data-revoked", "false")
    reference = page.get_by_role("navigation", name="Settings").get_by_role("link", name="API reference")
    expect(reference).to_have_attribute("href", "/docs")


def _usage(page: Page) -> None:
    page.goto("/settings/usage")
    expect(page.get_by_role("img", name=re.compile("jobs, .* failed from"))).to_be_visible()
    expect(page.get_by_test_id("ledger-row").first).to_contain_text("Charged")
    expect(page.get_by_test_id("balance")).to_contain_text("held for running jobs")
    with page.expect_download() as download:
        page.get_by_test_id("download").click()
    assert Path(download.value.path()).read_text().startswith("day,job_type,key_id")
    page.get_by_label("Which entries").select_option("every")
    expect(page.get_by_test_id("ledger-row").filter(has_text="Held for a job").first).to_be_visible()
    page.get_by_label("Which days").select_option("365")
    expect(
        page.get_by_role("cell", name="Convert").or_(page.get_by_role("rowheader", name="Convert")).first
    ).to_be_visible()


def _server_settings(page: Page, product: Product) -> None:
    """A wrong value is refused in words; a right one reaches the worker, which is another process."""
    page.goto("/settings/server")
    field = page.get_by_label("Files of jobs")
    field.fill("0")
    page.get_by_role("button", name="Save settings").click()
    expect(page.get_by_role("alert")).to_contain_text("from 1 to 36,500 days")
    field.fill("3")
    page.get_by_role("button", name="Save settings").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_test_id("setting").filter(has_text="Files of jobs")).to_contain_text("Default 30 days")
    until(page, lambda: _kept_days(product) == 3, 60)
    field.fill("30")
    page.get_by_role("button", name="Save settings").click()
    expect(page.get_by_test_id("change-row").first).to_contain_text("3 days \u2192 30 days")


def _kept_days(product: Product) -> int:
    """For how many days the worker keeps the files of a job that it ends now."""
    with product.client() as api:
        job = api.post("/v1/jobs?wait=60", files={"source": ("kept.srt", SRT.encode())}).json()
    days = "julianday(expires_at) - julianday(completed_at)"
    with closing(sqlite3.connect(product.data_dir / "cuedeck.db")) as database:
        return round(database.execute(f"SELECT {days} FROM job WHERE id = ?", (job["job_id"],)).fetchone()[0])


def _system(page: Page) -> None:
    page.goto("/settings/system")
    expect(page.get_by_test_id("queue-row").filter(has_text="Captions")).to_contain_text("At work")
    expect(page.get_by_test_id("worker-row").first).to_contain_text("At work")
    expect(page.get_by_test_id("engine-row").first).to_be_visible()
    page.get_by_role("button", name="Install another").click()
    page.get_by_label("Name").fill("no-such-model")
    page.get_by_role("button", name="Install model").click()
    expect(page.get_by_role("alert").filter(has_text="no model named")).to_be_visible()


def _audit(page: Page) -> None:
    page.goto("/settings/server")
    expect(page.get_by_test_id("change-row").nth(1)).to_contain_text("30 days \u2192 3 days")


def test_axe_finds_nothing_and_no_screen_is_too_narrow(browser: Browser, product: Product) -> None:
    _shared_job(product)
    context = browser.new_context(
        base_url=product.base_url, reduced_motion="reduce", viewport={"width": 1440, "height": 900}
    )
    sign_in(context, product)
    page = context.new_page()
    for address, shown in NEW_PAGES.items():
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address)
            expect(page.get_by_test_id(shown).first).to_be_visible()
            assert page_width(page) <= width, (address, width)
            if width != 768:
                assert violations(page) == [], (address, width)
    for address, opener in (
        ("/settings/developers", "New key"),
        ("/settings/webhooks", "New endpoint"),
        ("/settings/presets", "New preset"),
        ("/settings/system", "Install another"),
    ):
        page.goto(address)
        page.get_by_role("button", name=opener).click()
        expect(page.get_by_role("button", name="Cancel")).to_be_visible()
        assert (violations(page), page_width(page) <= 390) == ([], True), address
    context.close()


ADDRESSES = [
    *("/", "/edit", "/nowhere", "/sign-in", "/settings", "/settings/presets", "/settings/links"),
    *(
        "/settings/usage",
        "/settings/developers",
        "/settings/webhooks",
        "/settings/system",
        "/settings/server",
    ),
]


@pytest.fixture
def german(browser: Browser, product: Product) -> Iterator[Page]:
    context = browser.new_context(
        base_url=product.base_url, viewport={"width": 1440, "height": 900}, locale="de-DE"
    )
    sign_in(context, product)
    page = context.new_page()
    yield page
    context.close()


def test_nothing_of_the_page_stays_english(german: Page, tmp_path: Path) -> None:
    """No text is left, and React finds the page as it was drawn before its script came."""
    wrong: dict[str, list[str]] = {}
    german.on("pageerror", lambda error: wrong.setdefault("script", []).append(str(error)))

    def look(where: str) -> None:
        german.wait_for_load_state("networkidle")
        if left := left_in_english(german):
            wrong[where] = left

    for address in ADDRESSES:
        german.goto(address)
        expect(german.locator("html")).to_have_attribute("lang", "de")
        look(address)
    path = tmp_path / "abend.srt"
    path.write_text(SRT)
    german.goto("/")
    screen = Screen(german)
    screen.drop(path)
    expect(screen.file(path.name)).to_contain_text("Untertitel")
    german.get_by_test_id("options").locator("summary").click()
    look("a file and its options")
    screen.submit()
    screen.completed(path.name)
    look("a job")
    screen.open(path.name)
    look("the drawer")
    screen.row(path.name).locator(".cell-number a").click()
    expect(german.get_by_test_id("cue-row").first).to_be_visible()
    look("the page of a job")
    german.goto(f"{german.url}/edit")
    expect(german.get_by_test_id("editor")).to_have_attribute("data-phase", "ready")
    look("the editor")
    assert wrong == {}


@pytest.fixture
def unchosen(product: Product) -> Iterator[None]:
    """The account has chosen no language, as all other tests expect it."""
    yield
    with sqlite3.connect(product.data_dir / "cuedeck.db", timeout=60) as database:
        database.execute("UPDATE account SET language = NULL")


def test_the_language_is_chosen_in_the_settings(
    german: Page, browser: Browser, product: Product, unchosen: None
) -> None:
    german.goto("/settings")
    choice = german.get_by_test_id("language")
    expect(choice).to_have_value("de")
    choice.select_option("en")
    expect(german.locator("html")).to_have_attribute("lang", "en")
    expect(german.get_by_role("heading", name="Appearance")).to_be_visible()
    german.goto("/")
    expect(german.get_by_test_id("upload-choose")).to_contain_text("choose files")
    german.goto("/settings")
    german.get_by_test_id("language").select_option("de")
    expect(german.get_by_role("heading", name="Darstellung")).to_be_visible()
    expect(german).to_have_title("Einstellungen · Cuedeck")
    elsewhere = browser.new_context(base_url=product.base_url, locale="en-GB")
    sign_in(elsewhere, product)
    other = elsewhere.new_page()
    other.goto("/settings")
    expect(other.get_by_test_id("language")).to_have_value("de")
    expect(other.get_by_role("heading", name="Darstellung")).to_be_visible()
    elsewhere.close()
