"""Every text of the page that people read has its translation, and every translation its text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import reflex as rx

from app import locale
from app.ui.language import catalogue_script
from app.ui.language.translated import t, texts, translated
from tests.support.page.texts import scripts, wanted

FOLDER = Path(locale.__file__).parent
TRANSLATED = sorted(path.parent.name for path in FOLDER.glob("*/page.po"))
_JSX_TEXT = re.compile(
    r"<(?!code|kbd|pre)\w+[^<>]*(?<!=)>[^<>{}=;]*[^\W\d_]{3}[^<>{}=;]*</"
    r"|\s(?:alt|aria-label|label|placeholder|title)=\""
)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_has_an_entry(language: str) -> None:
    assert sorted(wanted() - set(locale.entries(language, "page"))) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_entry_is_used(language: str) -> None:
    assert sorted(set(locale.entries(language, "page")) - wanted()) == []


@pytest.mark.parametrize(
    "path", [path for path in scripts() if path.suffix == ".jsx"], ids=lambda path: path.name
)
def test_no_component_shows_a_text_that_is_not_looked_up(path: Path) -> None:
    """Between tags, and in the attributes that people read."""
    lines = path.read_text("utf-8").splitlines()
    assert [line.strip() for line in lines if not line.startswith("//") and _JSX_TEXT.search(line)] == []


def test_a_component_is_looked_up_where_people_read_it() -> None:
    shown = rx.el.div(
        rx.el.button("Save", title="Save now", class_name="button plain"),
        rx.cond(rx.Var("open"), rx.el.p("Settings"), rx.el.code("cuedeck up")),
        rx.foreach(
            rx.Var("[1]", _var_type=list[int]), lambda each: rx.el.span("Job", aria_label="Job details")
        ),
    )
    assert [text for _, _, text in texts(shown)] == ["Save now", "Save", "Settings", "Job details", "Job"]
    drawn = str(translated(shown).render())
    assert all(f't("{text}")' in drawn for text in ("Save", "Save now", "Settings", "Job details", "Job"))
    assert '"cuedeck up"' in drawn
    assert 't("cuedeck up")' not in drawn
    assert list(texts(shown)) == [], "what is looked up already is left alone"


def test_values_go_beside_the_text() -> None:
    assert str(t("Remove {name}", name="a.srt")) == '(t("Remove {name}", ({ ["name"] : "a.srt" })))'


def test_the_browser_gets_the_texts_before_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    assert catalogue_script.of("en") == 'globalThis.cuedeckLanguage = "en";\n'
    german = catalogue_script.of("de")
    assert german.startswith('globalThis.cuedeckLanguage = "de";\nglobalThis.cuedeckTexts = {')
    assert '"Settings":"Einstellungen"' in german
    assert '"Cuedeck":' not in german, "what is the same needs no entry"
    assert "MutationObserver" in german


def test_no_style_sheet_says_anything() -> None:
    """The catalogue does not reach it: `content: attr(data-label)` says what the page gives it."""
    said = re.compile(r"content:[^;]*\"[^\";]*[^\W\d_]{2}")
    assert [path.name for path in Path("assets").rglob("*.css") if said.search(path.read_text())] == []
