"""Presets, drafts, webhooks and usage, as a person works with them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.support.page.screen import SRT, Screen
from tests.support.product import Product

pytestmark = pytest.mark.e2e


def test_a_preset_made_here_is_demanded_by_a_draft_that_is_completed_here(
    context: BrowserContext, product: Product, tmp_path: Path
) -> None:
    page = context.new_page()
    page.goto("/settings/presets")
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
    row.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete preset").click()
    expect(row).to_have_count(0)


def test_an_endpoint_is_made_tried_and_deleted(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/settings/webhooks")
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
    row.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete endpoint").click()
    expect(row).to_have_count(0)


def test_usage_can_be_taken_along(context: BrowserContext, product: Product) -> None:
    with product.client() as api:
        api.post("/v1/jobs?wait=60", files={"source": ("a.srt", SRT.encode())})
    page = context.new_page()
    page.goto("/settings/usage")
    expect(page.get_by_role("row").filter(has_text="Convert").first).to_be_visible()
    expect(page.get_by_test_id("balance")).to_contain_text("held for running jobs")
    with page.expect_download() as download:
        page.get_by_test_id("download").click()
    assert Path(download.value.path()).read_text().startswith("day,job_type,key_id")
