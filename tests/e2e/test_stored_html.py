"""Names and captions that are HTML, in a real browser: shown as text, never run, wherever they are seen."""

from __future__ import annotations

import json

import httpx
import pytest
from playwright.sync_api import BrowserContext, expect

from tests.support.page.screen import open_screen
from tests.support.product import Product, wait_for

pytestmark = pytest.mark.e2e

ATTACK = "<img src=x onerror=document.title='owned'><script>document.title='owned'</script>"
NAME = "<img src=x onerror=document.title='owned'>.srt"
CUES = f"1\n00:00:01,000 --> 00:00:02,000\n{ATTACK}\n"


def finished(client: httpx.Client) -> dict[str, str]:
    """A job whose every text is an attack, and whose output is a page."""
    form = {"source": (NAME, CUES.encode())}
    config = json.dumps({"target_profile": "HTML transcript", "job_name": ATTACK, "labels": [ATTACK[:50]]})
    job = client.post("/v1/jobs", files=form, data={"config": config}).json()

    def ended() -> bool:
        return bool(client.get(f"/v1/jobs/{job['job_id']}").json()["status"] in ("completed", "failed"))

    wait_for(ended, 60, "the job to end")
    return dict(client.get(f"/v1/jobs/{job['job_id']}").json())


def test_what_is_html_is_shown_as_text_and_never_runs(context: BrowserContext, product: Product) -> None:
    with product.client() as client:
        job = finished(client)
    assert job["status"] == "completed", job
    screen = open_screen(context)
    expect(screen.row(NAME)).to_contain_text("<img src=x onerror=")
    expect(screen.open(NAME)).to_contain_text("<script>")
    assert screen.page.title() != "owned"
    assert screen.page.locator("img[src='x']").count() == 0

    answer = httpx.get(job["download_url"])
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]
    page = context.new_page()
    with page.expect_download():
        page.evaluate("address => { window.location = address }", job["download_url"])
    opened = context.new_page()
    opened.set_content(answer.text)  # as after saving it
    expect(opened.locator("body")).to_contain_text("<script>")
    assert opened.title() != "owned"
    assert opened.locator("img[src='x']").count() == 0
