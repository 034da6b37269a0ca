"""WebVTT to the letter of the standard, and everything it can say carried through."""

import pytest

from app.captions.formats.vtt import format as vtt
from app.captions.model.document import (
    TICKS_PER_MS,
    TICKS_PER_SECOND,
    Align,
    Cue,
    Document,
    Placement,
    Run,
    Style,
)
from app.captions.model.losses import Losses
from app.core.errors import CaptionError


def read(text, **options):
    return vtt.read(text, options)


def write(document):
    return vtt.write(document, {}, Losses())


def cue_of(text, settings=""):
    return read(f"WEBVTT\n\n00:01.000 --> 00:02.000{settings}\n{text}\n").cues[0]


@pytest.mark.parametrize(
    "text", ["", "WEBVT", "webvtt", "WEBVTTX", " WEBVTT", "1\n00:01.000 --> 00:02.000\nx"]
)
def test_without_its_signature_it_is_refused(text):
    with pytest.raises(CaptionError) as caught:
        read(text)
    assert caught.value.code == "not_webvtt"


FULL = """WEBVTT - A title
Kind: captions
Language: sr

NOTE First comment

NOTE
Two lines
of comment

STYLE
::cue(.loud) {
  color: red;
}

REGION
id:fred
width:40%
lines:3
regionanchor:0%,100%
viewportanchor:10%,90%
scroll:up

intro
00:00:01.000 --> 00:00:02.000 region:fred
<v Mary Ann>Hello <i>you</i>

NOTE between

00:00:02.000 --> 00:00:03.000 vertical:rl line:-1,end position:10%,line-left size:35.5% align:start
<v Ann>One</v>
<v Bob>Two</v>

00:00:03.000 --> 00:00:04.000
<lang fr><c.loud.yellow>Oui</c></lang> <ruby>漢<rt>kan</rt></ruby> &amp; &lt;3

00:01:04.000 --> 100:00:05.000
That's <00:01:04.500>karaoke <00:01:04.750><b>now</b>

NOTE at the end
"""


def test_everything_is_carried_through():
    document = read(FULL)
    assert document.language == "sr"
    assert document.comments == ["First comment", "Two lines\nof comment"]
    assert document.regions["fred"].left == 10
    first, second, third, fourth = document.cues
    assert (first.id, first.speaker, first.text) == ("intro", "Mary Ann", "Hello you")
    assert [run.style.voice for run in second.runs if run.text.strip()] == ["Ann", "Bob"]
    assert second.placement == Placement(
        line_number=-1,
        line_align=Align.END,
        column=10,
        column_align="line-left",
        size=35.5,
        align=Align.START,
        vertical="rl",
    )
    assert third.text == "Oui 漢 & <3"
    assert third.runs[0].style == Style(language="fr", classes=("loud",), color="#ffff00")
    assert third.runs[2].style.ruby == "kan"
    assert fourth.karaoke == ((7, 500 * TICKS_PER_MS), (15, 750 * TICKS_PER_MS))
    assert fourth.end == 360_005 * TICKS_PER_SECOND
    again = read(write(document))
    assert again == document
    assert write(again) == write(document)


def test_the_fixed_text_of_a_full_file():
    lines = write(read(FULL)).split("\n")
    assert lines[0] == "WEBVTT - A title"
    assert "<v Mary Ann>Hello <i>you</i></v>" in lines
    assert "That's <00:01:04.500>karaoke <00:01:04.750><b>now</b>" in lines
    assert lines[-2] == "NOTE at the end"


def test_inner_times_move_with_their_cue():
    document = read(FULL)
    document.cues[3].start += TICKS_PER_SECOND
    assert "<00:01:05.500>karaoke" in write(document)


