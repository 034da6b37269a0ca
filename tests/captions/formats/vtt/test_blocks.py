"""How WebVTT divides a file: signature, header, blocks, times, line ends, and what is skipped."""

import time

import pytest

from app.captions.formats.vtt import format as vtt
from app.captions.model.document import TICKS_PER_MS

TIMES = "00:01.000 --> 00:02.500"


def read(text):
    return vtt.read(text, {})


def texts(text):
    return [cue.text for cue in read(text).cues]


def times(line):
    """Milliseconds of the one cue with this line of times, None if it is skipped."""
    document = read(f"WEBVTT\n\n{line}\nHello\n")
    assert [issue.code for issue in document.issues] == [] if document.cues else ["unreadable_times"]
    return [(cue.start // TICKS_PER_MS, cue.end // TICKS_PER_MS) for cue in document.cues] or None


@pytest.mark.parametrize(
    "start",
    [
        "WEBVTT",
        "\ufeffWEBVTT",
        "WEBVTT ",
        "WEBVTT\t",
        "WEBVTT a title",
        "WEBVTT\tKind: captions",
        "WEBVTT - x",
    ],
)
@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\n\n"])
def test_the_signature_may_be_followed_by_a_space_a_tab_or_nothing(start, end):
    assert read(start + end).cues == []
    assert texts(f"{start}\n{end}\n{TIMES}\nHello") == ["Hello"]


def test_times_beside_the_signature_are_its_title():
    assert texts(f"WEBVTT {TIMES}\nHello\n") == []


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("X-Made-By: hand\n\n", ["Hello"]),
        ("no colon in this line\nand another\n\n", ["Hello"]),
        (" \n", ["Hello"]),  # a space is a header line, and the times below it end the header
        ("\t\n", ["Hello"]),
        ("", ["Hello"]),
        ("\0\nstill the header\n", ["Hello"]),
    ],
)
def test_a_header_ends_at_an_empty_line_or_at_times(header, found):
    assert texts(f"WEBVTT\n{header}{TIMES}\nHello\n") == found


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_three_line_ends_and_their_mixture(end):
    assert texts(end.join(["WEBVTT", "", "a", TIMES, "One", "two", "", "b", TIMES, "Three"])) == [
        "One\ntwo",
        "Three",
    ]
    assert [cue.id for cue in read(f"WEBVTT\n\r\na{end}{TIMES}\r\nOne\n\r\rb\n{TIMES}\rTwo").cues] == [
        "a",
        "b",
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("00:00:01.000 --> 00:00:02.500", (1000, 2500)),
        ("00:01.000 --> 00:00:02.500", (1000, 2500)),  # each may leave its hours out
        ("00:00:01.000 --> 00:02.500", (1000, 2500)),
        ("1:00:01.000 --> 123:00:02.500", (3_601_000, 442_802_500)),  # hours of any length
        ("0000:00:01.000 --> 00:00:02.500", (1000, 2500)),
        ("75:00:00.000 --> 75:00:01.000", (270_000_000, 270_001_000)),
        ("59:59.999 --> 59:59:59.999", (3_599_999, 215_999_999)),
        ("  \t00:01.000\t-->   00:02.500  ", (1000, 2500)),
        ("\f00:01.000\f-->\f00:02.500\f", (1000, 2500)),
        ("00:01.000-->00:02.500", (1000, 2500)),
        ("00:01.000 -->00:02.500", (1000, 2500)),
        ("00:02.500 --> 00:01.000", (2500, 1000)),  # kept: the quality report speaks of it
        ("00:01.000 --> 00:01.000", (1000, 1000)),
        ("00:01.000 --> 00:02.500align:start", (1000, 2500)),
    ],
)
def test_times_that_are_read(line, expected):
    assert times(line) == [expected]


@pytest.mark.parametrize(
    "time",
    [
        "00:60.000", "00:00:60.000", "60:00.000", "00:60:00.000",  # no such second or minute
        "0:01.000", "00:1.000", "000:01.000", "00:001.000", "00:0:01.000", "00:00:1.000",  # two digits each
        "00:01", "00:01.", "00:01.0", "00:01.00", "00:01.0000", "00:01,000", "00:01:000",  # three of a second
        "00::01.000", "00:01..000", ":00:01.000", "0001.000", "01.000", "1", "",
        "-00:01.000", "+00:01.000", "x00:01.000", "0x:01.000", "00:x1.000", "00:0x1.000", "00:01x.000",
        "00:01.x000", "00:01.00x", "\0" + "00:01.000", "00:\0" + "01.000", "00:01\0.000", "\v00:01.000",
        "٠٠:٠١.٠٠٠", "00:01.٠٠٠",  # digits of other scripts
    ],
)  # fmt: skip
def test_times_that_are_skipped(time):
    assert times(f"{time} --> 59:59.000") is None
    assert times(f"00:00.000 --> {time}") is None


@pytest.mark.parametrize(
    "arrow", ["- ->", "-- >", "->", "=>", "x-->", "-x->", "--x>", "-->x", "\0-->", "-->\0", "\v-->"]
)
def test_other_arrows_are_none(arrow):
    assert texts(f"WEBVTT\n\n00:01.000 {arrow} 00:02.500\nHello\n") == []


