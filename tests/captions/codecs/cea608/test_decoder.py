"""Modes, memories, cursor and attributes of one channel, code by code (79.101(e) to (i))."""

import pytest

from app.captions.codecs.cea608.codes import (  # fmt: skip
    BS,
    CR,
    DER,
    EDM,
    ENM,
    EOC,
    FON,
    RCL,
    RDC,
    RU2,
    TAB,
    background,
    mid_row,
    preamble,
)
from app.captions.model.document import Align, Mode, Style
from tests.support.captions.cea608 import cells, decoded, frames

ROW = preamble(15)
ITALIC = Style(italic=True)


def test_pop_on_shows_at_the_flip_until_erased():
    cues = decoded(RCL, RCL, ENM, ENM, ROW, ROW, "Hello", EOC, EOC, "--", EDM, EDM)
    assert frames(cues) == [(9, 12, "Hello")]
    assert cues[0].mode is Mode.POP_ON


def test_a_new_pop_on_caption_replaces_the_last():
    cues = decoded(RCL, ROW, "One", EOC, EOC, RCL, ENM, ROW, "Two", EOC, EOC, EDM)
    assert frames(cues) == [(4, 11, "One"), (11, 13, "Two")]


def test_flipping_without_erasing_brings_the_old_caption_back():
    cues = decoded(RCL, ROW, "One", EOC, EOC, RCL, ROW, "Two", EOC, EOC, "--", EOC, EDM)
    assert [c.text for c in cues] == ["One", "Two", "One"]


def test_a_caption_that_is_never_erased_gets_five_seconds():
    (cue,) = decoded(RCL, ROW, "Hi", EOC)
    assert cue.end - cue.start == 5 * 90_000_000


def test_repeated_codes_count_once_and_a_third_counts_again():
    (cue,) = decoded(RCL, RCL, ROW, ROW, TAB + 1, TAB + 1, TAB + 1, "Hi", EOC, EOC)
    assert cells(cue) == [(15, 2)]


def test_text_is_never_taken_for_a_repetition():
    assert decoded(RCL, ROW, "haha", EOC)[0].text == "haha"


def test_roll_up_gives_every_line_once():
    ru = RU2 + 1
    cues = decoded(ru, ru, CR, CR, ROW, ROW, "One ", "line", CR, CR, "Two", CR, CR, "Three", "--", EDM)
    assert frames(cues) == [(6, 12, "One line"), (12, 16, "Two"), (16, 20, "Three")]
    assert {c.mode for c in cues} == {Mode.ROLL_UP}
    assert cues[0].extras == {"cea-608": {"depth": 3}}


def test_roll_up_screens_keep_the_lines_above():
    words = (RU2 + 1, CR, ROW, "A", CR, "B", CR, "C", CR, "D", EDM)
    assert [c.text for c in decoded(*words, roll_up="screens")] == ["A", "A\nB", "A\nB\nC", "B\nC\nD"]


def test_a_roll_up_window_moves_with_the_preamble():
    cues = decoded(RU2, CR, ROW, "A", CR, preamble(3), "B", EDM, roll_up="screens")
    assert [cells(c) for c in cues] == [[(15, 0)], [(2, 0), (3, 0)]]


def test_changing_to_roll_up_clears_the_screen():
    cues = decoded(RCL, ROW, "Pop", EOC, "--", RU2, CR, ROW, "Roll", EDM)
    assert frames(cues) == [(4, 6, "Pop"), (9, 11, "Roll")]


def test_paint_on_begins_with_its_first_character():
    cues = decoded(RDC, RDC, ROW, ROW, "Hello ", "world", EDM, EDM)
    assert frames(cues) == [(4, 10, "Hello world")]
    assert cues[0].mode is Mode.PAINT_ON


def test_paint_on_after_a_pause_is_a_new_cue_with_what_stands_there():
    cues = decoded(RDC, preamble(14), "One", *["--"] * 40, ROW, "Two", EDM)
    assert frames(cues) == [(2, 45, "One"), (45, 47, "One\nTwo")]


def test_painting_over_a_row_keeps_the_other():
    cues = decoded(RDC, preamble(14), "One", ROW, "Two", RDC, preamble(14), "Six", EDM)
    assert [c.text for c in cues] == ["One\nTwo", "Six\nTwo"]


def test_a_top_and_a_bottom_block_are_two_cues_and_one_goes_on():
    cues = decoded(
        RCL, preamble(1), "Up", ROW, "Down", EOC, RCL, ENM, preamble(1), "Up", ROW, "New", EOC, EDM
    )  # fmt: skip
    assert frames(cues) == [(6, 15, "Up"), (6, 14, "Down"), (14, 15, "New")]


