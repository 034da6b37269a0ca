"""SCC written by hand, word by word: the three modes, and ttconv, an independent reader, beside ours."""

import pytest
from ttconv.scc.reader import to_model
from ttconv.srt.writer import from_model

from app.captions.formats import scc
from app.captions.model.document import Mode, Run, Style
from tests.support.captions.cea608 import frames, shown, written
from tests.support.captions.cea608_files import read_scc as read

POP_ON = """Scenarist_SCC V1.0

01:00:00:00	9420 9420 94ae 94ae 94d0 94d0 5468 e520 6861 f262 ef75 f280 9470 9470 e973 20f1 75e9 e5f4 ae80

01:00:01:00	942f 942f

01:00:03:00	9420 9420 94ae 94ae 94f2 94f2 97a2 97a2 91ae 57e9 6e64 9120 616e 6420 9137 942c 942c 942f 942f

01:00:05:10	942c 942c
"""
PAINT_ON = """Scenarist_SCC V1.0

00:00:10;00	9429 9429 9470 9470 4f6e e580

00:00:12;00	20f4 f7ef

00:00:14;00	942c 942c
"""
ROLL_UP = """Scenarist_SCC V1.0

00:00:20;00	9426 9426 94ad 94ad 9470 9470 c8e9 ae80

00:00:22;00	9426 9426 94ad 94ad 9470 9470 c1ec ec20 6275 7379

00:00:24;00	9426 9426 94ad 94ad 9470 9470 5475 f26e 2062 61e3 6b80

00:00:26;00	942c 942c
"""
FILES = {"pop-on": POP_ON, "paint-on": PAINT_ON, "roll-up": ROLL_UP}


def label(hours: int, minutes: int, seconds: int, frame: int) -> int:
    return (hours * 3600 + minutes * 60 + seconds) * 30 + frame


def test_pop_on() -> None:
    """Shown by the first of two equal codes, so many words after the time of their line."""
    doc = read(POP_ON)
    assert frames(doc.cues) == [
        (label(1, 0, 1, 0), label(1, 0, 3, 15), "The harbour\nis quiet."),
        (label(1, 0, 3, 17), label(1, 0, 5, 10), "Wind and ♪"),
    ]
    assert {cue.mode for cue in doc.cues} == {Mode.POP_ON}
    assert doc.cues[1].runs == [Run("Wind", Style(italic=True)), Run(" and ♪")]
    assert [(c.placement.row, c.placement.indent) for c in doc.cues] == [(14, 0), (15, 7)]
    assert doc.drop_frame is False


def test_paint_on_text_grows_as_it_comes() -> None:
    doc = read(PAINT_ON)
    assert frames(doc.cues) == [(304, 360, "One"), (360, 420, "One two")]
    assert {cue.mode for cue in doc.cues} == {Mode.PAINT_ON}
    assert doc.drop_frame is True


def test_roll_up_has_a_caption_for_each_line() -> None:
    doc = read(ROLL_UP)
    assert [cue.text for cue in doc.cues] == ["Hi.", "All busy", "Turn back"]
    assert all(one.end == two.start for one, two in zip(doc.cues, doc.cues[1:], strict=False))
    assert [cue.extras for cue in doc.cues] == [{"cea-608": {"depth": 3}}] * 3


@pytest.mark.parametrize("name", FILES)
def test_ttconv_reads_the_same(name: str) -> None:
    """It shows the rows of a roll-up together, as ours does when asked for screens, and begins a caption that
    is painted with its first code, four words before its first letter."""
    ours = read(FILES[name], roll_up="screens").cues
    theirs = [block.split("\n") for block in from_model(to_model(FILES[name])).strip().split("\n\n")]
    assert ["\n".join(lines[2:]).replace("<i>", "").replace("</i>", "") for lines in theirs] == [
        cue.text for cue in ours
    ]
    latest = 1 if name == "pop-on" else 134
    for (_, times, *_), cue in zip(theirs, ours, strict=True):
        start, end = (milliseconds(time) for time in times.split(" --> "))
        assert 0 <= cue.start // 90_000 - start + 1 <= latest + 1
        assert abs(cue.end // 90_000 - end) <= latest


def milliseconds(time: str) -> int:
    hours, minutes, rest = time.split(":")
    return (int(hours) * 60 + int(minutes)) * 60_000 + int(rest.replace(",", ""))


@pytest.mark.parametrize("caption_format", scc.FORMATS, ids=lambda caption_format: caption_format.id)
@pytest.mark.parametrize("name", FILES)
def test_a_file_is_stable_after_one_pass(name: str, caption_format) -> None:
    once, _ = written(caption_format, read(FILES[name]))
    doc = read(once)
    twice, losses = written(caption_format, doc)
    assert twice == once
    assert shown(read(twice).cues) == shown(doc.cues)
    assert not losses.kinds


def test_a_row_that_is_too_long_is_cut_and_said() -> None:
    words = " ".join(["c8e9"] * 20)
    doc = read(f"Scenarist_SCC V1.0\n\n00:00:01:00\t9420 9420 9470 9470 {words} 942f\n\n00:00:03:00\t942c\n")
    assert [issue.code for issue in doc.issues] == ["overlong_row"]
