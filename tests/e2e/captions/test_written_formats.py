"""Every format that is written, chosen in the page's own list: the right bytes, under the right name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.captions.conversion import convert
from app.captions.formats import registry
from app.ui.labels import format_name
from tests.support.page.screen import Screen, finished
from tests.support.product import Product

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(900)]
PATIENCE = 240
FILM = (
    "1\n00:00:01,000 --> 00:00:02,500\nThe harbour wakes\n<i>before the town does.</i>\n\n"
    "2\n00:00:03,000 --> 00:00:05,000\n- Bread & apples?\n- And a radio.\n\n"
    "3\n00:00:06,000 --> 00:00:08,000\nDrei Möwen.\n"
)
WRITTEN = [each for each in registry.formats().values() if each.write]


def pick(screen: Screen, name: str) -> None:
    """Choose a format by the mouse, as it stands in the list."""
    picker = screen.page.get_by_test_id("target-profile")
    picker.click()
    picker.fill(name)
    label = screen.page.locator(".picker-label", has_text=re.compile(f"^{re.escape(format_name(name))}$"))
    screen.page.locator(".picker-option", has=label).click()
    expect(picker).to_have_attribute("data-value", name)


def test_each_is_chosen_in_the_list_and_written(screen: Screen, product: Product, tmp_path: Path) -> None:
    assert len(WRITTEN) > 40
    paths = {each.name: tmp_path / f"written-{number:02}.srt" for number, each in enumerate(WRITTEN)}
    for name, path in paths.items():
        path.write_text(FILM)
        screen.drop(path)
        expect(screen.file(path.name)).to_contain_text("3 cues")
        pick(screen, name)
        screen.submit()
        expect(screen.page.get_by_test_id("file-row")).to_have_count(0)
    with product.client() as api:
        for each in WRITTEN:
            path = paths[each.name]
            job = finished(api, path.name, PATIENCE)
            asked = convert.ConvertRequest(
                source_profile="SubRip Video Subtitle Script", target_profile=each.name, file_name=path.name
            )
            assert api.get(job["download_url"]).content == convert.convert(FILM.encode(), asked).data, each.id
            [output] = job["outputs"]
            assert output["file_name"] == path.stem + each.extensions[0], each.id
