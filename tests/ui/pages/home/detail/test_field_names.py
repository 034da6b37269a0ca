"""app.ui.pages.home.detail.field_names: a job's list of changes in words, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app import locale
from app.job_types import JOB_TYPES
from app.services.jobs.history import runs
from app.ui import language
from app.ui.pages.home.detail import field_names
from app.ui.pages.home.submission.type_fields import every_field


@pytest.fixture
def german() -> Iterator[None]:
    before = language._current.set("de")
    yield
    language._current.reset(before)


def told(kind: str, field: str, before: Any, after: Any) -> list[tuple[str, str, str]]:
    found = field_names.changes(kind, [{"field": field, "before": before, "after": after}])
    return [(each["field"], each["before"], each["after"]) for each in found]


@pytest.mark.parametrize("kind", sorted(JOB_TYPES))
def test_every_field_that_is_compared_has_a_name(kind: str) -> None:
    fields = set(JOB_TYPES[kind].parameters.model_fields) - runs._NOT_COMPARED
    form = {field["name"] for field in every_field(kind)}
    assert fields - form - field_names.NAMES.keys() - set(field_names.OPTIONS) == set()
    assert {name for name in field_names.NAMES.values() if name not in locale.catalogue("de")} == set()


def test_fields_and_values_are_told_in_german(german: None) -> None:
    assert told("convert", "target_profile", "WebVTT", None) == [("Zielformat", "WebVTT", "nicht angegeben")]
    assert told("dub", "original", "ducked", "kept") == [("Originalton", "Abgesenkt", "Beibehalten")]
    assert told("transcribe", "vad_threshold", 0.5, 1000) == [("Sprachschwelle", "0,5", "1.000")]
    assert told("convert", "verify", False, True) == [("Ergebnis gegenlesen", "Nein", "Ja")]
    assert told("translate", "target_languages", ["de"], ["de", "fr"]) == [("Zielsprachen", "de", "de, fr")]


def test_options_are_told_one_by_one() -> None:
    before, after = {"row_limit": 2, "kept": "a"}, {"kept": "a", "line_ending": "lf"}
    assert told("convert", "encode_options", before, after) == [
        ("Line ending", "not given", "lf"),
        ("Row limit", "2", "not given"),
    ]
    assert told("convert", "glossary", None, {"tide": "Flut"}) == [
        ("Glossary", "not given", '{"tide": "Flut"}')
    ]
