"""Documents as pysubs2 has them and back: everything both can say, and a list of what one cannot."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from fractions import Fraction

import pysubs2
import pytest
from hypothesis import given

from app.captions import Losses, from_pysubs2, load, save, to_pysubs2
from app.captions.model.document import PLAIN, TICKS_PER_MS, Align, Cue, Document, Placement, Run, Style
from app.captions.model.numpad import from_numpad
from app.captions.model.runs import joined
from tests.support.captions.documents import documents, runs, seen
from tests.support.examples import examples

SCRIPT = r"""[Script Info]
; by hand
Title: Harbour
ScriptType: v4.00+
PlayResX: 640
PlayResY: 360

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,20,&H00FFFFFF,&H000000FF,&H00000000,&H00000000,0,0,0,0,100,100,0,0,1,2,2,2,10,10,10,1
Style: Sign,Georgia,28,&H0000FFFF,&H000000FF,&H00000000,&H80000000,-1,0,0,0,100,100,1.5,15,3,2,2,8,10,10,10,1

[Fonts]
fontname: small_0.ttf
!!!!$

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:02.50,Default,Ann,0,0,0,,{\i1}Hello{\i0}, {\c&H0000FF&}world{\c}.\NSecond line
Dialogue: 3,0:00:02.00,0:00:04.00,Sign,,20,30,40,Banner;10,{\pos(320,20)\fad(200,200)}HARBOUR
Comment: 0,0:00:03.00,0:00:03.50,Default,,0,0,0,,check the name
Dialogue: 0,0:00:05.00,0:00:07.00,Default,Bo,0,0,0,,{\k50}Sing {\k25}a{\k25} song
Dialogue: 0,0:00:08.00,0:00:09.00,Default,,0,0,0,,{\p1}m 0 0 l 100 0 100 100{\p0}
Dialogue: 0,0:00:09.00,0:00:09.00,Default,,0,0,0,,
"""  # noqa: E501
STYLES = (
    PLAIN,
    Style(italic=True),
    Style(bold=True, underline=True),
    Style(strike=True, color="#ffff00"),
    Style(font="Courier New"),
)
POINT = Placement(line=50, column=25, align=Align.LEFT, line_align=Align.START, column_align="line-left")


def same_file(one: pysubs2.SSAFile, other: pysubs2.SSAFile) -> bool:
    return (
        one.events == other.events
        and [event.text for event in one] == [event.text for event in other]
        and one.styles == other.styles
        and one.info == other.info
        and one.fonts_opaque == other.fonts_opaque
    )


@examples(100)
@given(
    documents(
        text=runs(STYLES),
        placements=(*(from_numpad(number) for number in range(1, 10)), POINT),
        speakers=(None, "Ann", "Smith, Bo"),
        overlapping=True,
    )
)
def test_a_document_comes_back_whole(document: Document) -> None:
    losses = Losses()
    subs = to_pysubs2(document, losses)
    again = from_pysubs2(subs)
    assert seen(again) == seen(document)
    assert losses.as_list() == []
    assert [(event.start, event.end) for event in subs] == [
        (cue.start // TICKS_PER_MS, cue.end // TICKS_PER_MS) for cue in document.cues
    ]
    assert same_file(to_pysubs2(again), subs)


@pytest.mark.parametrize("kind", ["ass", "ssa"])
def test_a_script_comes_back_whole(kind: str) -> None:
    text = pysubs2.SSAFile.from_string(SCRIPT).to_string(kind)
    subs = pysubs2.SSAFile.from_string(text, format_=kind)
    assert same_file(to_pysubs2(from_pysubs2(subs)), subs)


@pytest.mark.parametrize("kind", ["ass", "ssa"])
def test_our_reading_of_a_script_is_what_pysubs2_reads(kind: str) -> None:
    text = pysubs2.SSAFile.from_string(SCRIPT).to_string(kind)
    ours, theirs = to_pysubs2(load(text.encode())), pysubs2.SSAFile.from_string(text, format_=kind)
    assert ours.events == theirs.events
    assert ours.styles == theirs.styles


def test_what_a_script_says_is_known_to_the_document() -> None:
    document = from_pysubs2(pysubs2.SSAFile.from_string(SCRIPT))
    hello, sign, comment, song, drawing, empty = document.cues
    assert hello.speaker == "Ann"
    assert joined(hello.runs)[0] == Run("Hello", Style(italic=True))
    assert Run("world", Style(color="#ff0000")) in hello.runs
    assert hello.text.endswith("\nSecond line")
    assert sign.runs[0].style.bold
    assert sign.runs[0].style.color == "#ffff00"
    assert sign.placement is not None
    assert (sign.placement.column, round(sign.placement.line or 0, 1)) == (50, 5.6)
    assert comment.comment
    assert song.karaoke == ((5, 500 * TICKS_PER_MS), (6, 750 * TICKS_PER_MS))
    assert drawing.comment
    assert empty.text == ""
    assert document.title == "Harbour"


def test_what_was_changed_with_pysubs2_is_in_the_file() -> None:
    srt = b"1\n00:00:01,234 --> 00:00:02,345\n<i>Hello</i> & <b>goodbye</b>\n"
    subs = to_pysubs2(load(srt))
    subs.shift(s=1)
    subs[0].text += r"\N{\u1}again{\u0}"
    subs.append(pysubs2.SSAEvent(start=-1, end=9001, text="last", name="Bo"))
    document = from_pysubs2(subs)
    assert (document.cues[1].start, document.cues[1].end) == (-TICKS_PER_MS, 9001 * TICKS_PER_MS)
    written = save(document, "srt").decode()
    assert "00:00:02,234 --> 00:00:03,345\n<i>Hello</i> & <b>goodbye\n<u>again</u></b>\n" in written


def test_frame_rates_keep_their_exact_value() -> None:
    for rate in (Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(15)):
        subs = to_pysubs2(Document([Cue(0, TICKS_PER_MS, [Run("a")])], frame_rate=rate))
        assert subs.fps == float(rate)
        assert from_pysubs2(subs).frame_rate == rate
    subs.fps = 23.98
    assert from_pysubs2(subs).frame_rate == Fraction(24000, 1001)


@pytest.mark.parametrize(
    ("kind", "cue"),
    [
        ("ruby", Cue(0, 90_000, [Run("漢", Style(ruby="kan"))])),
        ("language", Cue(0, 90_000, [Run("oui", Style(language="fr"))])),
        ("background", Cue(0, 90_000, [Run("x", Style(background="#000000"))])),
        ("identifier", Cue(0, 90_000, [Run("x")], id="intro")),
        ("timing", Cue(1, 90_000, [Run("x")])),
        ("inner_times", Cue(0, 9_000_000, [Run("la la")], karaoke=((0, 0), (3, 450_000)))),
        ("placement", Cue(0, 90_000, [Run("x")], placement=Placement(vertical="rl"))),
        ("placement", Cue(0, 90_000, [Run("x")], placement=Placement(row=3, indent=4))),
    ],
)
def test_what_pysubs2_cannot_hold_is_listed(kind: str, cue: Cue) -> None:
    losses = Losses()
    to_pysubs2(Document([cue]), losses)
    assert list(losses.kinds) == [kind]


def test_what_pysubs2_cannot_hold_of_a_file_is_listed() -> None:
    losses = Losses()
    to_pysubs2(Document([], language="fr", start_timecode=1, comments=["by hand"]), losses)
    assert list(losses.kinds) == ["start_timecode", "language", "comment"]


def test_columns_that_are_no_numbers_are_what_pysubs2_makes_of_them() -> None:
    odd = SCRIPT.replace(
        "0,0:00:01.00,0:00:02.50,Default,Ann,0,0,0", "x,0:00:01.00,0:00:02.50,Default,Ann,,0,0"
    )
    event = to_pysubs2(load(odd.encode())).events[0]
    assert (event.layer, event.marginl) == (0, 0)


def test_importing_captions_does_not_import_pysubs2() -> None:
    code = "import sys, app.captions, cuedeck.captions; print('pysubs2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
    code = (
        "import sys, app.captions; print([name for name in sys.modules if name.startswith('app.captions.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_there_is_no_other_name_in_the_public_face() -> None:
    import app.captions

    with pytest.raises(AttributeError, match="no_such_name"):
        app.captions.no_such_name  # noqa: B018
    assert all(getattr(app.captions, name) for name in app.captions.__all__)


def test_save_and_load_are_each_others_inverse() -> None:
    document = Document([Cue(0, 90_000_000, [Run("Hello")])])
    for name in ("scc", ".vtt", "EBU STL"):
        again = load(save(document, name), caption_format=name)
        assert [cue.text for cue in again.cues] == ["Hello"]
    losses = Losses()
    save(Document([replace(document.cues[0], comment=True), *document.cues]), "srt", losses)
    assert list(losses.kinds) == ["comment"]
