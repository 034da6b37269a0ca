"""From runs to lines of words at their places, and from those to the words that are sent."""

import pytest

from app.captions.codecs.cea608.characters import BASIC
from app.captions.codecs.cea608.codes import TAB, background, mid_row, preamble
from app.captions.codecs.cea608.cue_placement import placed
from app.captions.codecs.cea608.line_codes import fitted, positioning_codes, text_codes
from app.captions.codecs.cea608.line_text import StyledWord, cue_lines, width
from app.captions.codecs.cea608.pen_attributes import (
    DEFAULT,
    PenAttributes,
    attribute_codes,
    pen_attributes_of,
)
from app.captions.model.document import Align, Document, Placement, Region, Style
from app.captions.model.losses import Losses
from tests.support.captions.cea608 import cue

ITALIC = PenAttributes(italic=True)


def lines(*runs, colors=True):
    losses = Losses()
    words = cue_lines(cue(0, 30, *runs), 1, losses, colors=colors)
    return words, losses


def texts(words):
    return ["".join(" " * w.gap + w.text for w in line) for line in words]


def test_words_take_the_look_of_their_run():
    words, losses = lines("A ", ("nice", Style(italic=True)), " day\nout")
    assert words == [
        (StyledWord("A", DEFAULT), StyledWord("nice", ITALIC, 1), StyledWord("day", DEFAULT, 1)),
        (StyledWord("out", DEFAULT),),
    ]
    assert not losses.kinds


def test_a_style_inside_a_word_is_that_of_most_of_it():
    words, losses = lines('"', ("Hello", Style(italic=True)), ",")
    assert words == [(StyledWord('"Hello,', ITALIC),)]
    assert losses.kinds["style_in_word"].count == 1


def test_long_lines_are_broken_evenly_and_noted():
    words, losses = lines("Pellentesque interdum lacinia sollicitudin.")
    assert texts(words) == ["Pellentesque interdum", "lacinia sollicitudin."]
    assert losses.kinds["line_length"].count == 1


def test_a_word_longer_than_a_line_is_cut():
    words, _ = lines("x" * 70)
    assert [len(line) for line in texts(words)] == [32, 32, 6]


def test_a_line_of_32_columns_stays():
    words, losses = lines("Is there any of that candy left?")
    assert texts(words) == ["Is there any of that candy left?"]
    assert not losses.kinds


def test_spaces_around_a_line_and_empty_lines_go():
    assert texts(lines("  Hi  \n\n there ")[0]) == ["Hi", "there"]


def test_two_codes_between_words_widen_the_line():
    words, _ = lines("A ", ("B", Style(italic=True, color="#00ff00")))
    assert width(words[0]) == 4


@pytest.mark.parametrize(
    ("style", "pen", "kind"),
    [
        (Style(color="#00ff00"), PenAttributes(1), None),
        (Style(color="#fe0101"), PenAttributes(4), "color"),
        (Style(color="#ffffff"), DEFAULT, None),
        (Style(background="#0000ff80"), PenAttributes(background="#0000ff80"), None),
        (Style(background="#0000fe"), PenAttributes(background="#0000ff"), "background"),
        (Style(background="#000000"), DEFAULT, None),
        (Style(background="#12345600"), PenAttributes(background="#00000000"), None),
        (Style(color="#000000", background="#ffffff"), PenAttributes(7, background="#ffffff"), None),
        (Style(color="#000000"), DEFAULT, "color"),
        (Style(color="red"), DEFAULT, "color"),
        (Style(background="#12"), DEFAULT, "background"),
    ],
)
def test_a_style_becomes_the_nearest_pen(style, pen, kind):
    losses = Losses()
    assert pen_attributes_of(style, colors=True, number=1, losses=losses) == pen
    assert list(losses.kinds) == ([kind] if kind else [])


def test_changes_between_looks():
    green = PenAttributes(1)
    assert attribute_codes(DEFAULT, green) == [mid_row(1, False)]
    assert attribute_codes(DEFAULT, PenAttributes(1, italic=True)) == [mid_row(1, False), mid_row(7, False)]
    assert attribute_codes(ITALIC, DEFAULT) == [mid_row(0, False)]
    assert attribute_codes(green, PenAttributes(1, italic=True)) == [mid_row(7, False)]
    assert attribute_codes(DEFAULT, PenAttributes(background="#0000ff")) == [background("#0000ff")]
    assert attribute_codes(green, green) == []


def test_a_heading_goes_to_the_cell_with_tabs():
    (words,) = lines("Hi")[0]
    assert positioning_codes(fitted(14, 6, words)) == [(preamble(14, indent=4),) * 2, (TAB + 2,) * 2]
    assert positioning_codes(fitted(14, 8, words)) == [(preamble(14, indent=8),) * 2]


