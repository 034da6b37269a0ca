"""Windows, pen and time of one service, command by command (CTA-708-E, section 8)."""

import pytest

from app.captions.codecs.cea708.service import ServiceDecoder
from app.captions.model.document import Mode, Style
from tests.support.captions.cea608 import FRAME, cells, frames

SHOW, HIDE, CLEAR, DELETE, TOGGLE = (lambda mask, code=code: bytes((code, mask)) for code in (
    0x89, 0x8A, 0x88, 0x8C, 0x8B,
))  # fmt: skip


def define(number=0, *, visible=False, row=13, rows=2, columns=32, style=2, anchor=0, relative=False, h=0):
    """DF: a window whose top is at `row` (1-15) when anchored at its top left."""
    vertical = row if relative else (row - 1) * 5
    return bytes(
        (0x98 + number, visible << 5, relative << 7 | vertical, h, anchor << 4 | rows - 1, columns - 1,
         style << 3 | 1)
    )  # fmt: skip


def pen(row, column=0):
    return bytes((0x92, row, column))


def run(*blocks, wide=False, roll_up="lines"):
    """One block a frame; None is a frame without one."""
    service = ServiceDecoder(FRAME, roll_up)
    service.wide = wide
    for frame, data in enumerate(blocks):
        if data is not None:
            service.feed(data, frame * FRAME)
    return service.finish(len(blocks) * FRAME)


def test_a_hidden_window_is_a_pop_on_caption():
    cues = run(define() + b"Hello", SHOW(1), None, HIDE(1))
    assert frames(cues) == [(1, 3, "Hello")]
    assert cues[0].mode is Mode.POP_ON
    assert cells(cues[0]) == [(13, 0)]


def test_lines_stand_where_the_pen_was_put():
    (cue,) = run(define(row=10) + pen(0, 4) + b"One" + pen(1, 6) + b"Two", SHOW(1), DELETE(1))
    assert cue.text == "One\nTwo"
    assert cue.extras == {"cea-708": {"cells": [(10, 4), (11, 6)]}}


def test_two_windows_in_turn():
    cues = run(define(0) + b"A", SHOW(1), define(1) + b"B", HIDE(1) + SHOW(2), CLEAR(2))
    assert frames(cues) == [(1, 3, "A"), (3, 4, "B")]


def test_toggle_and_reset():
    assert frames(run(define() + b"A", TOGGLE(1), TOGGLE(1), TOGGLE(1), b"\x8f")) == [
        (1, 2, "A"),
        (3, 4, "A"),
    ]


def test_a_window_that_stays_is_one_cue_when_another_goes():
    cues = run(define(0, row=1) + b"A" + define(1) + b"B", SHOW(3), HIDE(1), HIDE(2))
    assert frames(cues) == [(1, 2, "A"), (1, 3, "B")]


def test_hiding_what_is_empty_changes_nothing():
    assert frames(run(define(0) + b"A" + define(1), SHOW(3), HIDE(2), HIDE(1))) == [(1, 3, "A")]


def test_text_in_a_visible_window_is_painted():
    cues = run(define(visible=True), b"Hel", b"lo", None, HIDE(1))
    assert frames(cues) == [(1, 4, "Hello")]
    assert cues[0].mode is Mode.PAINT_ON


def test_a_visible_window_that_scrolls_rolls_up():
    text = define(visible=True, rows=2) + pen(1)
    cues = run(text, b"One", b"\r", b"Two", b"\r", b"Three", HIDE(1))
    assert frames(cues) == [(1, 3, "One"), (3, 5, "Two"), (5, 6, "Three")]
    assert {cue.mode for cue in cues} == {Mode.ROLL_UP}
    screens = run(text, b"One", b"\r", b"Two", b"\r", b"Three", HIDE(1), roll_up="screens")
    assert [cue.text for cue in screens] == ["One", "One\nTwo", "Two\nThree"]


