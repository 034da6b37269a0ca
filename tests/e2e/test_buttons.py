"""Every button of every state of a job, in its row and in the drawer: what it does, and that we know all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.support import product as products
from tests.support.page.job_states import NO_SOURCE, Made, Make, Maker
from tests.support.page.screen import SRT, sign_in, until

pytestmark = pytest.mark.e2e


class Bench:
    """A job of the state under test on the page, and one of its buttons at a time."""

    def __init__(self, page: Page, maker: Maker) -> None:
        self.page, self.maker = page, maker

    def show(self, make: Make, place: str) -> Locator:
        self.job: Made = make(self.maker)
        only = "" if self.job.name == NO_SOURCE else f"&q={self.job.name}"  # a short page is shown sooner
        self.page.goto(f"/?job={self.job.id}{only}" if place == "drawer" else f"/?{only}")
        shown = self.drawer if place == "drawer" else self.row
        expect(shown).to_be_visible()
        if place == "drawer":  # for a moment after a reload it still holds the job before
            expect(shown).to_contain_text(self.job.id)
        return shown

    @property
    def row(self) -> Locator:
        return self.page.locator(f'[data-job-id="{self.job.id}"]')

    @property
    def drawer(self) -> Locator:
        return self.page.get_by_test_id("job-detail")

    def becomes(self, badge: str) -> None:
        expect(self.row.get_by_test_id("status-badge")).to_have_attribute("data-badge", badge)

    def says(self, words: str) -> None:
        expect(self.page.locator(".notice")).to_contain_text(words)


Effect = Callable[[Bench, Locator], None]


def becomes(badge: str, words: str) -> Effect:
    def effect(bench: Bench, button: Locator) -> None:
        button.click()
        bench.says(words)
        bench.becomes(badge)

    return effect


def says(words: str) -> Effect:
    def effect(bench: Bench, button: Locator) -> None:
        button.click()
        bench.says(words)

    return effect


def closes(bench: Bench, button: Locator) -> None:
    button.click()
    expect(bench.drawer).to_have_count(0)


def downloads(bench: Bench, button: Locator) -> None:
    with bench.page.expect_download() as started:
        button.click()
    assert Path(started.value.path()).read_bytes()


def shares(bench: Bench, button: Locator) -> None:
    button.click()
    bench.page.get_by_role("button", name="Create link").click()
    expect(bench.page.get_by_test_id("share-url")).to_have_value(re.compile("/d/"))
    bench.page.get_by_role("dialog").get_by_role("button", name="Close").click()


def deletes(bench: Bench, button: Locator) -> None:
    again = bench.page.get_by_role("button", name=name(button), exact=True)  # places change with the files
    button.click()
    bench.says("Removed the files")
    bench.page.get_by_test_id("undo-delete").click()
    bench.says("are back")
    again.click()
    bench.says("Removed the files")
    expect(bench.row.get_by_test_id("download")).to_have_count(0)


def copies(bench: Bench, button: Locator) -> None:
    handle = button.element_handle()
    button.click()
    until(bench.page, lambda: handle.evaluate("button => button.textContent") == "Copied")
    assert bench.page.evaluate("navigator.clipboard.readText()")


def takes_media(bench: Bench, button: Locator) -> None:
    with bench.page.expect_file_chooser() as chosen:
        button.click()
    chosen.value.set_files([{"name": "added.srt", "mimeType": "text/plain", "buffer": SRT.encode()}])
    bench.says("has its media: added.srt")
    expect(bench.drawer).to_contain_text("Media: added.srt")


def takes_an_address(bench: Bench, button: Locator) -> None:
    bench.drawer.get_by_label("Address").fill("https://captions.example/added.srt")
    button.click()
    bench.says("fetches its media from there")


def notifies(bench: Bench, button: Locator) -> None:
    button.click()
    expect(bench.page.get_by_test_id("notify")).to_have_text("You will be notified")
    bench.page.get_by_test_id("notify").click()
    expect(bench.page.get_by_test_id("notify")).to_have_text("Notify me when it ends")


CLOSE, COPY = ("Close (Esc)", closes), ("Copy", copies)
RESULT = {
    "Download the result of FILE": downloads,
    "Share FILE": shares,
    "Delete the files of FILE": deletes,
}
CANCEL = {"Cancel FILE": becomes("Canceled", "Canceled #")}
FILES = {"FILE.vtt": downloads, "Share": shares, "Delete files": deletes}
ELSEWHERE = {f"Copy as {words}": copies for words in ("curl", "Python", "CLI")}
SHELL = dict((CLOSE, COPY)) | ELSEWHERE
RUNNING: dict[str, Effect] = {
    "Notify me when it ends": notifies,
    "Cancel": becomes("Canceled", "Canceled #"),
    **SHELL,
}
MEDIA = {"choose files": takes_media, "Use address": takes_an_address}

EXPECTED: dict[str, tuple[Make, dict[str, Effect], dict[str, Effect]]] = {
    "draft without media": (
        Maker.bare_draft,
        {"Start FILE": says("no source"), **CANCEL},
        {**MEDIA, "Start job": says("no source"), **SHELL},
    ),
    "draft": (
        Maker.draft,
        {"Start FILE": becomes("Completed", "Queued #"), **CANCEL},
        {**MEDIA, "Start job": becomes("Completed", "Queued #"), **SHELL},
    ),
    "queued": (Maker.queued, CANCEL, RUNNING),
    "processing": (Maker.processing, CANCEL, RUNNING),
    "needs review": (
        Maker.review,
        CANCEL,
        {
            "Approve": becomes("Completed", "Approved #"),
            "Send back": becomes("Queued", "Sent #"),
            **SHELL,
        },
    ),
    "completed": (Maker.completed, RESULT, {**FILES, **SHELL}),
    "failed": (
        Maker.failed,
        {"Retry FILE": becomes("Completed", "Queued #")},
        {"Retry as it was": becomes("Completed", "Queued #"), "Delete files": deletes, **SHELL},
    ),
    "rejected": (
        Maker.rejected,
        {"Retry FILE": becomes("Rejected", "again.")},
        {
            "Convert as SubRip Video Subtitle Script": becomes("Completed", "again."),
            "Retry as it was": becomes("Rejected", "again."),
            "Delete files": deletes,
            **SHELL,
        },
    ),
    "canceled": (
        Maker.canceled,
        {"Retry FILE": becomes("Queued", "again.")},
        {"Retry as it was": becomes("Queued", "again."), "Delete files": deletes, **SHELL},
    ),
    "sandbox": (Maker.sandbox, RESULT, {**FILES, **SHELL}),
    "sandbox that failed": (
        Maker.sandbox_failed,
        {"Retry FILE": becomes("Failed", "again.")},
        {"Retry as it was": becomes("Failed", "again."), "Delete files": deletes, **SHELL},
    ),
    "sandbox that waits": (
        Maker.sandbox_waiting,
        CANCEL,
        RUNNING,
    ),
}


@pytest.fixture(scope="module")
def maker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Maker]:
    running = products.start(tmp_path_factory.mktemp("buttons") / "data", **products.CAPTIONS_ONLY)
    yield Maker(running)
    products.stop(running)


@pytest.fixture(scope="module")
def bench(browser: Browser, maker: Maker) -> Iterator[Bench]:
    base_url = maker.product.base_url
    context: BrowserContext = browser.new_context(base_url=base_url, viewport={"width": 1440, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write", "notifications"])
    sign_in(context, maker.product)
    yield Bench(context.new_page(), maker)
    context.close()


def pressable(place: Locator) -> dict[str, Locator]:
    """The buttons and the downloads that are shown, by name."""
    return {name(each): each for each in place.locator("button:visible, a[download]:visible").all()}


def name(button: Locator) -> str:
    text = button.get_attribute("aria-label") or button.inner_text()
    return re.sub(r"\s+", " ", text).strip()


def generic(words: str, job: Made) -> str:
    """The name of a button without that of its job."""
    stem = job.name.removesuffix(".srt")
    found = words.replace(job.name, "FILE").replace(stem, "FILE").replace("sample.srt", "FILE.vtt")
    return "choose files" if "choose files" in found else found


@pytest.mark.parametrize("place", ["row", "drawer"])
@pytest.mark.parametrize("state", EXPECTED)
def test_every_button_does_what_it_says(bench: Bench, state: str, place: str) -> None:
    make, row, drawer = EXPECTED[state]
    effects = row if place == "row" else drawer
    for words, effect in effects.items():
        shown = bench.show(make, place)
        expect(shown.locator("button:visible, a[download]:visible")).to_have_count(len(effects))
        found = {generic(each, bench.job): button for each, button in pressable(shown).items()}
        assert set(found) == set(effects)
        effect(bench, found[words])


TOLD = """
window.told = [];
window.Notification = class {
  static permission = "granted";
  static requestPermission = async () => "granted";
  constructor(title) { window.told.push(title); }
};
document.hasFocus = () => false;
"""


def test_the_tab_and_the_browser_tell_of_a_long_job(browser: Browser, maker: Maker) -> None:
    context = browser.new_context(base_url=maker.product.base_url)
    context.add_init_script(TOLD)
    sign_in(context, maker.product)
    page, job = context.new_page(), maker.processing()
    page.goto(f"/?job={job.id}&q={job.name}")
    expect(page).to_have_title(f"40 % · {job.name} · Cuedeck")
    page.get_by_test_id("notify").click()
    expect(page.get_by_test_id("notify")).to_have_text("You will be notified")
    with maker.product.client() as api:
        api.post(f"/v1/jobs/{job.id}/cancel").raise_for_status()
    expect(page).to_have_title(f"{job.name} · Cuedeck")
    assert page.evaluate("window.told") == [f"Canceled: {job.name}"]
    page.get_by_role("button", name="Close (Esc)").click()
    expect(page).to_have_title("Cuedeck")
    context.close()