def test_a_look_at_the_edge_is_said_by_the_preamble_elsewhere_by_a_code_before():
    (words,) = lines(("Hi", Style(color="#00ff00")))[0]
    assert positioning_codes(fitted(15, 0, words)) == [(preamble(15, 1),) * 2]
    code = mid_row(1, False)
    assert positioning_codes(fitted(15, 5, words)) == [(preamble(15, indent=4),) * 2, (code, code)]


def test_a_full_row_keeps_the_part_of_a_look_that_fits():
    (words,) = lines(("x" * 32, Style(color="#00ff00", italic=True)))[0]
    line = fitted(15, 0, words)
    assert (line.column, line.words[0].pen) == (0, PenAttributes(1))


def test_lines_never_leave_the_grid():
    (words,) = lines("Hello there")[0]
    assert fitted(15, 30, words).column == 21


def test_a_body_pairs_characters_and_doubles_codes():
    (words,) = lines("A♪Éb")[0]
    assert text_codes(fitted(15, 0, words)) == [
        (0x4100,), (0x1137, 0x1137), (0x4500,), (0x1221, 0x1221), (0x6200,)
    ]  # fmt: skip
    assert BASIC[0x45] == "E"


def test_a_mid_row_code_stands_for_the_space():
    (words,) = lines("un ", ("do", Style(italic=True)), " it")[0]
    code, back = mid_row(7, False), mid_row(0, False)
    assert text_codes(fitted(15, 0, words)) == [
        (0x756E,), (code, code), (0x646F,), (back, back), (0x6974,)
    ]  # fmt: skip


def place(placement, *texts, default=Align.CENTER, regions=None, **fields):
    words = [line for text in texts for line in lines(text)[0]]
    doc = Document(regions=regions or {})
    at = placed(cue(0, 1, placement=placement, **fields), words, doc, default)
    return [(line.row, line.column) for line in at]


def test_without_a_placement_captions_stand_centred_at_the_bottom():
    assert place(None, "Four", "Sixsix") == [(14, 14), (15, 13)]
    assert place(None, "Four", default=Align.LEFT) == [(15, 0)]
    assert place(None, "Four", default=Align.RIGHT) == [(15, 28)]


@pytest.mark.parametrize(
    ("placement", "cells"),
    [
        (Placement(anchor="top"), [(1, 14), (2, 13)]),
        (Placement(anchor="middle"), [(7, 14), (8, 13)]),
        (Placement(line=10.0), [(1, 14), (2, 13)]),
        (Placement(line=90.0, line_align=Align.END), [(14, 14), (15, 13)]),
        (Placement(line=50.0, line_align=Align.CENTER), [(8, 14), (9, 13)]),
        (Placement(line=200.0), [(14, 14), (15, 13)]),
        (Placement(line_number=0), [(1, 14), (2, 13)]),
        (Placement(line_number=-1), [(14, 14), (15, 13)]),
        (Placement(column=10.0, align=Align.LEFT), [(14, 0), (15, 0)]),
        (Placement(column=50.0, align=Align.LEFT), [(14, 16), (15, 16)]),
        (Placement(column=90.0, align=Align.END), [(14, 28), (15, 26)]),
        (Placement(align=Align.START), [(14, 0), (15, 0)]),
        (Placement(row=3, indent=5, align=Align.LEFT), [(3, 5), (4, 5)]),
    ],
)
def test_a_place_on_the_picture_becomes_cells(placement, cells):
    assert place(placement, "Four", "Sixsix") == cells


def test_a_region_gives_its_place():
    regions = {"top": Region("top", top=10.0, height=20.0), "end": Region("end", top=70.0, height=20.0)}
    regions["end"].display_align = "after"
    assert place(Placement(region="top"), "Four", regions=regions) == [(1, 14)]
    assert place(Placement(region="end"), "Four", regions=regions) == [(15, 14)]


def test_own_cells_count_as_long_as_the_text_fits_them():
    extras = {"cea-608": {"cells": [(2, 3), (9, 20)]}}
    where = Placement(row=2, indent=3, align=Align.LEFT)
    assert place(where, "Four", "Sixsix", extras=extras) == [(2, 3), (9, 20)]
    assert place(where, "Four", "A much longer line", extras=extras) == [(2, 3), (3, 3)]
    assert place(where, "Four", extras=extras) == [(2, 3)]


@pytest.mark.parametrize("stored", [[(1,)], [("a", "b")], "x", [[99, 0]], [[1, None]]])
def test_nonsense_in_the_extras_is_not_believed(stored):
    assert place(None, "Four", extras={"cea-608": {"cells": stored}}) == [(15, 14)]