@pytest.mark.parametrize("color", ["#ff8800", "#12345678"])
def test_other_colours_are_classes_with_a_rule(color):
    document = Document([Cue(0, 1000 * TICKS_PER_MS, [Run("x", Style(color=color, background="#0000ff"))])])
    written = write(document)
    assert f"::cue(.c_{color[1:]}) {{ color: {color} }}" in written
    assert f"<c.c_{color[1:]}.bg_blue>" in written
    assert read(written).cues == document.cues
    assert read(written).extras == {}


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("a<b", [Run("a")]),
        ("<i>a", [Run("a", Style(italic=True))]),
        ("<i>a</b>b", [Run("ab", Style(italic=True))]),
        ("</i>a", [Run("a")]),
        ("<x>a</x>", [Run("a")]),
        ("<b.foo>a</b>b", [Run("a", Style(bold=True, classes=("foo",))), Run("b")]),
        ("<rt>a</rt>", [Run("a")]),
        ("<ruby>a<rt>b</ruby>c", [Run("a", Style(ruby="b")), Run("c")]),
        ("a&nbsp;b&lrm;", [Run("a\u00a0b\u200e")]),
        ("<00:99.000>a", [Run("a")]),
    ],
)
def test_cue_text(text, runs):
    assert cue_of(text).runs == runs


def test_voice_names_are_unescaped_and_escaped():
    cue = cue_of("<v Tom &amp;  Jerry>Hi")
    assert cue.speaker == "Tom & Jerry"
    assert "<v Tom &amp; Jerry>Hi</v>" in write(Document([cue]))


@pytest.mark.parametrize(
    ("settings", "placement"),
    [
        (" line:5.4", Placement(line_number=5)),
        (" line:1" + "0" * 39, Placement(line_number=2**31)),
        (" line:50%,center", Placement(line=50, line_align=Align.CENTER)),
        (" line:101%", None),
        (" line:-1.5.2", None),
        (" position:50%,middle", None),
        (" align:middle", None),
        (" size:33.33333%", Placement(size=33.3333)),
        (" region:unknown", None),
    ],
)
def test_settings(settings, placement):
    assert cue_of("x", settings).placement == placement


def test_lenient_reading_takes_what_browsers_skip():
    text = "WEBVTT\n\n0:00:01,5 --> 0:00:02.25 align:middle position:10%,middle\nx\n"
    assert read(text).cues == []
    cue = read(text, lenient=True).cues[0]
    assert (cue.start, cue.end) == (1500 * TICKS_PER_MS, 2250 * TICKS_PER_MS)
    assert cue.placement == Placement(align=Align.CENTER, column=10, column_align="center")


def test_skipped_blocks_are_said():
    document = read("WEBVTT\n\n00:01 --> 00:02.000\nx\n\nNo times\n\n00:03.000 --> 00:04.000\ny\n")
    assert [issue.code for issue in document.issues] == ["unreadable_times", "block_skipped"]


def test_text_cannot_break_out_of_its_cue():
    hostile = Cue(0, TICKS_PER_MS, [Run("a --> b\n\nSTYLE\n<b>&")], id="x\n--> y", speaker="a>b\n\nc")
    again = read(write(Document([hostile]))).cues
    assert [cue.text for cue in again] == ["a --> b\nSTYLE\n<b>&"]
    assert again[0].speaker == "a>b c"


def test_places_of_other_formats_become_settings():
    written = write(
        Document([Cue(0, TICKS_PER_MS, [Run("x")], placement=Placement(anchor="top", align=Align.LEFT))])
    )
    assert "00:00:00.001 line:0 align:left" in written


SITE = """WEBVTT

STYLE
::cue(c.colorE5E5E5) { color: rgb(229,229,229); }
::cue(.shout){font-weight:bold;COLOR:#F00;background-color:rgba(0,0,0,0.8)}
::cue(.a .b), ::cue(b) { color: blue }

00:00:01.000 --> 00:00:02.000
<c.colorE5E5E5>soft</c> <c.shout.x>loud <i>and</i></c>
"""


def test_looks_of_classes_reach_other_formats():
    document = read(SITE)
    soft, _, loud, _ = document.cues[0].runs
    assert soft.style.color == "#e5e5e5"
    assert (loud.style.bold, loud.style.color, loud.style.background) == (True, "#ff0000", "#000000cc")
    assert write(document) == SITE


def test_a_look_that_was_changed_is_written():
    document = read(SITE)
    first = document.cues[0].runs[0]
    document.cues[0].runs[0] = Run(first.text, Style(classes=first.style.classes, color="#00ff00"))
    assert "<c.colorE5E5E5.lime>soft</c>" in write(document)
