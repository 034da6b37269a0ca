"""The one screen as a person uses it, in a browser."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.support.product import ROOT, Product

expect.set_options(timeout=20_000)

SAMPLES = ROOT / "tests" / "data" / "captions"
SRT = "1\n00:00:01,000 --> 00:00:02,000\nHello\n"


@dataclass
class Screen:
    """The one screen, as a person uses it."""

    page: Page

    def drop(self, *files: object) -> None:
        self.page.get_by_test_id("upload-input").set_input_files(list(files))  # type: ignore[arg-type]

    def file(self, name: str) -> Locator:
        return self.page.get_by_test_id("file-row").filter(has_text=name)

    def choose(self, test_id: str, words: str) -> None:
        picker = self.page.get_by_test_id(test_id)
        picker.click()
        picker.fill(words)
        found = self.page.locator(".picker", has=picker).get_by_role("option")
        expect(found.first).to_be_visible()  # what there is to choose may still be on its way
        picker.press("Enter")

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


def sign_in(context: BrowserContext, product: Product) -> None:
    form = {"email": product.email, "password": product.password}
    answer = context.request.post(
        "/auth/sign-in", form=form, headers={"origin": product.base_url}, max_redirects=0
    )
    assert answer.status == 303, answer.text()


@dataclass(frozen=True)
class MinuteLink:
    """A link of 60 seconds, and when it was made (monotonic seconds)."""

    address: str
    made: float


def submit_file(screen: Screen, path: Path, target: str = "WebVTT") -> None:
    screen.drop(path)
    expect(screen.file(path.name)).to_contain_text("cue")
    screen.choose("target-profile", target)
    screen.submit()


def open_screen(context: BrowserContext, address: str = "/") -> Screen:
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_test_id("job-type")).to_have_attribute("data-value", "convert")
    return Screen(page)


def finished(api: httpx.Client, name: str, patience: float) -> dict[str, Any]:
    """The newest job of a file of this name once it is completed; `patience` in seconds."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        found: dict[str, Any] | None = next(
            iter(api.get("/v1/jobs", params={"q": name}).json()["items"]), None
        )
        if found is not None and found["status"] in ("completed", "failed"):
            assert found["status"] == "completed", (name, found["error_message"])
            return found
        time.sleep(0.5)
    raise AssertionError(f"{name} was not done in time")


def until(page: Page, holds: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for what no locator shows; `wait_for_function` evaluates text, which the page's policy forbids."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        page.wait_for_timeout(100)


def web_process(product: Product) -> int:
    """The process id of the web server: the child of the supervisor that serves its socket."""
    time.sleep(0.05)
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().split(b"\0")
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if b"app.supervisor.serve" in command and int(parent) == product.process.pid:
            return int(folder.name)
    return 0
