"""The main job in a real browser: drop a file, watch it in two tabs, download it, share it."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, expect

from app.captions import convert
from tests.corpus import corpus_dir
from tests.e2e.conftest import Screen, open_screen
from tests.product import Product

pytestmark = pytest.mark.e2e


@pytest.fixture
def real_file() -> Path:
    return corpus_dir() / "mixed" / "go-astisub" / "example-in.srt"


def test_a_dropped_file_is_converted_live_in_two_tabs_and_downloaded(
    context: BrowserContext, screen: Screen, real_file: Path
) -> None:
    other = open_screen(context)
    screen.drop(real_file)
    expect(screen.file(real_file.name)).to_contain_text("cues")
    screen.choose("target-profile", "WebVTT")
    screen.submit()
    row = screen.completed(real_file.name)
    seen = other.completed(real_file.name)
    assert seen.get_attribute("data-job-id") == row.get_attribute("data-job-id")
    with screen.page.expect_download() as started:
        row.get_by_test_id("download").click()
    asked = convert.ConvertRequest(
        source_profile="SubRip Video Subtitle Script", target_profile="WebVTT", file_name=real_file.name
    )
    assert started.value.suggested_filename == "example-in.vtt"
    assert Path(started.value.path()).read_bytes() == convert.convert(real_file.read_bytes(), asked).data


@pytest.mark.slow
def test_a_shared_link_downloads_for_a_minute_and_is_gone_after_it(
    screen: Screen, product: Product, real_file: Path
) -> None:
    screen.drop(real_file)
    expect(screen.file(real_file.name)).to_be_visible()
    screen.submit()
    screen.completed(real_file.name).get_by_test_id("share").click()
    screen.page.get_by_test_id("share-expiry").select_option("60")
    screen.page.get_by_role("button", name="Create link").click()
    address = screen.page.get_by_test_id("share-url").input_value()
    assert address.startswith(f"{product.base_url}/d/")
    assert httpx.get(address).text.startswith("WEBVTT")
    screen.page.wait_for_timeout(61_000)
    gone = httpx.get(address)
    assert (gone.status_code, "expired" in gone.text) == (410, True)