def test_the_same_screen_sent_again_is_a_new_cue():
    cues = decoded(RCL, ROW, "Hi", EOC, RCL, ENM, ROW, "Hi", EOC, EDM)
    assert frames(cues) == [(3, 8, "Hi"), (8, 9, "Hi")]


def test_backspace_and_delete_to_end_of_row():
    assert decoded(RCL, ROW, "Hellx", BS, "o", EOC)[0].text == "Hello"
    assert decoded(RCL, ROW, "Hello", preamble(15), "He", DER, EOC)[0].text == "He"


def test_extended_characters_replace_the_one_before():
    assert decoded(RCL, ROW, "A", 0x1220, 0x1220, "rbol", EOC)[0].text == "Árbol"


def test_special_characters_do_not():
    assert decoded(RCL, ROW, 0x1137, 0x1137, " la", 0x1137, EOC)[0].text == "♪ la♪"


def test_a_transparent_space_only_moves_on():
    (cue,) = decoded(RCL, preamble(15, indent=4), 0x1139, 0x1139, 0x1139, "Hi", 0x1139, "you", EOC)
    assert cue.text == "Hi you"
    assert cells(cue) == [(15, 6)]


@pytest.mark.parametrize("space", ["", " "])
def test_a_mid_row_code_is_one_space(space):
    (cue,) = decoded(RCL, ROW, f"un{space}", mid_row(7, False), "believable", EOC)
    assert [(run.text, run.style) for run in cue.runs][-1] == ("believable", ITALIC)
    assert cue.text == "un believable"


def test_colour_ends_italics_and_italics_keep_colour():
    (cue,) = decoded(RCL, preamble(15, 1), "G", mid_row(7, True), "I", mid_row(5, False), "Y", EOC)
    green, yellow = Style(color="#00ff00"), Style(color="#ffff00")
    assert [(run.text.strip(), run.style) for run in cue.runs] == [
        ("G", green), ("I", Style(color="#00ff00", italic=True, underline=True)), ("Y", yellow),
    ]  # fmt: skip


def test_flashing_ends_with_the_next_mid_row_code():
    (cue,) = decoded(RCL, ROW, "A", FON, "B", mid_row(0, False), "C", EOC)
    assert [run.style.flash for run in cue.runs] == [False, True, False]


def test_a_background_takes_the_place_of_a_space():
    (cue,) = decoded(RCL, ROW, "A ", background("#0000ff"), "B", EOC)
    assert cue.text == "A B"
    assert cue.runs[-1].style == Style(background="#0000ff")


def test_a_background_never_takes_a_letter():
    assert decoded(RCL, ROW, "GOOD", background("#0000ff"), "DAY", EOC)[0].text == "GOOD DAY"


def test_the_place_of_a_caption_on_the_picture():
    (cue,) = decoded(RCL, preamble(14, indent=8), "Hi", EOC)
    assert (cue.placement.row, cue.placement.indent, cue.placement.align) == (14, 8, Align.LEFT)
    assert (cue.placement.line, cue.placement.column) == (79.33, 30.0)


def test_lines_centred_one_by_one_are_centred():
    (cue,) = decoded(
        RCL, preamble(14, indent=12), TAB + 2, "Four", preamble(15, indent=12), TAB + 1, "Sixsix", EOC
    )  # fmt: skip
    assert cue.placement.align is Align.CENTER
    assert cue.placement.column == 50.0
    assert cells(cue) == [(14, 14), (15, 13)]
    assert cue.extras is None


def test_lines_at_odd_places_keep_their_cells():
    (cue,) = decoded(RCL, preamble(13, indent=4), "One", preamble(15, indent=16), "Two", EOC)
    assert cue.extras == {"cea-608": {"cells": [(13, 4), (15, 16)]}}


def test_the_second_channel_of_a_field_is_its_own():
    words = (RCL, ROW, "One", EOC)
    assert decoded(*words, channel=2)[0].text == "One"
    assert decoded(*words, channel=1, field=2)[0].text == "One"


def test_a_text_channel_is_not_a_caption():
    cues = decoded(RCL, ROW, "Cap", 0x142A, "teletext", RCL, "tion", EOC)
    assert [c.text for c in cues] == ["Caption"]


def test_extended_data_in_field_two_is_passed_over():
    cues = decoded(RCL, ROW, "Hel", 0, 0x0103, "XD", "S!", 0x0F1D, RCL, "lo", EOC, field=2)
    assert [c.text for c in cues] == ["Hello"]


def test_rows_too_long_are_kept_whole():
    assert decoded(RCL, ROW, "x" * 40, EOC)[0].text == "x" * 40
