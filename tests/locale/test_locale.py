"""app.locale: texts in other languages, and catalogues that can be trusted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from app import locale

FOLDER = Path(locale.__file__).parent
CATALOGUES = sorted(FOLDER.glob("*/*.po"))
PLACEHOLDER = re.compile(r"\{\w*\}")


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_entry_is_translated_with_its_placeholders(path: Path) -> None:
    """No entry is empty, fuzzy or there twice."""
    with path.open("rb") as file:
        found = [each for each in read_po(file, abort_invalid=True) if each.id]
    wrong = [
        each.id
        for each in found
        if each.fuzzy
        or not str(each.string).strip()
        or sorted(PLACEHOLDER.findall(each.id)) != sorted(PLACEHOLDER.findall(each.string))
    ]
    assert found
    assert wrong == []
    assert path.read_text("utf-8").count('\nmsgid "') - 1 == len(found), "an entry is there twice"


@pytest.mark.parametrize("language", sorted({path.parent.name for path in CATALOGUES}))
def test_a_text_in_both_catalogues_is_translated_alike(language: str) -> None:
    page, messages = (locale.entries(language, name) for name in ("page", "messages"))
    assert [text for text in sorted(set(page) & set(messages)) if page[text] != messages[text]] == []


def test_every_language_has_its_folder() -> None:
    assert set(locale.LANGUAGES) <= {locale.ENGLISH, *(path.parent.name for path in CATALOGUES)}


def test_a_text_is_translated_or_stays_as_it_is() -> None:
    assert locale.translate("Settings", "de") == "Einstellungen"
    assert locale.translate("Settings", "en") == "Settings"
    assert locale.translate("interview.srt", "de") == "interview.srt"
    assert locale.translate("Settings", "tlh") == "Settings"


def test_languages_call_themselves_by_their_own_names() -> None:
    assert [locale.language_name(each) for each in ("en", "de", "fr")] == ["English", "Deutsch", "Français"]


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("en;q=0.5, de;q=0.7", "de"),
        ("fr,de;q=0", "en"),
        ("fr;q=x,*", "en"),
        ("", "en"),
    ],
)
def test_the_language_that_a_browser_prefers(
    accepted: str, chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locale, "LANGUAGES", ("en", "de"))
    assert locale.preferred(accepted) == chosen


@pytest.mark.parametrize("language", locale.LANGUAGES)
def test_actions_that_differ_are_called_differently(language: str) -> None:
    actions = ("Approve", "Share", "Split", "Merge", "Send back", "Align", "Synchronize", "Dub", "Translate")
    assert len({locale.translate(action, language) for action in actions}) == len(actions)