def test_pen_attributes_and_colours():
    styled = (
        b"\x90\x05\xc1" + b"A " + b"\x90\x05\x01" + b"\x91\x2a\x02\x00" + b"B " + b"\x91\x60\xc0\x00" + b"C"
    )
    (cue,) = run(define() + styled, SHOW(1), HIDE(1))
    assert [run.style for run in cue.runs] == [
        Style(italic=True, underline=True),
        Style(background="#0000ff"),
        Style(color="#ff0000", flash=True, background="#00000000"),
    ]


def test_colours_beyond_the_eight_are_exact():
    (cue,) = run(define() + b"\x91\x1b\x80\x00A", SHOW(1), HIDE(1))
    assert cue.runs[0].style == Style(color="#55aaff", background="#00000080")


def test_centred_and_right_justified_windows():
    centred = define(style=3) + b"Four\rSixsix"
    assert cells(run(centred, SHOW(1), HIDE(1))[0]) == [(13, 14), (14, 13)]
    right = define() + b"\x97\x00\x00\x01\x00" + b"Four"
    assert cells(run(right, SHOW(1), HIDE(1))[0]) == [(13, 28)]


def test_anchors_and_relative_places():
    lower_left = define(row=15, anchor=6) + b"A\rB"
    assert cells(run(lower_left, SHOW(1), HIDE(1))[0]) == [(13, 0), (14, 0)]
    relative = define(row=50, relative=True, h=50) + b"A"
    assert cells(run(relative, SHOW(1), HIDE(1))[0]) == [(9, 16)]


def test_wide_coordinates_are_brought_to_32_columns():
    wide = define(h=105) + b"A"
    assert cells(run(wide, SHOW(1), HIDE(1), wide=True)[0]) == [(13, 16)]


def test_backspace_form_feed_and_return_to_line_start():
    assert run(define() + b"Hellx\x08o", SHOW(1), HIDE(1))[0].text == "Hello"
    assert run(define() + b"No\x0cYes", SHOW(1), HIDE(1))[0].text == "Yes"
    assert run(define() + b"No\x0eYes", SHOW(1), HIDE(1))[0].text == "Yes"


def test_a_new_size_empties_a_window_the_same_size_keeps_it():
    assert run(define() + b"A", define(row=1) + SHOW(1), HIDE(1))[0].text == "A"
    assert run(define() + b"A", define(rows=3) + SHOW(1) + b"B", HIDE(1))[0].text == "B"


def test_delay_holds_commands_back():
    cues = run(define() + b"A", SHOW(1), b"\x8d\x0a" + HIDE(1))
    assert cues[0].end == 2 * FRAME + 90_000_000
    assert frames(run(define() + b"A", SHOW(1), b"\x8d\x0a\x8e" + HIDE(1))) == [(1, 2, "A")]


def test_commands_may_be_parted_between_blocks():
    first, second = define()[:3], define()[3:]
    assert run(first, second + b"A", SHOW(1), HIDE(1))[0].text == "A"


def test_text_without_a_window_goes_nowhere():
    assert run(b"Hello", SHOW(0xFF)) == []


def of_16_bits(text, encoding):
    return b"".join(b"\x18" + ch.encode(encoding) if ch > "\x7f" else ch.encode() for ch in text)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("니가 가", "euc_kr"),
        ("大韓民國 “네”", "euc_kr"),
        ("안녕 가", "utf-16-be"),
        ("żółć", "utf-16-be"),
        ("Привет", "utf-16-be"),
    ],
)
def test_characters_of_16_bits_are_of_unicode_or_of_korea(text, encoding):
    (cue,) = run(define() + of_16_bits(text, encoding), SHOW(1), HIDE(1))
    assert cue.text == text


def test_what_is_no_character_is_not_shown():
    (cue,) = run(define() + b"a\x18\0\0\x18\xe0\xa1b" + of_16_bits("ż", "utf-16-be"), SHOW(1), HIDE(1))
    assert cue.text == "abż"
