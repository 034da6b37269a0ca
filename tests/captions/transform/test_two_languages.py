"""Two languages in one file, and one file taken apart again."""

from dataclasses import replace

import pytest

from app.captions import load, save
from app.captions.model.document import Cue, Document, Run, Style, ticks
from app.captions.model.losses import Losses
from app.captions.model.moved_cues import move_cue
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
    assert [cue.text for cue in parts["de"].cues] == ["Hallo.", "Wie geht", "es dir?", "Ende."]
    assert all(run.style == Style() for cue in parts["de"].cues for run in cue.runs if run.text.strip())
    assert (parts["de"].language, parts["en"].language) == ("de", "en")


@pytest.mark.parametrize("through", [None, "cuedeck-project"])
@pytest.mark.parametrize("how", [Bilingual(), Bilingual(False, Style(bold=True), Style(italic=True))])
def test_both_files_come_back_as_they_were(how, through):
    first = replace(ENGLISH, cues=[replace(cue, speaker="Ann", id=str(cue.start)) for cue in ENGLISH.cues])
    first.cues[0].karaoke = ((0, 0), (3, 900))
    made = merged_languages(first, GERMAN, how)
    made = made if through is None else load(save(made, through))
    parts = split_languages(made)
    assert (parts["en"].cues, parts["de"].cues) == (first.cues, GERMAN.cues)


def test_a_text_that_was_changed_since_is_kept():
    made = merged_languages(ENGLISH, GERMAN)
    made.cues[0].runs[0] = Run("Good day.", made.cues[0].runs[0].style)
    parts = split_languages(made)
    assert [cue.text for cue in parts["en"].cues] == ["Good day.", "How are you?", "Bye."]
    assert parts["de"].cues == GERMAN.cues


def test_both_move_with_the_merged_captions():
    moved = [move_cue(cue, lambda tick: 2 * tick) for cue in merged_languages(ENGLISH, GERMAN).cues]
    parts = split_languages(Document(moved))
    assert [(cue.start, cue.end) for cue in parts["de"].cues] == [
        (2 * cue.start, 2 * cue.end) for cue in GERMAN.cues
    ]


def test_times_inside_a_caption_are_stretched_with_it_while_it_is_merged():
    sung = replace(ENGLISH, cues=[replace(ENGLISH.cues[0], karaoke=((0, 0), (3, 900)))])
    stretched = [move_cue(cue, lambda tick: 2 * tick) for cue in merged_languages(sung, GERMAN).cues]
    assert split_languages(Document(stretched))["en"].cues[0].karaoke == ((0, 0), (3, 1800))


def test_both_move_with_a_merged_caption_that_was_moved_by_itself():
    made = load(save(merged_languages(ENGLISH, GERMAN), "cuedeck-project"))
    made.cues[0].start += 900
    made.cues[0].end += 900
    parts = split_languages(made)
    for before, language in ((ENGLISH, "en"), (GERMAN, "de")):
        now = parts[language].cues
        assert (now[0].start, now[0].end) == (before.cues[0].start + 900, before.cues[0].end + 900)
        assert now[1:] == before.cues[1:]


def test_a_format_without_a_place_for_two_times_says_so():
    losses = Losses()
    save(merged_languages(ENGLISH, GERMAN), "vtt", losses)
    assert {loss["kind"]: loss["count"] for loss in losses.as_list()} == {"own_times": 2}


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


@pytest.mark.parametrize("profile", ["vtt", "imsc1.1"])
def test_a_file_of_two_languages_is_split_whatever_its_format_marks(profile):
    made = merged_languages(ENGLISH, GERMAN)
    parts = split_languages(load(save(made, profile)))
    assert [cue.text for cue in parts["en"].cues] == ["Hello.", "How are you?", "Bye."]
    assert [cue.text for cue in parts["de"].cues] == ["Hallo.", "Wie geht\nes dir?", "Ende."]
