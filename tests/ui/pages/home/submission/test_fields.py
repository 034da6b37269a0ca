"""Values of a form's fields, as texts and as a Job Description carries them."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.ui.pages.home.submission.fields import OptionField, as_text, changed, with_values
from app.ui.pages.home.submission.type_fields import every_field, type_fields

PART = st.text(st.sampled_from(' ,:"\\\n\ta\u00e4\u200b\u2028'), max_size=8) | st.text(max_size=8)
CAST = {"Anna": "ef_dora", "Mr. Ben": "em_alex"}


@pytest.mark.parametrize("kind", ["dub", "voiceover"])
def test_a_cast_is_written_as_pairs(kind: str) -> None:
    shown = type_fields(kind, {"voices": as_text(CAST)})
    [field] = [field for field in shown if field["name"] == "voices"]
    assert (field["kind"], field["label"], field["default"]) == ("pairs", "Cast", "")
    assert field["value"] == "Anna: ef_dora, Mr. Ben: em_alex"
    assert changed(shown) == {"voices": CAST}


@cache
def cast_field() -> OptionField:
    return next(field for field in type_fields("dub") if field["name"] == "voices")


def read(text: str) -> Any:
    return changed([{**cast_field(), "value": text}]).get("voices", {})


@given(st.dictionaries(PART, PART, max_size=4))
@example({"Smith, J.": "piper:joe"})
@example({"Anna": "a", "": "b", " Ben ": ""})
@example({'"Ann"': "x", 'Anna "Ann" B.': "y", "back\\": "z"})
def test_every_cast_of_a_preset_comes_back(cast: dict[str, str]) -> None:
    shown = as_text(cast)
    assert "\n" not in shown  # a field of one line would lose it
    assert read(shown) == cast


@pytest.mark.parametrize(
    ("text", "cast"),
    [
        ('"Smith, J.": "piper:joe"', {"Smith, J.": "piper:joe"}),
        (" Anna :ef_dora,, ", {"Anna": "ef_dora"}),
        ("Scene 2: Anna: ef_dora", {"Scene 2: Anna": "ef_dora"}),
        ('5" Tom: a, 6" Ben: b', {'5" Tom': "a", '6" Ben': "b"}),
        ("", {}),
    ],
)
def test_a_cast_as_people_type_it(text: str, cast: dict[str, str]) -> None:
    assert read(text) == cast


def names_field() -> OptionField:
    return next(field for field in every_field("dub") if field["name"] == "speaker_names")


@given(st.lists(PART.filter(str.strip), max_size=4))
@example(["Smith, J.", "Anna", 'Tom "T"', '"', "a: b", 'x: "y, z"'])
def test_every_list_of_a_preset_comes_back(names: list[str]) -> None:
    shown = as_text(names)
    assert "\n" not in shown
    back = changed([{**names_field(), "value": shown}]).get("speaker_names", [])
    assert back == names


def test_a_list_as_people_type_it() -> None:
    typed = {**names_field(), "value": ' Anna ,, "Smith, J.", 5" Tom, Scene 2: Ben, "B'}
    assert changed([typed]) == {"speaker_names": ["Anna", "Smith, J.", '5" Tom', "Scene 2: Ben", '"B']}
    assert as_text(["Anna", "Smith, J.", "5:30"]) == 'Anna, "Smith, J.", 5:30'


def test_names_of_speakers_are_asked_for_where_speakers_are_told_apart() -> None:
    assert "speaker_names" not in {field["name"] for field in type_fields("transcribe")}
    shown = type_fields("transcribe", {"speakers": "true", "speaker_names": "Anna, Ben"})
    assert changed(shown) == {"speakers": True, "speaker_names": ["Anna", "Ben"]}


def test_quotes_are_only_where_they_are_needed() -> None:
    cast = {"Mr. Ben": "em_alex", '5" Tom': "a", "Smith, J.": "piper:joe"}
    assert as_text(cast) == 'Mr. Ben: em_alex, 5" Tom: a, "Smith, J.": "piper:joe"'


@pytest.mark.parametrize(
    "text",
    ['"Anna: a', '"Anna" B.: a', 'Anna: "a', '"A":: b', 'Anna: "a" b', ":", 50_000 * '"', 50_000 * '\\"'],
)
def test_quotes_that_hold_nothing_whole_are_left_to_the_check(text: str) -> None:
    assert read(text) == text


@pytest.mark.parametrize("text", ["Anna", "Anna:", ": ef_dora", "Anna: ef_dora, Ben"])
def test_what_is_no_pair_is_left_to_the_check(text: str) -> None:
    assert changed(with_values(type_fields("dub"), {"voices": text})) == {"voices": text}
