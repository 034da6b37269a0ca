"""Cavena 890 files put together byte by byte: blocks of 128 bytes, a table for each language."""

import pytest

from app.captions.conversion.inspect import inspect
from app.captions.formats import cavena_890
from app.captions.model.document import TICKS_PER_MS, Run, Style
from app.captions.model.numpad import from_numpad
from app.core.errors import CaptionError

LATIN, RUSSIAN, ARABIC, HEBREW, CHINESE = 0x09, 0x56, 0x80, 0x8F, 0x90


def block(number, start, end, first, second=b""):
    times = start.to_bytes(3, "big") + end.to_bytes(3, "big")
    lines = first.ljust(51, b"\x7f") + bytes(6) + second.ljust(51, b"\x7f")
    return number.to_bytes(2, "big") + times + bytes(8) + lines + bytes(4)


def cavena(*blocks, language=LATIN, font=b""):
    head = bytearray(388)
    head[40:48], head[146:148] = b"The Film", bytes([language, language])
    head[179:181] = len(blocks).to_bytes(2, "little")
    head[187 : 187 + len(font)] = font
    return bytes(head) + b"".join(blocks)


SAMPLE = cavena(
    block(1, 25, 75, b"  Caf\x82e \x1b\x1c", b"\x88it\x98 on"),
    block(2, 100, 125, b"\xf3Gul"),
    block(3, 150, 170, b"x"),
)


def texts(data):
    return [cue.text for cue in cavena_890.read(data, {"frame_rate": 25, "drop_frame": False}).cues]


@pytest.mark.parametrize("name", ["film.890", ""])
def test_times_lines_italics_and_colours(name):
    found = inspect(SAMPLE, file_name=name)
    document = found.document
    assert found.caption_format is cavena_890.FORMAT
    assert [(c.start // TICKS_PER_MS, c.end // TICKS_PER_MS, c.text) for c in document.cues] == [
        (1000, 3000, "Café æø\nit on"),
        (4000, 5000, "Gul"),
        (6000, 6800, "x"),
    ]
    assert document.cues[0].runs[1] == Run("it", Style(italic=True))
    assert document.cues[1].runs == [Run("Gul", Style(color="#ffff00"))]
    assert (document.title, document.language) == ("The Film", "en")


@pytest.mark.parametrize(
    ("language", "line", "text"),
    [
        (RUSSIAN, b"Pri\x76et, `izn\x79!", "Привет, жизнь!"),
        (HEBREW, b"\x4c\x40 \x40\x5a", "לא את"),
        (ARABIC, b"\x54\x5d \x58\x59", "في من"),
        (CHINESE, "你好".encode("utf-16-be"), "你好"),
    ],
)
def test_the_tables_of_languages(language, line, text):
    assert texts(cavena(block(1, 25, 75, line), language=language)) == [text]


def test_a_font_tells_the_language_too():
    assert texts(cavena(block(1, 25, 75, b"da"), font=b"KYRILL")) == ["да"]


def test_a_third_line_stands_in_a_block_of_the_same_number():
    data = cavena(block(1, 25, 75, b"one", b"two"), block(1, 25, 75, b"three"), block(2, 80, 90, b"x"))
    assert texts(data) == ["one\ntwo\nthree", "x"]


@pytest.mark.parametrize(
    "data",
    [
        bytes(1000),
        b"x" * 1000,
        SAMPLE[:400],
        cavena(block(1, 75, 25, b"x")),
        cavena(block(1, 25, 75, b"x"), block(9, 80, 90, b"y")),
    ],
)
def test_what_is_no_such_file_is_refused(data):
    with pytest.raises(CaptionError, match="no captions follow"):
        cavena_890.read(data, {})


def test_a_file_that_is_cut_short_gives_what_is_there():
    assert texts(SAMPLE[:-20]) == ["Café æø\nit on", "Gul", "x"]


def test_blocks_counted_in_sixteens_left_right_and_boxes():
    left, boxed = bytearray(block(16, 25, 75, b"", b"left")), bytearray(block(32, 100, 125, b"right"))
    left[8], boxed[8], boxed[70] = 0x50, 0x52, 0xA0
    document = cavena_890.read(cavena(bytes(left), bytes(boxed)), {"frame_rate": 25, "drop_frame": False})
    assert [(cue.text, cue.placement) for cue in document.cues] == [
        ("left", from_numpad(1)),
        ("right", from_numpad(3)),
    ]
    assert [issue.code for issue in document.issues] == ["not_kept"]