def test_what_stops_in_the_middle_of_its_times_is_skipped():
    for stop in range(len("00:01.000 --> 00:02.500")):
        assert texts("WEBVTT\n\n" + "00:01.000 --> 00:02.500"[:stop]) == []


@pytest.mark.parametrize(
    "identifier",
    [" before", "after ", "-- >", "->", " ", "7", "a\tb", "NOTE", "NOTEBOOK", "STYLE", "漢字", "00:01.000"],
)
def test_any_line_above_the_times_is_the_identifier(identifier):
    cues = read(f"WEBVTT\n\n{identifier}\n{TIMES}\nHello\n").cues
    assert [(cue.id, cue.text) for cue in cues] == [(identifier, "Hello")]


def test_an_identifier_with_an_arrow_is_none():
    """Its line counts as times that cannot be read, wherever it stands; the times below still begin a cue."""
    for line in ("-->", "scene-->1", "-->scene", "--->"):
        assert texts(f"WEBVTT\n\n{line}\n{TIMES}\nHello\n{line}\n{TIMES}\nBye\n") == ["Hello", "Bye"]


def test_times_begin_a_cue_without_an_empty_line_before_them():
    assert texts(f"WEBVTT\n\n{TIMES}\nOne\n{TIMES}\nTwo\nb\n{TIMES}\nThree") == ["One", "Two\nb", "Three"]


def test_a_cue_may_have_no_text():
    assert texts(f"WEBVTT\n\n{TIMES}\n\n{TIMES}\nHello\n\n{TIMES}") == ["", "Hello", ""]


def test_nul_becomes_the_replacement_character():
    cue = read(f"WEBVTT\n\nscene\0\n{TIMES}\n\0He\0llo\n").cues[0]
    assert (cue.id, cue.text) == ("scene\ufffd", "\ufffdHe\ufffdllo")


@pytest.mark.parametrize(
    "comment", ["NOTE", "NOTE ", "NOTE one line", "NOTE\ttab", "NOTE\ntwo\nlines", "NOTE -- >"]
)
def test_comments_are_no_cues(comment):
    document = read(f"WEBVTT\n\n{comment}\n\n{TIMES}\nHello\n\n{comment}\n")
    assert [cue.text for cue in document.cues] == ["Hello"]
    assert (len(document.comments), document.issues) == (1, [])


def test_a_comment_needs_a_block_of_its_own():
    assert texts(f"WEBVTT\n\n{TIMES}\nNOTE to self\nNOTE\nis text here\n") == [
        "NOTE to self\nNOTE\nis text here"
    ]
    assert texts(f"WEBVTT\n\nNOTE of two\n{TIMES}\nHello\n") == ["Hello"]


@pytest.mark.parametrize("kind", ["STYLE", "STYLE ", "STYLE\t", "REGION", "REGION\t \f"])
def test_style_sheets_and_regions_stand_before_the_first_cue(kind):
    body = "id:one lines:2" if kind.startswith("REGION") else "::cue(.a) { color: red }"
    early, late = (
        read(f"WEBVTT\n\n{text}")
        for text in (f"{kind}\n{body}\n\n{TIMES}\nHi\n", f"{TIMES}\nHi\n\n{kind}\n{body}\n")
    )
    assert bool(early.regions) or early.extras["vtt"]["styles"] == [body]
    assert early.issues == []
    assert (late.regions, late.extras) == ({}, {})
    assert [issue.code for issue in late.issues] == ["block_skipped"]


def test_an_empty_line_ends_a_style_sheet_and_so_do_times():
    document = read(
        "WEBVTT\n\nSTYLE\n::cue(b) {\n  color: red\n\n}\n\nSTYLE\n::cue(i) {\n" + TIMES + "\nHello\n"
    )
    assert document.extras["vtt"]["styles"][0] == "::cue(b) {\n  color: red"
    assert [cue.text for cue in document.cues] == ["Hello"]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("  three spaces", "  three spaces"),
        ("after \t", "after \t"),
        ("a &amp; b &lt;c&gt; &quot;d&quot;", 'a & b <c> "d"'),
        ("&nbsp;&lrm;&rlm;", "\u00a0\u200e\u200f"),
        ("&#233;&#xe9;&eacute;", "ééé"),
        ("AT&T &bogus; &", "AT&T &bogus; &"),
        ("5 > 4", "5 > 4"),
        ("- - > --", "- - > --"),
    ],
)
def test_the_text_of_a_cue(body, text):
    assert texts(f"WEBVTT\n\n{TIMES}\n{body}\n") == [text]


@pytest.mark.slow
def test_a_text_with_many_arrows_is_read_once():
    begun = time.process_time()
    document = read("WEBVTT\n\n00:01.000 --> 00:02.000\n" + "a --> b\n" * 40_000)
    assert document.cues[0].text.count("a --> b") == 40_000
    assert time.process_time() - begun < 5, "each line must not read those above again"
