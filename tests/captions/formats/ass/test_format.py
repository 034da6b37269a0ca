"""SubStation Alpha, both versions: our own reading, and pysubs2 as the second opinion on what we write."""

import pysubs2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.captions import load, save
from app.captions.formats.ass import format as ass
from app.captions.model.document import TICKS_PER_MS, Align, Cue, Document, Placement, Run, Style
from app.captions.model.losses import Losses

SCRIPT = """[Script Info]
; A comment
Title: Film
PlayResX: 400
PlayResY: 600
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, Bold, Italic, Alignment
Style: Main,Arial,20,&H0000FFFF,-1,0,2
Style: Thought,Arial,20,&H0000FFFF,-1,-1,8

[Fonts]
fontname: x.ttf
!!data

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:02.50,Main,Ann,0,0,0,,{%s}Hello, {\\i1}you{\\i0}\\Nthere
Dialogue: 0,0:00:03.00,0:00:04.00,Main,,0,0,0,,Again
Dialogue: 0,0:00:05.00,0:00:06.00,Thought,,0,0,0,,Hm
Comment: 0,0:00:05.00,0:00:06.00,Main,,0,0,0,,A note to colleagues
Dialogue: 0,0:00:07.00,0:00:08.00,Main,,0,0,0,,{\\p1}m 0 0 l 9 9{\\p0}
"""


def read(text):
    return ass.read(text, {})


def look(text, **properties):
    return Run(text, Style(properties=tuple(sorted(properties.items()))))


def event(text):
    return read(SCRIPT.replace("{%s}Hello, {\\i1}you{\\i0}\\Nthere", text)).cues[0]


def write(*cues, kind="ass"):
    return ass.write(Document(list(cues)), {}, Losses(), kind)


def test_reads_events_styles_and_comments():
    document = read(SCRIPT % "\\fad(10,10)\\blur3\\bord2\\shad1")
    first, _, thought, note, drawing = document.cues
    assert document.title == "Film"
    assert (first.start, first.end) == (1000 * TICKS_PER_MS, 2500 * TICKS_PER_MS)
    assert first.speaker == "Ann"
    outlined = (("textOutline", "2px"), ("textShadow", "1px 1px"))
    assert [(run.text, run.style.italic, run.style.properties) for run in first.runs] == [
        ("Hello, ", False, outlined), ("you", True, outlined), ("\nthere", False, outlined),
    ]  # fmt: skip
    assert document.base_style == Style(bold=True, color="#ffff00")
    assert thought.runs == [Run("Hm", Style(italic=True))]
    assert thought.placement == Placement(anchor="top")
    assert (note.comment, note.text) == (True, "A note to colleagues")
    assert (drawing.comment, drawing.text) == (True, "")


def test_what_we_do_not_read_is_written_back():
    text = SCRIPT % "\\fad(10,10)"
    again = ass.write(read(text), {}, Losses())
    for line in text.split("\n"):
        if line.startswith(("Dialogue", "Comment:", "!!data", "[", "PlayRes")):
            assert line in again
    assert ass.write(read(again), {}, Losses()) == again


def test_changed_text_is_written_anew():
    document = read(SCRIPT % "\\fad(10,10)")
    document.cues[0].runs = [Run("New")]
    assert ",,New\n" in ass.write(document, {}, Losses())


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("a{\\b1}b{\\b}c", [Run("a"), Run("b", Style(bold=True)), Run("c")]),
        ("{\\c&H0000FF&}a{\\c}b", [Run("a", Style(color="#ff0000")), Run("b")]),
        ("{\\1c&H00FF00&\\u1}a{\\r}b", [Run("a", Style(color="#00ff00", underline=True)), Run("b")]),
        ("{\\fnCourier New}a", [Run("a", Style(font="Courier New"))]),
        ("a{a comment}b\\hc", [Run("ab\u00a0c")]),
        ("\\{a\\}", [Run("{a}")]),
        ("{\\be1\\clip(0,0,1,1)\\frz30}a", [Run("a")]),
        ("{\\bord4\\3c&H0000FF&}a{\\bord\\3c}b", [look("a", textOutline="#ff0000 4px"), Run("b")]),
        (
            "{\\alpha&H80&\\shad2\\fsp3}a",
            [look("a", letterSpacing="3px", opacity="0.498", textShadow="2px 2px")],
        ),
        ("{\\fax-0.5\\fs30}a", [Run("a", Style(size=150, properties=(("fontShear", "29.5167%"),)))]),
        ("{unclosed", [Run("{unclosed")]),
    ],
)
def test_codes(text, runs):
    assert event(text).runs == runs


@pytest.mark.parametrize(
    ("text", "placement"),
    [
        ("{\\an9}x", Placement(anchor="top", align=Align.RIGHT)),
        ("{\\a6}x", Placement(anchor="top")),
        (
            "{\\pos(100,570)}x",
            Placement(line=95, column=25, align=Align.CENTER, line_align=Align.END, column_align="center"),
        ),
        ("{\\pos(nowhere)}x", None),
    ],
)
def test_places(text, placement):
    assert event(text).placement == placement


