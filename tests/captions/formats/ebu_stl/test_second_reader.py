"""Files made by hand and by our writer, as ttconv, an independent reader, shows them."""

from __future__ import annotations

import pytest

from app.captions.formats.ebu_stl import tti
from app.captions.model.document import TICKS_PER_SECOND, Align, Cue, Document, Placement, Run, Style
from tests.support.captions import by_ttconv
from tests.support.captions.by_ttconv import letters
from tests.support.captions.ebu_stl_bytes import block, stl
from tests.support.captions.ebu_stl_documents import decode, encode


def boxed(*lines: bytes, start: bytes = b"\x0d\x0b\x0b") -> bytes:
    """Teletext lines in double height, each in its box."""
    return b"\x8a\x8a".join(start + line + b"\x0a\x0a" for line in lines)


def caption(number: int, begin: int, end: int, text: bytes, **more: int) -> bytes:
    return block(number, f"00:00:{begin:02}:00", f"00:00:{end:02}:12", text, **more)


WIDE = boxed(b"A long first line of the caption", b"and a second one that goes on and")
FILES = {
    "two captions": stl(
        caption(0, 1, 3, boxed(b"Good morning")), caption(1, 4, 6, boxed(b"from", b"the harbour"))
    ),
    "colours": stl(
        caption(
            0,
            1,
            3,
            boxed(b"Red", start=b"\x0d\x01\x0b\x0b")
            + b"\x8a\x8a"
            + boxed(b"green", start=b"\x0d\x02\x0b\x0b"),
        ),
        caption(1, 4, 6, boxed(b"half \x03yellow \x06cyan")),
    ),
    "a background": stl(
        caption(0, 1, 3, b"\x0d\x04\x1d\x07\x0b\x0bWhite on blue\x0a\x0a"),
        caption(1, 4, 6, b"\x0d\x0b\x0b\x04\x1d\x03Yellow on blue\x1cnone\x0a\x0a"),
    ),
    "no box": stl(caption(0, 1, 3, b"Bare\x8awords")),
    "single height": stl(caption(0, 1, 3, b"\x0b\x0bOne\x0a\x0a\x8a\x0b\x0btwo\x0a\x0a", row=21)),
    "open subtitles": stl(
        caption(0, 1, 3, b"\x80Italic\x81 and \x82underlined\x83"),
        caption(1, 4, 6, b"\x84boxed\x85\x8aline"),
        DSC="0",
        MNR="11",
        MNC="32",
    ),
    "letters with accents": stl(
        caption(0, 1, 3, boxed(b"caf\xc2e, gar\xcbcon, \xc8Uber, \xc4n, \xcfz")),
        caption(1, 4, 6, boxed(b"\xfb \xf1 \xe1 \xab\xbb")),
    ),
    "cyrillic": stl(caption(0, 1, 3, boxed("Доброе утро".encode("iso8859-5"))), CCT="01"),
    "arabic": stl(caption(0, 1, 3, boxed("صباح الخير".encode("iso8859-6"))), CCT="02"),
    "greek": stl(caption(0, 1, 3, boxed("Καλημέρα".encode("iso8859-7"))), CCT="03"),
    "hebrew": stl(caption(0, 1, 3, boxed("בוקר טוב".encode("iso8859-8"))), CCT="04"),
    "extension blocks": stl(
        caption(0, 1, 3, WIDE[:60], extension=0), caption(0, 1, 3, WIDE[60:], extension=255)
    ),
    "a cumulative set": stl(
        caption(0, 1, 2, boxed(b"First")),
        caption(1, 3, 9, boxed(b"1"), row=16, cumulative=1),
        caption(2, 4, 9, boxed(b"2"), row=18, cumulative=2),
        caption(3, 5, 9, boxed(b"3"), row=20, cumulative=3),
    ),
    "rows and sides": stl(
        caption(0, 1, 2, boxed(b"left"), row=2, justify=1),
        caption(1, 3, 4, boxed(b"right"), row=10, justify=3),
        caption(2, 5, 6, boxed(b"as it is"), row=22, justify=0),
    ),
    "30 frames": stl(caption(0, 1, 3, boxed(b"Thirty")), DFC="STL30.01"),
    "a start of programme": stl(block(0, "10:00:01:00", "10:00:03:00", boxed(b"Hello")), TCP="10000000"),
    "spaces": stl(
        caption(0, 1, 3, b"\x0d\x0b\x0b  two   spaces  \x0a\x0a"), caption(1, 4, 6, boxed(b"a \x07 b"))
    ),
    "close together": stl(
        block(0, "00:00:01:00", "00:00:02:00", boxed(b"One")),
        block(1, "00:00:02:00", "00:00:02:01", boxed(b"Two")),
    ),
    "our own": encode(
        Document(
            [
                Cue(
                    TICKS_PER_SECOND,
                    2 * TICKS_PER_SECOND,
                    [Run("Ours", Style(color="#ffff00")), Run("\nin two lines")],
                ),
                Cue(
                    3 * TICKS_PER_SECOND,
                    4 * TICKS_PER_SECOND,
                    [Run("Ž, ñ & €")],
                    placement=Placement(anchor="top", align=Align.LEFT),
                ),
            ]
        )
    ),
}
SWITCHES = {"own text fields": "auto", "text fields made anew": "on"}


