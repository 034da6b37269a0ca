"""A delivery, checked before and after it is made, and captions that come in pieces."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.captions.conversion import convert
from tests.support.media.hls_segments import PLAYLIST, SEGMENTS
from tests.support.page.accessibility import violations
from tests.support.page.screen import Screen, finished
from tests.support.product import Product

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
PATIENCE = 240
HASTY = (
    "1\n00:00:01,000 --> 00:00:01,400\nShort words.\n\n"
    "2\n00:00:05,000 --> 00:00:09,000\nA line that is far longer than the forty-two characters of the guide\n"
)


def test_a_delivery_is_checked_mended_and_checked_again(
    screen: Screen, product: Product, tmp_path: Path
) -> None:
    """The report of the guide before, what was fixed, and the file that is ready in the end."""
    page = screen.page
    hasty = tmp_path / "hasty.en.srt"
    hasty.write_text(HASTY)
    screen.drop(hasty)
    expect(screen.file(hasty.name)).to_contain_text("2 cues")
    screen.choose("target-profile", "Netflix-ready TTML")
    check = screen.file(hasty.name).get_by_test_id("check-captions")
    check.click()
    report = screen.file(hasty.name).get_by_test_id("file-report")
    expect(report).to_contain_text("Netflix")
    expect(report).to_contain_text("to mend before delivery")
    expect(report).to_contain_text("Lines that are too long")
    assert violations(page) == []
    page.get_by_test_id("options").locator("summary").first.click()
    page.get_by_label("Quality guide").select_option("netflix")
    expect(report).to_have_count(0)
    page.get_by_label("What the guide finds").select_option("true")
    screen.submit()
    screen.completed(hasty.name)
    drawer = screen.open(hasty.name)
    expect(drawer).to_contain_text("Fixed")
    with product.client() as api:
        data = api.get(finished(api, hasty.name, PATIENCE)["download_url"]).content
    assert data == mended(hasty.name)
    page.keyboard.press("Escape")
    ready = tmp_path / "ready.ttml"
    ready.write_bytes(data)
    screen.drop(ready)
    screen.file(ready.name).get_by_test_id("check-captions").click()
    expect(screen.file(ready.name).get_by_test_id("file-report")).to_contain_text(
        "Netflix: Ready for delivery"
    )


def mended(name: str) -> bytes:
    """What the product's own core makes of it, mended by the guide."""
    asked = convert.ConvertRequest(
        source_profile="SubRip Video Subtitle Script",
        target_profile="Netflix-ready TTML",
        file_name=name,
        guide="netflix",
        auto_fix=True,
    )
    return convert.convert(HASTY.encode(), asked).data


def test_a_folder_of_a_playlist_and_its_segments_is_one_file(
    screen: Screen, product: Product, tmp_path: Path
) -> None:
    folder = tmp_path / "Evening news"
    folder.mkdir()
    (folder / "index.m3u8").write_text(PLAYLIST)
    for name, text in SEGMENTS.items():
        (folder / name).write_text(text)
    (folder / "beside.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nBeside\n")
    screen.page.get_by_test_id("upload-folder").set_input_files(folder)
    expect(screen.page.get_by_test_id("file-row")).to_have_count(2)
    joined = screen.file("Evening news.zip")
    expect(joined).to_contain_text("One / Two")
    expect(joined.get_by_test_id("file-notes")).to_contain_text("2 WebVTT files were joined here")
    screen.page.get_by_role("button", name="Remove beside.srt").click()
    screen.choose("target-profile", "SBV")
    screen.submit()
    with product.client() as api:
        made = api.get(finished(api, "Evening news.zip", PATIENCE)["download_url"]).text
    assert made.split() == ["0:00:01.000,0:00:02.000", "One", "0:00:07.000,0:00:08.000", "Two"]
