"""Guides by name and by own numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from app.captions.model.document import Cue, Document, Run, ticks
from app.captions.quality.checks import check
from app.captions.quality.fixes import fix
from app.captions.quality.style_guides import (
    BBC,
    CEA_608,
    GUIDES,
    NETFLIX,
    NETFLIX_CHILDREN,
    Guide,
    for_language,
    parse_guide,
)
from app.captions.timecode.smpte import parse_rate
from app.core.errors import Invalid
from tests.support.source_tree import ROOT


@pytest.mark.parametrize("name", [*GUIDES, "Netflix", "CEA 608", "netflix_children"])
def test_guides_by_name(name: str) -> None:
    assert parse_guide(name) in GUIDES.values()


def test_netflix_numbers() -> None:
    assert NETFLIX.minimum_duration == 75_000_000
    assert NETFLIX.gap(parse_rate("25")) == ticks("0.08")
    assert (NETFLIX.line_length, NETFLIX.lines, NETFLIX.characters_per_second) == (42, 2, 20)


def test_own_numbers() -> None:
    guide = parse_guide(
        '{"base": "netflix", "line_length": 37, "minimum_duration": 1.2, "maximum_duration": null}'
    )
    assert (guide.id, guide.name) == ("own", "Netflix with own numbers")
    assert (guide.line_length, guide.lines, guide.minimum_duration) == (37, 2, ticks("1.2"))
    assert guide.maximum_duration is None
    alone = parse_guide({"characters_per_second": 12.5})
    assert (alone.characters_per_second, alone.lines, alone.name) == (Fraction("12.5"), None, "Own numbers")


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ("nobody", "guide"),
        ("", "guide"),
        ("{", "guide"),
        ("{" * 100_000, "guide"),
        (3, "guide"),
        ({"base": "nobody"}, "guide"),
        ({"colour": 1}, "colour"),
        ({"lines": 0}, "lines"),
        ({"lines": 1.5}, "lines"),
        ({"lines": True}, "lines"),
        ({"lines": "2"}, "lines"),
        ({"open_gap": float("nan")}, "open_gap"),
        ({"minimum_duration": 61}, "minimum_duration"),
    ],
)
def test_wrong_guides_name_the_field(value: Any, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_guide(value)
    assert caught.value.extra["errors"][0]["field"] == field
    assert "netflix" in caught.value.hint


def test_cea_608_characters() -> None:
    assert set("Ñ♪é’\"'") <= CEA_608.characters
    assert not set("`…ş日") & CEA_608.characters


KOREAN = "12월 24일은 2024년의 성탄절이다."


def test_narrow_characters_count_as_halves_where_the_guide_says_so() -> None:
    document = Document([Cue(0, ticks(2), [Run(KOREAN)])])
    korean, english = (for_language(NETFLIX, tag) for tag in ("ko", "en"))
    assert not check(document, korean)
    elsewhere = check(document, replace(english, line_length=16))
    assert [(found.code, found.value) for found in elsewhere] == [("line_length", 22)]


def test_lines_are_broken_anew_as_the_guide_counts() -> None:
    """31 characters by its halves, 40 by themselves: two lines of 16, and no second caption."""
    text = f"{KOREAN} 우리 모두 함께 노래해요, 네?"
    document, _ = fix(Document([Cue(0, ticks(5), [Run(text)])]), for_language(NETFLIX, "ko"))
    assert [cue.text for cue in document.cues] == [
        "12월 24일은 2024년의 성탄절이다.\n우리 모두 함께 노래해요, 네?"
    ]


def test_netflix_has_other_numbers_in_other_languages() -> None:
    def numbers(language: str | None, guide: Guide = NETFLIX) -> tuple[int | None, Fraction | None]:
        found = for_language(guide, language)
        assert found.maximum_duration == guide.maximum_duration
        return found.line_length, found.characters_per_second

    assert numbers(None) == numbers("und") == numbers("en-GB") == (42, 20)
    assert (numbers("ja"), numbers("ko"), numbers("zh-Hant")) == ((13, 4), (16, 12), (16, 9))
    assert (numbers("de"), numbers("de", NETFLIX_CHILDREN)) == ((42, 17), (42, 13))
    assert (numbers("ru"), numbers("th"), numbers("kok")) == ((42, 17), (35, 17), (42, 17))
    assert for_language(BBC, "ja") is BBC


@pytest.mark.parametrize("page", ["timing.md", "editor.md", "cli.md"])
def test_the_documents_name_every_guide(page: str) -> None:
    words = set(re.findall(r"[\w-]+", (ROOT / "docs" / page).read_text()))
    assert GUIDES.keys() <= words
