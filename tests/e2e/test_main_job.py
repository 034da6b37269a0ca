"""The main job in a real browser: drop a file, watch it in two tabs, download it, share it."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, expect

from app.captions.conversion import convert
from tests.support.page.screen import SAMPLES, MinuteLink, Screen, open_screen

pytestmark = pytest.mark.e2e


@pytest.fixture
def sample() -> Path:
    return SAMPLES / "harbour.srt"


def test_a_dropped_file_is_converted_live_in_two_tabs_and_downloaded(
    context: BrowserContext, screen: Screen, sample: Path
) -> None:
    other = open_screen(context)
    pilot = sample.with_name("pilot.srt")  # a name that no other test of the session has
    pilot.write_bytes(sample.read_bytes())
    screen.drop(pilot)
    expect(screen.file(pilot.name)).to_contain_text("cues")
    screen.choose("target-profile", "WebVTT")
    screen.submit()
    row = screen.completed(pilot.name)
    seen = other.completed(pilot.name)
    assert seen.get_attribute("data-job-id") == row.get_attribute("data-job-id")
    with screen.page.expect_download() as started:
        row.get_by_test_id("download").click()
    asked = convert.ConvertRequest(
        source_profile="SubRip Video Subtitle Script", target_profile="WebVTT", file_name=pilot.name
    )
    assert started.value.suggested_filename == "pilot.vtt"
    assert Path(started.value.path()).read_bytes() == convert.convert(pilot.read_bytes(), asked).data


def test_enter_takes_the_format_that_was_proposed_while_its_list_was_open(
    screen: Screen, sample: Path
) -> None:
    picker = screen.page.get_by_test_id("target-profile")
    picker.click()
    first = screen.page.get_by_role("option").first
    expect(first).to_be_visible()
    screen.drop(sample)
    expect(picker).to_have_attribute("data-value", "WebVTT")
    expect(first).not_to_contain_text("WebVTT")
    expect(screen.page.locator(".picker-option[data-active=true]")).to_contain_text("WebVTT")
    picker.press("Enter")
    expect(first).to_be_hidden()
    expect(picker).to_have_attribute("data-value", "WebVTT")


@pytest.mark.slow
def test_a_shared_link_is_gone_after_its_minute(minute_link: MinuteLink) -> None:
    time.sleep(max(0.0, minute_link.made + 61 - time.monotonic()))
    gone = httpx.get(minute_link.address)
    assert (gone.status_code, "expired" in gone.text) == (410, True)
