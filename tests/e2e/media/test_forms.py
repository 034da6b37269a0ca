"""The forms of media jobs in a real browser: engines and voices to choose, captions put on a video."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from tests.support.media.clips import video
from tests.support.page.results import change
from tests.support.page.screen import Screen
from tests.support.product import Product

pytestmark = pytest.mark.e2e

PATIENCE = 240_000
"""Milliseconds until the media worker is up and done, on whatever machine this runs."""
SRT = "1\n00:00:00,500 --> 00:00:01,500\nGood morning.\n"


@pytest.fixture
def captions(tmp_path: Path) -> Path:
    path = tmp_path / "words.srt"
    path.write_text(SRT)
    return path


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return video(tmp_path / "clip.mp4", 2.0)


def test_a_voice_is_chosen_and_heard(screen: Screen, clip: Path, captions: Path) -> None:
    screen.drop(clip, captions)
    expect(screen.file("words.srt")).to_be_visible()
    expect(screen.file("clip.mp4")).to_be_visible()
    change(screen, "video")
    screen.choose("job-type", "Voiceover")
    engine = screen.page.get_by_test_id("voice_engine")
    engine.click()
    absent = screen.page.get_by_role("option").filter(has_text="OpenAI-compatible voice server")
    expect(absent).to_have_attribute("aria-disabled", "true")
    expect(absent).to_contain_text("export CUEDECK_ENGINES__REMOTES__OPENAI_VOICE__URL")
    engine.press("Escape")
    screen.choose("voice_engine", "eSpeak")
    expect(screen.page.locator(".form-note").first).to_have_text(re.compile("artificial"))
    screen.page.get_by_label("Target language").fill("es")
    expect(screen.page.get_by_test_id("voice")).to_have_attribute("data-value", "")
    screen.choose("voice", "Spanish (Spain) f2")
    heard = screen.page.get_by_test_id("voice-sample")
    expect(heard).to_be_visible()
    played = heard.evaluate(
        "audio => new Promise((done, fail) => {"
        " audio.onloadedmetadata = () => done(audio.duration); audio.onerror = () => fail(audio.error);"
        " audio.load(); audio.play().catch(fail); })"
    )
    assert played > 0.5


def test_captions_and_a_video_become_a_video_with_captions(
    screen: Screen, clip: Path, captions: Path
) -> None:
    screen.drop(captions)
    expect(screen.file("words.srt")).to_be_visible()
    screen.drop(clip)
    change(screen, "captions")
    screen.page.get_by_label("Captions as a track").select_option("true")
    expect(screen.file("clip.mp4")).to_contain_text("The captions are put on it")
    screen.page.get_by_test_id("submit-all").click()
    row = screen.row("words.srt")
    expect(row).to_have_attribute("data-status", "completed", timeout=PATIENCE)
    files = screen.open("words.srt").locator(".file-list")
    expect(files).to_contain_text("words.vtt")
    expect(files).to_contain_text("words.soft-captions.mp4")


def test_an_open_row_tells_the_profile_that_the_work_found(screen: Screen, product: Product) -> None:
    sent = {"source_profile": "auto", "target_profile": "WebVTT"}
    with product.client() as api:
        assert submitted(api, sent)["source_profile"] == "auto"
    row = screen.completed("found.srt")
    expect(row.locator(".cell-format")).to_contain_text("SRT → VTT")


def submitted(api: httpx.Client, description: dict[str, str]) -> dict[str, str]:
    upload = api.post("/v1/uploads", content=SRT.encode(), headers={"x-file-name": "found.srt"}).json()
    job: dict[str, str] = api.post("/v1/jobs", json={**description, "upload_id": upload["upload_id"]}).json()
    return job
