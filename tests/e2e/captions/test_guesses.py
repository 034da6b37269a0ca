"""What is told of a file before it is converted, and what it may be read as, in the language of the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support.page.accessibility import page_width, violations
from tests.support.page.screen import finished, open_screen, sign_in
from tests.support.product import Product

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
PATIENCE = 240
TABLE = (
    "Start;Ende;Deutsch;English\r\n1000;2750;Guten Tag, meine Damen;Good day\r\n3500;5000;Danke;Thanks\r\n"
)
GREEK = "1\n00:00:01,000 --> 00:00:02,000\nκαλά\n\n2\n00:00:03,000 --> 00:00:04,500\nναι\n"


@pytest.mark.parametrize("width", [1440, 390])
def test_a_guess_is_told_in_ones_language_and_chosen_otherwise(
    browser: Browser, product: Product, tmp_path: Path, width: int
) -> None:
    """In German: the notes of two files, another column and another encoding, and what comes of it."""
    context = browser.new_context(
        base_url=product.base_url, locale="de", viewport={"width": width, "height": 900}
    )
    sign_in(context, product)
    screen = open_screen(context)
    table, greek = tmp_path / f"zeiten-{width}.csv", tmp_path / f"griechisch-{width}.srt"
    table.write_text(TABLE)
    greek.write_bytes(GREEK.encode("cp1253"))
    screen.drop(table, greek)
    told = screen.file(table.name).get_by_test_id("file-notes")
    expect(told).to_contain_text("Die Zeiten sind bloße Zahlen")
    expect(told).to_contain_text("Untertitel werden aus “Deutsch” gelesen; nicht gelesen: “English”.")
    expect(screen.file(greek.name).get_by_test_id("file-notes")).to_contain_text("Die Kodierung ist geraten")
    assert violations(screen.page) == []
    assert page_width(screen.page) <= width
    told.locator("[data-option=text_column]").select_option("English")
    expect(screen.file(table.name)).to_contain_text("Good day / Thanks")
    screen.file(greek.name).locator("[data-option=encoding]").select_option("windows-1252")
    expect(screen.file(greek.name)).to_contain_text("êáëÜ / íáé")
    assert violations(screen.page) == [], "with settings of their own"
    screen.page.get_by_test_id("submit-all").or_(screen.page.get_by_test_id("submit-job")).first.click()
    with product.client() as api:
        made = {
            path: api.get(finished(api, path.name, PATIENCE)["download_url"]).text for path in (table, greek)
        }
    assert "00:00:01.000 --> 00:00:02.750\nGood day\n" in made[table]
    assert "êáëÜ" in made[greek]
    context.close()