def assert_shown_by_both(data: bytes) -> None:
    document = decode(data)
    for moment, texts in by_ttconv.of_stl(data):
        assert letters(by_ttconv.ours(document, moment)) == letters(texts), moment


@pytest.mark.parametrize("name", FILES)
def test_the_same_text_at_the_same_time(name: str) -> None:
    shown = by_ttconv.of_stl(FILES[name])
    assert any(texts for _, texts in shown)
    assert_shown_by_both(FILES[name])


@pytest.mark.parametrize("switch", SWITCHES)
@pytest.mark.parametrize("name", FILES)
def test_what_we_write_is_read_the_same(name: str, switch: str) -> None:
    assert_shown_by_both(encode(decode(FILES[name]), double_height=SWITCHES[switch]))


@pytest.mark.parametrize("switch", SWITCHES)
@pytest.mark.parametrize("name", FILES)
def test_writing_is_stable_and_keeps_what_was_read(name: str, switch: str) -> None:
    document = decode(FILES[name])
    once = encode(document, double_height=SWITCHES[switch])
    again = decode(once)
    assert encode(again) == once
    for field in ("start", "end", "runs", "placement", "comment"):
        before, after = ([getattr(cue, field) for cue in made.cues] for made in (document, again))
        assert before == after, field
    for field in ("title", "language", "start_timecode"):
        assert getattr(again, field) == getattr(document, field)


@pytest.mark.parametrize("name", sorted(FILES.keys() - {"extension blocks"}))
def test_a_file_comes_back_byte_for_byte(name: str) -> None:
    """Except that text is divided anew among extension blocks."""
    assert encode(decode(FILES[name]), date="") == FILES[name]


def test_a_cumulative_set_stays_until_its_last_caption_ends() -> None:
    cues = decode(FILES["a cumulative set"]).cues
    seconds = [(cue.start / TICKS_PER_SECOND, cue.end / TICKS_PER_SECOND, cue.text) for cue in cues[1:]]
    assert seconds == [(3, 9.48, "1"), (4, 9.48, "2"), (5, 9.48, "3")]


def test_extension_blocks_are_one_caption() -> None:
    (cue,) = decode(FILES["extension blocks"]).cues
    assert cue.text == "A long first line of the caption\nand a second one that goes on and"


def test_times_from_the_start_of_the_programme() -> None:
    data = FILES["a start of programme"]
    whole, programme = decode(data), decode(data, start_of_programme=True)
    assert [cue.start for cue in whole.cues] == [36001 * TICKS_PER_SECOND]
    assert whole.start_timecode == 36000 * TICKS_PER_SECOND
    assert [cue.start for cue in programme.cues] == [TICKS_PER_SECOND]
    assert programme.start_timecode == 0


def test_what_stands_before_the_start_of_the_programme_is_left_out() -> None:
    early = block(0, "09:59:00:00", "09:59:02:00", boxed(b"Clapper board"))
    data = stl(early, block(1, "10:00:01:00", "10:00:03:00", boxed(b"Hello")), TCP="10000000")
    assert [cue.text for cue in decode(data, start_of_programme=True).cues] == ["Hello"]


@pytest.mark.parametrize(
    ("row", "lines", "line", "side"),
    [
        (22, 1, 90.0, "end"),
        (20, 2, 90.0, "end"),
        (18, 3, 90.0, "end"),
        (16, 1, 69.1304, "end"),
        (1, 1, 10.0, "start"),
        (9, 2, 37.8261, "start"),
    ],
)
def test_rows_place_the_text(row: int, lines: int, line: float, side: str) -> None:
    """By its nearer edge; the 23 rows of teletext are the middle four fifths of the picture's height."""
    place = decode(stl(caption(0, 1, 3, boxed(*[b"x"] * lines), row=row))).cues[0].placement
    assert place is not None
    assert (place.line, place.line_align) == (line, side)


def test_a_comment_is_not_shown_and_comes_back() -> None:
    data = stl(
        block(0, "00:00:01:00", "00:00:03:00", boxed(b"For the editor"), comment=True),
        caption(1, 4, 6, boxed(b"Hi")),
    )
    document = decode(data)
    assert [(cue.text, cue.comment) for cue in document.cues] == [("For the editor", True), ("Hi", False)]
    assert [tti.unpack(encode(document)[at : at + 128]).comment for at in (1024, 1152)] == [True, False]


def test_of_captions_that_overlap_each_keeps_its_times() -> None:
    """ttconv drops or shortens those that are in no cumulative set; we keep what the file says."""
    data = stl(caption(0, 1, 8, boxed(b"Outer"), row=16), caption(1, 3, 5, boxed(b"Inner")))
    assert [(cue.start // TICKS_PER_SECOND, cue.end // TICKS_PER_SECOND) for cue in decode(data).cues] == [
        (1, 8),
        (3, 5),
    ]


def test_a_caption_of_no_length_is_kept() -> None:
    data = stl(block(0, "00:00:01:00", "00:00:01:00", boxed(b"Blink")))
    assert [(cue.start, cue.end) for cue in decode(data).cues] == [(TICKS_PER_SECOND, TICKS_PER_SECOND)]