def test_karaoke():
    cue = event("{\\k50}one {\\kf30}two")
    assert cue.text == "one two"
    assert cue.karaoke == ((4, 500 * TICKS_PER_MS),)
    again = read(write(Cue(cue.start, cue.end, cue.runs, karaoke=cue.karaoke))).cues[0]
    assert again.karaoke == cue.karaoke


@pytest.mark.parametrize(
    "text", ["{\\b1}", "\\N", "C:\\new", "a\\", "{", "a\u00a0b", "\\\\n", "x\ny", "a,b,c"]
)
@pytest.mark.parametrize("kind", ["ass", "ssa"])
def test_any_text_survives(text, kind):
    runs = [Run(text), Run("b", Style(italic=True))]
    assert read(write(Cue(0, TICKS_PER_MS * 10, runs), kind=kind)).cues[0].runs == runs


@pytest.mark.parametrize("kind", ["ass", "ssa"])
def test_pysubs2_reads_what_we_write(kind):
    cues = [
        Cue(1000 * TICKS_PER_MS, 2000 * TICKS_PER_MS, [Run("One\ntwo", Style(bold=True))], speaker="Ann"),
        Cue(
            3_600_000 * TICKS_PER_MS,
            3_601_000 * TICKS_PER_MS,
            [Run("Late")],
            placement=Placement(anchor="top"),
        ),
    ]
    found = pysubs2.SSAFile.from_string(write(*cues, kind=kind))
    assert [(e.start, e.end, e.plaintext, e.name) for e in found] == [
        (1000, 2000, "One\ntwo", "Ann"),
        (3_600_000, 3_601_000, "Late", ""),
    ]


def test_columns_in_any_order_and_broken_lines():
    text = "[Events]\nFormat: Effect, End,\n Start, Text\nDialogue: x,0:00:02.00,0:00:01.00,a,b\nnonsense\n"
    document = read(text)
    assert [(c.start, c.text) for c in document.cues] == [(1000 * TICKS_PER_MS, "a,b")]
    assert document.issues[0].code == "line_skipped"


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        (r"{\i1}a{\i0}\Nb", [("a", True), ("\nb", False)]),
        (r"a{\i1}{\i0}b", [("ab", False)]),  # nothing between the two
        (r"{\i1}a{\i1}b", [("ab", True)]),
        (r"{\i1}", []),
        (r"{\i1}a{\i0}\hb", [("a", True), ("\u00a0b", False)]),
        (r"{\i1}a\{b\}{\i0}c", [("a{b}", True), ("c", False)]),
        (r"{\i1}a{\i}b", [("a", True), ("b", False)]),
        (r"{\i1}a{note}b", [("ab", True)]),
    ],
)
def test_styles_switched_on_and_off(text: str, runs: list[tuple[str, bool]]) -> None:
    head = "[Events]\nFormat: Layer, Start, End, Style, Text\n"
    script = f"{head}Dialogue: 0,0:00:01.00,0:00:02.00,Default,{text}\n"
    document = load(script.encode(), "a.ass")
    assert [[(run.text, run.style.italic) for run in cue.runs] for cue in document.cues] == [runs]
    assert save(document, "ass").decode().splitlines()[-1].endswith(f",{text}")


CODES = [
    "{\\i1}",
    "{\\i0}",
    "{\\b1}",
    "{\\s0}",
    "{\\i}",
    "{}",
    "{note}",
    "{\\i1\\b1}",
    "{\\an8}",
    "{\\p1}",
    "{\\k20}",
    "{\\r}",
]
SIGNS = ["\\N", "\\n", "\\h", "\\{", "\\}", "\\", "{", "}", "a", "b c", " ", "N", "\u2060", "\u00a0"]
USUAL_PLACE = "{\\an2}"
"""Changes nothing, but only the reader of every code knows it."""


@given(st.lists(st.sampled_from(CODES + SIGNS), max_size=8).map("".join))
def test_usual_texts_are_read_as_the_reader_of_every_code_reads_them(text):
    fast, slow = event(text), event(USUAL_PLACE + text)
    assert (fast.runs, fast.placement, fast.karaoke) == (slow.runs, slow.placement, slow.karaoke)


@given(
    st.lists(
        st.sampled_from(
            ["Dialogue: ", "Dialogue:", "0,0:00:01.00", ",", "a, b", "[Events]", "\n", "Format: Text,"]
        )
    )
)
def test_usual_events_are_read_as_those_in_another_spelling(parts):
    script = SCRIPT + "".join(parts)
    fast, slow = read(script), read(script.replace("Dialogue:", "dialogue:"))
    assert fast.cues == slow.cues
