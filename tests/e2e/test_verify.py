"""A person has a conversion read back: one box in the form, one sentence in the drawer."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.page.screen import SAMPLES, Screen

pytestmark = pytest.mark.e2e


def test_the_drawer_says_who_read_the_result_back(screen: Screen, tmp_path: Path) -> None:
    sample = tmp_path / "read-back.srt"  # a name that no other test's job has
    sample.write_bytes((SAMPLES / "harbour.srt").read_bytes())
    screen.drop(sample)
    expect(screen.file(sample.name)).to_contain_text("cues")
    screen.choose("target-profile", "WebVTT")
    screen.page.get_by_test_id("options").locator("summary").click()
    box = screen.page.get_by_label("Read the result back")
    box.click()
    expect(box).to_be_checked()
    screen.submit()
    screen.completed(sample.name)
    drawer = screen.open(sample.name)
    expect(drawer).to_contain_text("Read back by pysubs2")
    expect(drawer).to_contain_text("Read back by webvtt-py")
    expect(drawer).to_contain_text("same text and times")
