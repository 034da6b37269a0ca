"""SCC: the three modes in files from another program."""

import pytest

from app.captions.formats import scc
from app.captions.model.document import Mode, Run, Style
from tests.support.captions.cea608 import frames, shown, written
from tests.support.captions.cea608_files import read_scc as read
from tests.support.corpus.folders import corpus_dir

CORPUS = ("pop-on.scc", "paint-on.scc", "mix-rows-roll-up.scc")


def label(hours, minutes, seconds, frame):
    return (hours * 3600 + minutes * 60 + seconds) * 30 + frame


def real(name):
    return (corpus_dir() / "scc" / name).read_text()


def test_real_pop_on():
    """The words of the file were counted by hand: the flip is this many words after the line's timecode."""
    doc = read(real("pop-on.scc"))
    assert doc.drop_frame is False
    lines = [label(1, 2, 53, 14), label(1, 2, 55, 14), label(1, 3, 27, 29), label(1, 11, 31, 1)]
    assert frames(doc.cues) == [
        (lines[0] + 20, lines[1], "( horn honking )"),
        (lines[2] + 16, lines[3] + 33, "HEY, THE®E."),
        (lines[3] + 35, label(1, 11, 33, 14), "Test ½ Caption\nTest test Captions"),
    ]
    italic = [run for run in doc.cues[2].runs if run.style == Style(italic=True)]
    assert italic == [Run("test", Style(italic=True))]
    assert (doc.cues[0].placement.row, doc.cues[0].placement.indent) == (15, 22)
    assert [issue.code for issue in doc.issues] == ["overlong_row"]


def test_real_paint_on():
    doc = read(real("paint-on.scc"))
    assert [c.text for c in doc.cues] == [
        "Lorem ipsum dolor sit amet,\nconsectetur adipiscing elit.",
        "Pellentesque interdum lacinia sollicitudin.\nconsectetur adipiscing elit.",
        "Pellentesque interdum lacinia sollicitudin.\nInteger luctus et ligula ac sagittis.",
    ]
    assert {c.mode for c in doc.cues} == {Mode.PAINT_ON}


def test_real_roll_up():
    doc = read(real("mix-rows-roll-up.scc"))
    assert doc.drop_frame is True
    assert [c.text for c in doc.cues] == [
        ">>> HI.",
        "I'M KEVIN CUNNING AND AT",
        "INVESTOR'S BANK WE BELIEVE IN",
        "HELPING THE LOCAL NEIGHBORHOODS",
        "AND IMPROVING THE LIVES OF ALL",
        "WE SERVE.",
        "®°½",
        "ABCDEû",
        "¡",
        "WHERE YOU'RE STANDING NOW,",
        "LOOKING OUT THERE, THAT'S ALL",
        "THE CROWD.",
        ">> IT WAS GOOD TO BE IN THE",
        "And restore Iowa's land, water",
        "And wildlife.",
        ">> Bike Iowa, your source for",
    ]
    assert [c.extras["cea-608"]["depth"] for c in doc.cues] == [2] * 9 + [3] * 4 + [4] * 3
    assert all(one.end == two.start for one, two in zip(doc.cues, doc.cues[1:], strict=False))


@pytest.mark.parametrize("caption_format", scc.FORMATS, ids=lambda p: p.id)
@pytest.mark.parametrize("name", CORPUS)
def test_real_files_are_stable_after_one_pass(name, caption_format):
    once, _ = written(caption_format, read(real(name)))
    doc = read(once)
    twice, losses = written(caption_format, doc)
    assert twice == once
    assert shown(read(twice).cues) == shown(doc.cues)
    assert not losses.kinds
