"""Jobs from the form to the file that the browser saves."""

from __future__ import annotations

import shutil
from pathlib import Path

import pysubs2
from playwright.sync_api import Locator, expect

from tests.support.page.screen import Screen

PATIENCE = 400_000
"""Milliseconds until a worker is up and done, on whatever machine this runs."""


def captions(path: Path, *cues: tuple[float, float, str]) -> Path:
    """A file of captions: begin, end and text of each."""
    document = pysubs2.SSAFile()
    for start, end, text in cues:
        document.append(pysubs2.SSAEvent(round(start * 1000), round(end * 1000), text))
    document.save(str(path))
    return path


def copied(film: Path, target: Path) -> Path:
    """The film under a name of its own, by which its job is found."""
    return Path(shutil.copy(film, target))


def done(screen: Screen, source: Path) -> Locator:
    """Submit what is on the form, and open the job of a source once it has ended."""
    screen.page.get_by_test_id("submit-all").or_(screen.page.get_by_test_id("submit-job")).first.click()
    expect(screen.row(source.name)).to_have_attribute("data-status", "completed", timeout=PATIENCE)
    return screen.open(source.name)


def kept(screen: Screen, place: Locator, name: str, folder: Path) -> Path:
    """A file of the result, as the browser saves it."""
    with screen.page.expect_download() as fetched:
        place.locator(".file-list").get_by_role("link", name=name).first.click()
    target = folder / fetched.value.suggested_filename
    fetched.value.save_as(target)
    return target


def change(screen: Screen, kind: str) -> None:
    """Open the settings of one kind of files."""
    group = screen.page.locator(f'[data-testid="file-group"][data-kind="{kind}"]')
    group.get_by_test_id("change-group").click()
