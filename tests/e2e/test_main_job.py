"""The main job in a real browser: drop a file, watch it in two tabs, download it, share it."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, expect

from app.captions.conversion import convert
from tests.corpus import corpus_dir
from tests.e2e.conftest import MinuteLink, Screen, open_screen

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
def test_a_shared_link_is_gone_after_its_minute(minute_link: MinuteLink) -> None:
    time.sleep(max(0.0, minute_link.made + 61 - time.monotonic()))
    gone = httpx.get(minute_link.address)
    assert (gone.status_code, "expired" in gone.text) == (410, True)
