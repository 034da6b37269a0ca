"""A picture of every page and state at three widths in both themes.

    make screenshots                      into .docs/screenshots
    python -m tests.support.page.screenshots FOLDER

An instance of its own is started, with a job in every state. Look at the pictures one by one after a change
of the looks of the page: no test does, but that nothing is wider than a narrow screen.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from app import locale
from app.locale.messages import translate_message
from app.ui.pages import settings_tabs
from tests.support.page.accessibility import SCHEMES
from tests.support.page.browser import running_browser
from tests.support.page.job_states import Made
from tests.support.page.screen import Screen, sign_in
from tests.support.page.showcase import SPOKEN, TRANSLATED, Showcase
from tests.support.product import ROOT, Product, start, stop

WIDTHS = (1440, 768, 390)
FOLDER = ROOT / ".docs" / "screenshots"
MADE = (
    "draft", "canceled", "rejected", "failed", "sandbox",
    "translated", "completed", "review", "processing", "queued",
)  # fmt: skip
OPENED = ("completed", "translated", "processing", "failed", "review")
"""The states whose jobs are also shown on a page of their own."""
BY_SCREEN = ("drawer", "editor", "selected", "share", "shortcuts")
"""What lies over a page, or fills the screen by itself, is not taken longer than the screen."""
HEIGHT = 900
State = Callable[[Page], None]


@dataclass
class World:
    """What there is to see: a job in every state, by the name of the state, and links to a file.

    `language` is the one in which whoever looks at it reads the page.
    """

    product: Product
    jobs: dict[str, Made]
    numbers: dict[str, int]
    links: dict[str, str]
    language: str = locale.ENGLISH

    def said(self, text: str) -> str:
        """A text of the page as it is read."""
        return translate_message(text, self.language)


def furnished(product: Product, *, days: bool = False, language: str = locale.ENGLISH) -> World:
    """Make the jobs and links, a preset and a webhook; with `days` also the jobs of the days before."""
    maker = Showcase(product)
    if days:
        maker.working_days()
    jobs = {name: getattr(maker, name)() for name in MADE}
    maker.execute("UPDATE apikey SET name = 'Newsroom import' WHERE name = 'tests'")
    maker.execute("UPDATE apikey SET name = 'Rehearsals' WHERE name = 'sandbox'")
    with product.client() as api:
        for preset in _PRESETS:
            api.post("/v1/presets", json=preset).raise_for_status()
        api.post("/v1/webhooks", json={"url": "https://hooks.example.com/captions"}).raise_for_status()
        numbers = {name: api.get(f"/v1/jobs/{jobs[name].id}").json()["number"] for name in OPENED}
        wanted = {"job_id": jobs["completed"].id}
        made = {name: api.post("/v1/links", json=wanted | more).json() for name, more in _LINKS.items()}
        api.delete(f"/v1/links/{made['revoked']['link_id']}")
    return World(product, jobs, numbers, {name: link["url"] for name, link in made.items()}, language)


_PRESETS: tuple[dict[str, object], ...] = (
    {"name": "Festival", "required_metadata": ["title"], "settings": {"guide": "netflix"}},
    {"name": "Newsroom", "job_type": "convert", "target_profile": "WebVTT"},
)
_LINKS: dict[str, dict[str, int]] = {
    "open": {"expires_in": 604_800},
    "once": {"max_downloads": 1},
    "revoked": {},
}


def at(address: str, words: str = "") -> State:
    """A page, once it shows these words."""

    def show(page: Page) -> None:
        page.goto(address)
        if words:
            expect(page.get_by_text(words).first).to_be_visible()
        _prepared(page)

    return show


def _prepared(page: Page) -> None:
    """Once all rows are there, and what plays is prepared: a worker examines it when somebody looks first."""
    expect(page.locator(".bone, .waveform-wait, .player-message progress")).to_have_count(0)


def states(world: World) -> Iterator[tuple[str, State]]:
    """Every page and state of somebody who is signed in."""
    said = world.said
    yield "history", at("/", "Interview with Marta")
    yield "history-no-match", at("/?q=no+such+thing", said("Clear filters"))
    yield "history-error", at("/?status=unheard-of", said("Show all jobs"))
    yield "files", _files
    yield "selected", _selected
    yield "shortcuts", _shortcuts
    yield "share", _share(world)
    for name, job in world.jobs.items():
        yield f"drawer-{name}", at(f"/?job={job.id}", job.id)
    for name in OPENED:
        yield f"job-{name}", at(f"/jobs/{world.numbers[name]}", said("About this job"))
    yield "job-missing", at("/jobs/999999", said("No such job"))
    yield "editor", _editor(f"/jobs/{world.numbers['completed']}/edit")
    yield "editor-review", _editor(f"/jobs/{world.numbers['review']}/edit")
    yield "edit", at("/edit", said("Edit a caption file"))
    for tab in settings_tabs():
        yield tab.route.strip("/").replace("/", "-"), at(tab.route, said("Presets"))
    yield "not-found", at("/no/such/page", said("There is no page at this address"))
    for name, address in world.links.items():
        yield f"link-{name}", at(address, "Cuedeck")


def _files(page: Page) -> None:
    page.goto("/")
    screen = Screen(page)
    for name, words in (("Harbour.vtt", SPOKEN), ("Hafen.srt", TRANSLATED)):
        screen.drop({"name": name, "mimeType": "text/plain", "buffer": words.encode()})
        expect(screen.file(name)).to_be_visible()
    page.get_by_test_id("options").locator("summary").click()


def _selected(page: Page) -> None:
    page.goto("/")
    for index in range(2):
        page.get_by_test_id("select-job").nth(index).click()
    expect(page.get_by_test_id("bulk-bar")).to_be_visible()


def _shortcuts(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_test_id("job-row").first).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def _share(world: World) -> State:
    def show(page: Page) -> None:
        page.goto(f"/?job={world.jobs['completed'].id}")
        share, create = world.said("Share"), world.said("Create link")
        page.get_by_test_id("job-detail").get_by_role("button", name=share, exact=True).click()
        expect(page.get_by_role("button", name=create)).to_be_visible()

    return show


def _editor(address: str) -> State:
    def show(page: Page) -> None:
        page.goto(address)
        expect(page.get_by_test_id("editor-cue-text")).to_be_visible()
        _prepared(page)

    return show


def take(page: Page, folder: Path, name: str, width: int) -> None:
    """The whole page, or the screen for what lies over one, in both themes."""
    page.evaluate("document.activeElement.blur()")
    page.evaluate("scrollTo(0, 0)")
    if not name.startswith(BY_SCREEN):  # on a screen as high as the page, what is sticky has its own place
        page.set_viewport_size({"width": width, "height": max(HEIGHT, _page_height(page))})
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(200)  # colours have faded by then
        page.screenshot(path=folder / f"{name}-{width}-{scheme}.png")


def _page_height(page: Page) -> int:
    height: int = page.evaluate("document.documentElement.scrollHeight")
    return height


def _walk(browser: Browser, world: World, folder: Path, width: int) -> None:
    context = browser.new_context(
        base_url=world.product.base_url,
        reduced_motion="reduce",
        viewport={"width": width, "height": HEIGHT},
    )
    page = context.new_page()
    page.goto("/sign-in?error=1")
    take(page, folder, "sign-in", width)
    sign_in(context, world.product)
    for name, show in states(world):
        page.close()
        page = context.new_page()  # a page that is opened again keeps its dialogs
        show(page)
        take(page, folder, name, width)
    context.close()


def _empty(browser: Browser, product: Product, folder: Path) -> None:
    for width in WIDTHS:
        context = browser.new_context(base_url=product.base_url, viewport={"width": width, "height": HEIGHT})
        sign_in(context, product)
        page = context.new_page()
        at("/", "Try a sample")(page)
        take(page, folder, "first-visit", width)
        context.close()


def main() -> None:
    """Take all of them."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, running_browser() as browser:
        product = start(Path(data) / "data")
        try:
            _empty(browser, product, folder)
            world = furnished(product, days=True)
            for width in WIDTHS:
                _walk(browser, world, folder, width)
        finally:
            stop(product)
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")


if __name__ == "__main__":
    main()
