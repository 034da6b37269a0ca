"""Files of several kinds at once: a job for each kind, its own settings, one button, every file done."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from app.captions.conversion import convert
from tests.support.media.clips import TONE, make, video
from tests.support.page.accessibility import page_width, violations
from tests.support.page.screen import Screen
from tests.support.product import Product

pytestmark = pytest.mark.e2e
CAPTIONS, VIDEOS, SOUNDS = 15, 3, 3
PATIENCE = 240_000
"""Milliseconds for all files to arrive and be done, on whatever machine this runs."""


@pytest.fixture(scope="module")
def dropped(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Twenty-one files, the videos first: theirs is the upload that may end before the others."""
    folder = tmp_path_factory.mktemp("mixed")
    films = [video(folder / f"film-{n}.mp4", 1.0) for n in range(VIDEOS)]
    tones = [make(folder / f"tone-{n}.wav", "-f", "lavfi", "-t", "1", "-i", TONE) for n in range(SOUNDS)]
    captions = [folder / f"captions-{n:02}.srt" for n in range(CAPTIONS)]
    for number, path in enumerate(captions):
        path.write_text(f"1\n00:00:01,000 --> 00:00:02,000\nLine of file {number}\n")
    return [*films, *captions, *tones]


def group(screen: Screen, kind: str) -> Locator:
    return screen.page.locator(f'[data-testid="file-group"][data-kind="{kind}"]')


def choose_preview(screen: Screen, kind: str, preview: str) -> None:
    """Set a group's own settings: works without models."""
    group(screen, kind).get_by_test_id("change-group").click()
    screen.choose("job-type", "Preview")
    group(screen, kind).get_by_label("Preview type").select_option(preview)
    group(screen, kind).get_by_test_id("change-group").click()
    expect(group(screen, kind).get_by_test_id("job-type")).to_have_count(0)


def test_twenty_one_mixed_files_are_all_done(screen: Screen, product: Product, dropped: list[Path]) -> None:
    screen.drop(*dropped)
    expect(screen.page.get_by_test_id("file-row")).to_have_count(len(dropped), timeout=PATIENCE)
    expect(group(screen, "captions")).to_contain_text("15 caption files")
    expect(group(screen, "captions")).to_contain_text("Convert, to WebVTT")
    choose_preview(screen, "video", "thumbnail")
    choose_preview(screen, "audio", "waveform")
    expect(group(screen, "video").locator(".group-summary")).to_have_text(re.compile("^Preview"))
    button = screen.page.get_by_test_id("submit-all")
    expect(button).to_have_text("Submit 21 jobs")
    button.click()
    expect(screen.page.get_by_test_id("file-row")).to_have_count(0, timeout=PATIENCE)
    for path in dropped:
        expect(screen.row(path.name)).to_have_attribute("data-status", "completed", timeout=PATIENCE)
    with product.client() as api:
        for path in dropped:
            [job] = api.get("/v1/jobs", params={"q": path.name}).json()["items"]
            made = api.get(job["download_url"]).content
            assert made[:8] == expected(path) if path.suffix != ".srt" else made == expected(path), path.name


def expected(path: Path) -> bytes:
    """The file that a conversion makes, or how a preview's picture begins."""
    if path.suffix != ".srt":
        return b"\xff\xd8\xff\xe0\0\x10JF" if path.suffix == ".mp4" else b"\x89PNG\r\n\x1a\n"
    wanted = convert.ConvertRequest(
        source_profile="SubRip Video Subtitle Script", target_profile="WebVTT", file_name=path.name
    )
    return convert.convert(path.read_bytes(), wanted).data


def test_an_address_is_one_more_kind(screen: Screen, dropped: list[Path]) -> None:
    screen.drop(dropped[0], dropped[VIDEOS])
    expect(screen.page.get_by_test_id("file-group")).to_have_count(2, timeout=PATIENCE)
    screen.page.get_by_test_id("add-address").click()
    line = screen.page.get_by_test_id("source-address")
    line.fill("media.example/talk")
    line.press("Enter")
    expect(screen.page.get_by_role("alert")).to_have_text(
        "An address starts with http:// or https:// and has no spaces."
    )
    line.fill("https://media.example/talk")
    line.press("Enter")
    expect(group(screen, "link")).to_contain_text("1 address")
    expect(group(screen, "link").locator(".group-summary")).to_have_text("Download")
    expect(screen.page.get_by_test_id("submit-all")).to_have_text("Submit 3 jobs")
    line.fill("https://media.example/other.srt")
    line.press("Enter")
    expect(group(screen, "captions")).to_contain_text("2 caption files")


@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_in_the_groups(
    screen: Screen, dropped: list[Path], tmp_path: Path, width: int
) -> None:
    page = screen.page
    page.set_viewport_size({"width": width, "height": 900})
    noise = tmp_path / "noise.srt"
    noise.write_bytes(b"\x7fELF" + bytes(500))
    screen.drop(noise, dropped[0], dropped[VIDEOS])
    expect(page.get_by_test_id("file-row")).to_have_count(3, timeout=PATIENCE)
    assert violations(page) == [], "folded"
    group(screen, "video").get_by_test_id("change-group").click()
    screen.choose("job-type", "Dub")
    expect(group(screen, "video")).to_contain_text("Fill in “Target language” first.")
    expect(page.get_by_role("button", name="Submit only")).to_have_count(0)
    page.get_by_test_id("add-address").click()
    assert violations(page) == [], "a group open, a field missing"
    assert page_width(page) <= width


def test_a_file_that_is_nothing_stops_no_other(screen: Screen, dropped: list[Path], tmp_path: Path) -> None:
    noise = tmp_path / "noise.srt"
    noise.write_bytes(b"\x7fELF" + bytes(500))
    again = tmp_path / "beside-noise.srt"
    again.write_bytes(dropped[VIDEOS].read_bytes())
    screen.drop(noise, again, dropped[0])
    expect(screen.page.get_by_test_id("file-row")).to_have_count(3, timeout=PATIENCE)
    choose_preview(screen, "video", "gif")
    expect(group(screen, "other")).to_contain_text("not a caption file")
    screen.page.get_by_test_id("submit-all").click()
    screen.completed(again.name)
    expect(screen.page.get_by_test_id("file-row")).to_have_count(1)
    expect(screen.file(noise.name)).to_be_visible()
