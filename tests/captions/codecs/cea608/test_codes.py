"""The code tables against words printed in 47 CFR 79.101 and in files of others."""

import pytest

from app.captions.codecs.cea608 import codes
from app.captions.codecs.cea608.characters import BASIC, EXTENDED, SPECIAL, fallback_code, substitute
from app.captions.codecs.cea608.codes import (
    OPERATIONS,
    background,
    in_channel,
    mid_row,
    preamble,
    with_parity,
)


@pytest.mark.parametrize(
    ("word", "row", "indent", "attribute", "underline"),
    [
        (0x1470, 15, 0, 0, False),
        (0x1372, 13, 4, 0, False),
        (0x1140, 1, 0, 0, False),
        (0x104E, 11, 0, 7, False),
        (0x1767, 10, 0, 3, True),
        (0x157F, 6, 28, 0, True),
    ],
)
def test_a_preamble_says_row_indent_and_attribute(word, row, indent, attribute, underline):
    assert OPERATIONS[word] == ("preamble", (row, indent, attribute, underline))


def test_every_preamble_that_is_built_is_read_back():
    for row in range(1, 16):
        for underline in (False, True):
            for indent in range(0, 32, 4):
                word = preamble(row, indent=indent, underline=underline)
                assert OPERATIONS[word] == ("preamble", (row, indent, 0, underline))
            for attribute in range(1, 8):
                word = preamble(row, attribute, underline=underline)
                assert OPERATIONS[word] == ("preamble", (row, 0, attribute, underline))


def test_parity_is_odd_in_both_bytes():
    for word in (codes.EOC, codes.RCL, 0x2020, 0x4100, 0x7F7F, 0):
        sent = with_parity(word)
        assert sent & 0x7F7F == word
        assert (sent >> 8).bit_count() % 2 == (sent & 0xFF).bit_count() % 2 == 1


@pytest.mark.parametrize(
    ("word", "one", "two", "three", "four"),
    [(codes.RCL, 0x1420, 0x1C20, 0x1520, 0x1D20), (0x1470, 0x1470, 0x1C70, 0x1470, 0x1C70)],
)
def test_channels_have_their_own_form_of_a_code(word, one, two, three, four):
    assert [in_channel(word, n) for n in (1, 2, 3, 4)] == [one, two, three, four]


def test_attribute_codes_are_read_back():
    assert OPERATIONS[mid_row(7, True)] == ("mid_row", (7, True))
    assert OPERATIONS[background("#00ff0080")] == ("set_background", "#00ff0080")
    assert OPERATIONS[background("#00000000")] == ("set_background", "#00000000")


def test_there_are_as_many_characters_as_the_standard_has():
    assert len(BASIC) == 96
    assert len(SPECIAL) == 16
    assert len(EXTENDED) == 64
    assert len({*BASIC.values(), *SPECIAL.values(), *EXTENDED.values()}) == 96 + 16 + 64 - 2  # space and '


@pytest.mark.parametrize(
    ("character", "substituted"),
    [("é", "é"), ("♪", "♪"), ("Æ", "AE"), ("…", "..."), ("’", "'"), ("ő", "o"), ("漢", "?"), ("\u200b", ""),
     ("\u00a0", " "), ("ﬁ", "fi"), ("\u0301", "")],
)  # fmt: skip
def test_a_character_that_is_missing_becomes_the_nearest(character, substituted):
    assert substitute(character) == substituted


def test_every_extended_character_has_a_basic_stand_in():
    found = {character: BASIC[fallback_code(character)] for character in EXTENDED.values()}
    assert " " not in found.values()
    assert (found["Á"], found["“"], found["©"], found["ß"]) == ("A", '"', "c", "s")
