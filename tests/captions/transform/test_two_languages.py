"""Two languages in one file, and one file taken apart again."""

from dataclasses import replace

import pytest

from app.captions import load, save
from app.captions.model.document import Cue, Document, Run, Style, ticks
from app.captions.transform.two_languages import Bilingual, merged_languages, split_languages


def document(language, *cues):
    return Document([Cue(ticks(a), ticks(b), [Run(text)]) for a, b, text in cues], language=language)


ENGLISH = document("en", (1, 3, "Hello."), (4, 6, "How are you?"), (10, 11, "Bye."))
GERMAN = document("de", (1.1, 3.2, "Hallo."), (4, 4.9, "Wie geht"), (5, 6, "es dir?"), (20, 21, "Ende."))


def test_texts_of_one_time_stand_below_each_other_with_their_styles():
    how = Bilingual(second_style=Style(italic=True, color="#ffff00"))
    made = merged_languages(ENGLISH, GERMAN, how)
    assert [cue.text for cue in made.cues] == [
        "Hello.\nHallo.",
        "How are you?\nWie geht\nes dir?",
        "Bye.",
        "Ende.",
    ]
    first, _, second = made.cues[0].runs[0], *made.cues[0].runs[1:]
    assert first.style == Style(language="en")
    assert second.style == Style(italic=True, color="#ffff00", language="de")
    assert (made.cues[0].start, made.cues[0].end) == (ticks(1), ticks("3.2"))


def test_the_second_can_stand_above():
    made = merged_languages(ENGLISH, GERMAN, Bilingual(second_below=False))
    assert made.cues[0].text == "Hallo.\nHello."


def test_what_was_merged_is_split_again():
    parts = split_languages(merged_languages(ENGLISH, GERMAN))
    assert [cue.text for cue in parts["en"].cues] == ["Hello.", "How are you?", "Bye."]
    assert [cue.text for cue in parts["de"].cues] == ["Hallo.", "Wie geht\nes dir?", "Ende."]
    assert all(run.style == Style() for cue in parts["de"].cues for run in cue.runs if run.text.strip())
    assert (parts["de"].language, parts["en"].language) == ("de", "en")


def test_lines_without_a_language_are_split_by_their_place():
    parts = split_languages(document(None, (1, 2, "Hello.\nHallo."), (3, 4, "Bye.")))
    assert [cue.text for cue in parts["upper"].cues] == ["Hello.", "Bye."]
    assert [cue.text for cue in parts["lower"].cues] == ["Hallo."]


def test_nothing_overlaps_that_did_not_before():
    made = merged_languages(
        document("en", (1, 2, "a"), (2, 3, "b")), document("de", (1, 2.4, "c"), (2.4, 3, "d"))
    )
    assert all(a.end <= b.start for a, b in zip(made.cues, made.cues[1:], strict=False))


def test_every_part_of_a_style_is_set():
    style = Style(italic=True, bold=True, underline=True, color="#ffff00")
    made = merged_languages(ENGLISH, GERMAN, Bilingual(second_style=style))
    assert {run.style for run in made.cues[0].runs if run.text == "Hallo."} == {replace(style, language="de")}


@pytest.mark.parametrize("profile", ["vtt", "imsc1.1", "cuedeck-project"])
def test_a_file_of_two_languages_is_split_whatever_its_format_marks(profile):
    made = merged_languages(ENGLISH, GERMAN)
    parts = split_languages(load(save(made, profile)))
    assert [cue.text for cue in parts["en"].cues] == ["Hello.", "How are you?", "Bye."]
    assert [cue.text for cue in parts["de"].cues] == ["Hallo.", "Wie geht\nes dir?", "Ende."]
