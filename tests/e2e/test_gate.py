"""The page keeps to its content security policy, and other sites' pages reach what they may."""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, expect

from tests.support.page.accessibility import page_width, violations
from tests.support.page.screen import SRT, open_screen, submit_file
from tests.support.product import CAPTIONS_ONLY, ROOT, Product, start, stop

pytestmark = pytest.mark.e2e

PAGES = (
    "/settings",
    "/settings/presets",
    "/settings/links",
    "/settings/usage",
    "/settings/developers",
    "/settings/webhooks",
    "/settings/system",
    "/settings/server",
    "/nowhere",
)


def watch(page: Page) -> list[str]:
    """What the browser refuses on this page, from now on."""
    refused: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "violates" in message.text:
            refused.append(f"{page.url}: {message.text}")

    page.on("console", note)
    return refused


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_keeps_to_its_policy(context: BrowserContext, tmp_path: Path, scheme: str) -> None:
    file = tmp_path / f"policy-{scheme}.srt"
    file.write_text(SRT)
    screen = open_screen(context)
    page, refused = screen.page, watch(screen.page)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.reload()
    expect(page.get_by_test_id("job-type")).to_have_attribute("data-value", "convert")
    submit_file(screen, file)
    screen.completed(file.name).get_by_test_id("share").click()
    page.get_by_role("button", name="Create link").click()
    expect(page.get_by_test_id("share-url")).to_have_value(re.compile(".*/d/.+"))
    page.keyboard.press("Escape")
    screen.open(file.name)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Switch between light and dark").click()
    for address in PAGES:
        page.goto(address)
        page.wait_for_load_state("networkidle")
    page.goto("/settings/developers")
    page.get_by_role("button", name="New key").click()
    page.get_by_label("Name").fill("policy")
    page.get_by_role("button", name="Create key").click()
    expect(page.get_by_test_id("new-key")).to_be_visible()
    assert refused == []


def test_signing_in_keeps_to_the_policy(browser: Browser, product: Product) -> None:
    context = browser.new_context(base_url=product.base_url)
    page = context.new_page()
    refused = watch(page)
    page.goto("/sign-in")
    page.get_by_label("Email").fill(product.email)
    page.get_by_label("Password").fill(product.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_test_id("job-type")).to_have_attribute("data-value", "convert")
    assert refused == []
    inline = "Object.assign(document.createElement('script'), {text: 'window.ran = 1'})"
    page.evaluate(f"document.body.append({inline})")
    assert page.evaluate("window.ran") is None
    assert refused != []  # the watch sees what it is for
    context.close()


def test_the_reference_needs_nothing_from_elsewhere(browser: Browser, product: Product) -> None:
    context = browser.new_context(base_url=product.base_url)
    page = context.new_page()
    refused, elsewhere = watch(page), list[str]()

    def only_ours(route: Route) -> None:
        if route.request.url.startswith((product.base_url, "data:")):
            route.continue_()
        else:
            elsewhere.append(route.request.url)
            route.abort()

    page.route("**/*", only_ours)
    page.goto("/docs")
    expect(page.get_by_text("/v1/jobs/{job_id}/download-result")).to_be_visible()
    assert page.locator(".opblock").count() > 40
    page.locator("#operations-Jobs-list_jobs").click()
    expect(page.locator("#operations-Jobs-list_jobs")).to_contain_text("created_after")
    assert (refused, elsewhere) == ([], [])
    context.close()


@pytest.fixture(scope="module")
def tools() -> Iterator[str]:
    """Another site's page, empty; its origin."""
    folder = ROOT / "tests" / "support" / "page" / "uploader"
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_address[1]}"
        server.shutdown()


_CALL = """async ([url, key]) => {
    try {
        const listed = await fetch(url + '/v1/jobs?limit=1', {headers: {authorization: 'Bearer ' + key}});
        const made = await fetch(url + '/v1/convert?dry_run=true', {
            method: 'POST',
            headers: {'x-api-key': key, 'content-type': 'application/json', 'idempotency-key': 'a'},
            body: JSON.stringify({srt_content: 'x'}),
        });
        return [listed.status, listed.headers.get('x-ratelimit-limit') !== null, made.status];
    } catch (error) { return [String(error)]; }
}"""


def test_another_sites_page_calls_the_api_where_it_may(
    browser: Browser, product: Product, tools: str, tmp_path: Path
) -> None:
    allowing = start(tmp_path / "data", **CAPTIONS_ONLY, CUEDECK_ALLOWED_ORIGINS=f'["{tools}"]')
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(tools)
        status, readable, made = page.evaluate(_CALL, [allowing.base_url, allowing.key])
        assert (status, readable) == (200, True)
        assert made < 500
        assert page.evaluate(_CALL, [product.base_url, product.key]) == ["TypeError: Failed to fetch"]
    finally:
        context.close()
        stop(allowing)


def test_a_shared_link_is_a_page_for_whoever_has_it(browser: Browser, product: Product) -> None:
    with product.client() as api:
        job = api.post("/v1/jobs?wait=30", files={"source": ("shared.srt", SRT.encode())}).json()
        address = api.post("/v1/links", json={"job_id": job["job_id"]}).json()["url"]
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 390, "height": 844})
    page = context.new_page()
    refused = watch(page)
    page.goto(address)
    expect(page.get_by_role("heading")).to_contain_text("shared")
    expect(page.get_by_label("First lines of the file")).to_contain_text("Hello")
    assert (violations(page), page_width(page) <= 390, refused) == ([], True, [])
    with page.expect_download() as started:
        page.get_by_role("link", name="Download").click()
    assert "Hello" in Path(started.value.path()).read_text()
    page.goto(address[:-1] + ("A" if address[-1] != "A" else "B"))
    expect(page.get_by_role("heading")).to_have_text("This link is not valid.")
    assert violations(page) == []
    context.close()
