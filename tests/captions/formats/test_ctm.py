"""CTM: the words of recognisers with their times."""

from __future__ import annotations

import pytest

from app.captions import CaptionError, load
from app.captions.formats import ctm
from app.captions.formats.base import Head

SAMPLE = b""";; NeMo
rec1 1 0.10 0.30 hello 0.98
rec1 1 0.45 0.40 there NA lex
rec1 1 0.90 0.20 <eps> 1.0
rec1 1 3.00 0.40 friend
"""


def test_words_become_captions() -> None:
    document = load(SAMPLE, "a.ctm")
    assert [(cue.text, cue.start / 90_000_000, cue.speaker) for cue in document.cues] == [
        ("hello there", 0.1, None),
        ("friend", 3.0, None),
    ]
    assert not document.issues


def test_channels_tell_who_speaks() -> None:
    document = load(b"a A 0.0 0.5 Yes\na B 1.0 0.5 No\na A 2.00 0.5 Yes\n", "a.ctm")
    assert [(cue.speaker, cue.text) for cue in document.cues] == [
        ("Channel A", "Yes"),
        ("Channel B", "No"),
        ("Channel A", "Yes"),
    ]


def test_several_recordings_are_refused_with_a_way_out() -> None:
    with pytest.raises(CaptionError) as caught:
        load(b"a 1 0.00 0.5 Yes\nb 1 0.00 0.5 No\n", "a.ctm")
    assert (caught.value.code, "first column" in caught.value.hint) == ("several_recordings", True)


def test_of_alternatives_the_first_is_read() -> None:
    lines = ("7 A 1.00 0.34 Well", "7 A * * <ALT_BEGIN>", "7 A 2.00 0.34 um", "7 A * * <ALT>")
    lines += ("7 A 2.00 0.34 uh", "7 A * * <ALT>", "7 A 2.00 0.34 @", "7 A * * <ALT_END>", "7 A 2.50 0.3 yes")
    document = load("\n".join(lines).encode(), "a.ctm")
    assert ([cue.text for cue in document.cues], document.issues) == (["Well um yes"], [])


def test_a_damaged_line_is_told() -> None:
    document = load(SAMPLE + b"rec1 1 x y broken\n", "a.ctm")
    assert ["broken" in issue.message for issue in document.issues] == [True]


RTTM = "SPEAKER meeting 1 3.50 2.30 <NA> <NA> one <NA>\n" * 3
STM = ";; STM\n" + "4507 A 4507 3.50 5.30 <o,f0,male> hello there\n" * 3


@pytest.mark.parametrize(
    "text", ["", "Just some words in a line", "1 2 3 4 5\n6 7 8 9 10\n", "a b c d e", RTTM, STM]
)
def test_what_is_none(text: str) -> None:
    assert ctm.sniff(Head(b"", text)) == 0.0
