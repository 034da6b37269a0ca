"""Values of a form's fields, as texts and as a Job Description carries them."""

from __future__ import annotations

import pytest

from app.ui.pages.home.submission.fields import as_text, changed, with_values
from app.ui.pages.home.submission.type_fields import type_fields

CAST = {"Anna": "ef_dora", "Mr. Ben": "em_alex"}


@pytest.mark.parametrize("kind", ["dub", "voiceover"])
def test_a_cast_is_written_as_pairs(kind: str) -> None:
    shown = type_fields(kind, {"voices": as_text(CAST)})
    [field] = [field for field in shown if field["name"] == "voices"]
    assert (field["kind"], field["label"], field["default"]) == ("pairs", "Cast", "")
    assert field["value"] == "Anna: ef_dora, Mr. Ben: em_alex"
    assert changed(shown) == {"voices": CAST}


@pytest.mark.parametrize("text", ["Anna", "Anna:", ": ef_dora", "Anna: ef_dora, Ben"])
def test_what_is_no_pair_is_left_to_the_check(text: str) -> None:
    assert changed(with_values(type_fields("dub"), {"voices": text})) == {"voices": text}
