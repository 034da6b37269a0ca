"""What the page's rows and fields tell, for somebody who is served in German."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app import locale
from app.core.errors import Invalid
from app.job_types import JOB_TYPES
from app.ui import language
from app.ui.language.names import regional_name
from app.ui.pages.home.detail import report
from app.ui.pages.home.submission import choices, fields, groups, settings, track_fields
from app.ui.pages.home.submission.files import address_row, blocked, file_row, lost_upload_message
from app.ui.pages.home.submission.language_fields import with_languages
from app.ui.pages.home.submission.type_fields import type_fields
from app.ui.rows import live_fields
from models import Upload


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    before = language._current.set("de")
    yield
    language._current.reset(before)


def test_an_error_is_told_with_what_to_do() -> None:
    error = Invalid("This preset cannot be saved.", hint="Choose another name.")
    told = language.message_with_hint(error)
    assert told == "Diese Vorlage kann nicht gespeichert werden. Wählen Sie einen anderen Namen."


def test_what_a_file_holds_is_told_in_german() -> None:
    memory = {"kind": "memory", "units": 2, "languages": ["en", "es"]}
    upload = Upload(account_id="a", file_name="a.tmx", size=1, sha256="", storage_key="", inspection=memory)
    assert file_row(upload)["facts"] == ["Übersetzungsspeicher", "2 Sätze", "Englisch, Spanisch"]


@pytest.mark.parametrize("kind", sorted(JOB_TYPES))
def test_no_field_of_a_job_is_told_in_english(kind: str) -> None:
    german = type_fields(kind)
    language._current.set(locale.ENGLISH)
    english = type_fields(kind)
    alike = {(field["label"], field["help"]) for field in german} & {
        (field["label"], field["help"]) for field in english if field["help"]
    }
    assert alike == set()
    assert [field["name"] for field in german] == [field["name"] for field in english]


def test_options_of_a_format() -> None:
    line_ends = next(field for field in fields.encode_fields("WebVTT") if field["name"] == "line_ends")
    assert (line_ends["label"], line_ends["help"]) == ("Zeilenenden", "Zeilenenden: Unix oder Windows.")


def test_formats_and_job_types_are_offered_in_each_language() -> None:
    assert choices.source_profiles()[0]["label"] == "Am Inhalt erkennen"
    assert {each["label"] for each in choices.job_types()} >= {"Konvertieren", "Übersetzen"}
    language._current.set(locale.ENGLISH)
    assert choices.source_profiles()[0]["label"] == "Detect from content"


def test_languages_have_their_german_names() -> None:
    assert [regional_name(tag) for tag in ("pt-BR", "zh-Hans", "de", "x")] == [
        "Portugiesisch (Brasilien)",
        "Chinesisch (Vereinfacht)",
        "Deutsch",
        "X",
    ]
    asked = fields.text_field("source_language", "Ausgangssprache")
    assert with_languages(asked, {})["offers"][0]["label"] == "Sprache erkennen"


def test_the_report_of_a_conversion() -> None:
    loss = {"message": "Italic text", "count": 1200, "examples": [{"cue": 7, "detail": "3 frames late"}]}
    found: dict[str, Any] = {"losses": [loss], "notes": ["Nothing says the frame rate; 25 was used."]}
    assert report.sections(found) == [
        {
            "title": "Was das Zielformat nicht fassen kann",
            "findings": [
                {
                    "text": "Kursiver Text",
                    "count": "1.200",
                    "where": "Untertitel 7: 3 Bilder zu spät",
                }
            ],
        },
        {
            "title": "Hinweise",
            "findings": [
                {"text": "Nichts nennt die Bildrate; 25 wurde verwendet.", "count": "", "where": ""}
            ],
        },
    ]


def test_a_group_says_what_will_be_made_of_it() -> None:
    form = settings.with_job_type(settings.default_settings(), "translate", {"target_languages": "es, pt-br"})
    assert groups.summary(form).startswith("Übersetzen, Zielsprache Spanisch, Portugiesisch (Brasilien)")


def test_files_that_do_not_fit_and_those_that_are_gone() -> None:
    row = {**address_row("https://a.example/b.srt"), "kind": "captions"}
    assert blocked(row, "transcribe") == (  # type: ignore[arg-type]
        "Das sind Untertitel; dieser Auftrag geht von Audio oder Video aus."
    )
    assert lost_upload_message(2).startswith("2 Dateien, die bereit waren,")


def test_tracks_have_a_usual_one() -> None:
    asked = [fields.text_field("audio_track", "Tonspur")]
    row = {**address_row("https://a.example/b"), "sounds": [{"value": "1", "label": "1: Deutsch"}]}
    offers = track_fields.with_tracks("transcribe", asked, [row])[0]["offers"]  # type: ignore[list-item]
    assert [each["label"] for each in offers] == ["Die übliche", "1: Deutsch"]


def test_a_live_message_is_known_by_its_beginning_and_stays_short() -> None:
    message = {
        "status": "failed",
        "badge": "Failed",
        "stage": "failed",
        "progress": 0,
        "eta": None,
        "started": None,
        "took": None,
        "files": False,
        "problem": "The process that worked on this file was killed, most likely because…",
    }
    problem = live_fields(message)["problem"]
    assert problem.startswith("Der Prozess, der diese Datei bearbeitete,")
    assert problem.endswith("…")
    assert len(problem.encode()) <= 72
