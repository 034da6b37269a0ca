"""app.locale.messages: what the server tells, in other languages, with every value as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import locale
from app.locale import messages
from app.locale.messages import translate_cut, translate_message
from scripts.docs.messages import texts

LANGUAGES = sorted(path.parent.name for path in Path(locale.__file__).parent.glob("*/messages.po"))
TEMPLATES = sorted(text for text in locale.entries("de", "messages") if re.search(r"\{\w+\}", text))
VALUES = st.text("абвгдежз漢字仮名0123456789_~", min_size=1, max_size=20)
"""Nothing that one of our texts has, so that where a value ends is beyond doubt."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_has_what_the_server_tells_and_no_more(language: str) -> None:
    """`python -m scripts.docs.messages` adds new texts without a translation, and drops old ones."""
    told, known = texts(), locale.entries(language, "messages")
    assert {text: told[text] for text in told.keys() - known.keys()} == {}
    assert known.keys() - told.keys() == set()


@given(template=st.sampled_from(TEMPLATES), values=st.lists(VALUES, min_size=9, max_size=9))
def test_a_translation_keeps_every_value(template: str, values: list[str]) -> None:
    names = re.findall(r"\{(\w+)\}", template)
    numbers = {name for name in names if re.fullmatch(r"n\d*", name)}
    given = {
        name: "1,234.5" if name in numbers else value for name, value in zip(names, values, strict=False)
    }
    text = re.sub(r"\{(\w+)\}", lambda place: given[place[1]], template)
    told = translate_message(text, "de")
    wanted = ["1.234,5" if name in numbers else value for name, value in given.items()]
    assert [value for value in wanted if value not in told] == []
    assert translate_message(text, "en") == text


@given(VALUES)
def test_an_unknown_text_stays_as_it_is(text: str) -> None:
    assert translate_message(text, "de") == text
    assert translate_message(f" {text} {text}.", "de") == f" {text} {text}."


@pytest.mark.parametrize(
    ("text", "german"),
    [
        ("Italic text", "Kursiver Text"),
        ("27.3 characters a second; at most 20.", "27,3 Zeichen pro Sekunde; höchstens 20."),
        (
            "The file has 12,345 captions; at most 10,000 are converted.",
            "Die Datei hat 12.345 Untertitel; höchstens 10.000 werden konvertiert.",
        ),
        ("“1,500.srt” is no style.", "„1,500.srt“ ist kein Stil."),
        (
            "This link has expired. Make a new link.",
            "Dieser Link ist abgelaufen. Erstellen Sie einen neuen Link.",
        ),
        (
            "“a.example” could not be reached: it refused the connection. Try again.",
            "„a.example“ war nicht zu erreichen: er wies die Verbindung ab. Versuchen Sie es noch einmal.",
        ),
        (
            "Queued 3 jobs again. 1 job stayed as before.",
            "3 Aufträge erneut eingereiht. Unverändert: 1 Auftrag.",
        ),
        (
            "Read, but not kept: row lock, word wrap (CEA-708).",
            "Gelesen, aber nicht behalten: Zeilensperre, Wortumbruch (CEA-708).",
        ),
        ("ERROR: gone away. Try again.", "ERROR: gone away. Versuchen Sie es noch einmal."),
        (
            "No engine on this server translates from Spanish to German.",
            "Keine Engine auf diesem Server übersetzt von Spanisch nach Deutsch.",
        ),
        (
            "Argos cannot translate from English to Klingon.",
            "Argos kann nicht von Englisch nach Klingonisch übersetzen.",
        ),
        ("The preset Captions stays deleted.", "Die Vorlage Captions bleibt gelöscht."),
        ("“Italic text” is no style.", "„Italic text“ ist kein Stil."),
        ("Italic text.srt", "Italic text.srt"),
        ("", ""),
    ],
)
def test_texts_with_values_and_several_sentences(text: str, german: str) -> None:
    assert translate_message(text, "de") == german


def test_a_text_longer_than_any_message_is_left_alone() -> None:
    text = "Try again. " * 1000
    assert translate_message(text, "de") == text


@pytest.mark.parametrize("sentence", ["a. ", "Done. ", "Try again. ", "The upload has no part a. "])
def test_what_others_say_is_looked_into_with_bounded_work(
    sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    look = messages._sentence
    monkeypatch.setattr(
        messages, "_sentence", lambda text, language: looked.append(text) or look(text, language)
    )
    text = sentence * (messages.LONGEST // len(sentence) - 1) + "b"
    assert translate_message(text, "de") == text
    assert 0 < len(looked) < 100


def test_only_texts_as_short_as_messages_are_kept() -> None:
    before = messages._translated.cache_info().currsize
    translate_message("a" * (messages.LONGEST + 1), "de")
    translate_cut("a" * messages.LONGEST + "…", "de")
    assert messages._translated.cache_info().currsize == before


@pytest.mark.parametrize(
    ("cut", "german"),
    [
        ("This file is no longer st…", "Diese Datei ist nicht mehr gespeichert."),
        ("“a.example” could not be rea…", "„a.example“ war nicht zu erreichen: …."),
        ("The file plays 2:00:01; the lim…", "Die Datei läuft 2:00:01; die Grenze liegt bei …."),
        ("The pre…", "The pre…"),
        ("Something that nobody of us has said and…", "Something that nobody of us has said and…"),
        ("Try again.", "Versuchen Sie es noch einmal."),
    ],
)
def test_a_text_that_was_cut_short_is_known_by_its_beginning(cut: str, german: str) -> None:
    assert translate_cut(cut, "de") == german
    assert translate_cut(cut, "en") == cut
