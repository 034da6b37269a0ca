"""app.ui.language: the language in which a tab is served."""

from __future__ import annotations

import pytest

from app import locale
from app.ui import language
from tests.support.page.tab import Tab

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def german_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locale, "LANGUAGES", ("en", "de"))


def served(tab: Tab) -> str:
    language.serve(tab.root)
    return language.current()


async def test_the_browser_is_asked_where_nothing_was_chosen() -> None:
    assert [served(Tab("nobody", accepted)) for accepted in ("de-CH,en;q=0.5", "fr", "")] == [
        "de",
        "en",
        "en",
    ]


async def test_a_choice_counts_more_than_what_the_browser_prefers() -> None:
    assert locale.chosen("en", "de") == "en"
    assert locale.chosen("de", "en") == "de"
    assert locale.chosen("tlh", "de") == "de", "nobody can choose what there is not"


async def test_texts_counts_and_numbers_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {
        "{count} jobs": "{count} Aufträge",
        "1 job": "1 Auftrag",
        "Deleted {name}.": "{name} ist gelöscht.",
    }
    monkeypatch.setattr(locale, "catalogue", lambda name: texts if name == "de" else {})
    language.serve(Tab("nobody", "de").root)
    assert language.tr("Deleted {name}.", name="{count}.srt") == "{count}.srt ist gelöscht."
    assert [language.counted(each, "1 job", "{count} jobs") for each in (1, 1234)] == [
        "1 Auftrag",
        "1.234 Aufträge",
    ]
    assert language.number_text(1234.56, 1) == "1.234,6"
    assert [language.bytes_text(size) for size in (532, 14_200)] == ["532 B", "14,2 kB"]
    language.serve(Tab("nobody").root)
    assert [language.counted(each, "1 job", "{count} jobs") for each in (0, 1, 1234)] == [
        "0 jobs",
        "1 job",
        "1,234 jobs",
    ]
    assert language.number_text(0.04, 1) == "0.0"
    assert language.bytes_text(1_300_000_000_000) == "1300.0 GB"
