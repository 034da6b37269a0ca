"""QuickTime text tracks."""

from __future__ import annotations

import pytest
from hypothesis import given

from app.captions.formats import qt_text
from app.captions.formats.base import Head
from app.captions.model.document import PLAIN, Align, Cue, Document, Placement, Run, Style, ticks
from app.captions.model.losses import Losses
from tests.support.captions.documents import LETTERS, documents, runs, seen

ITALIC = Style(italic=True)
APPLE = """{QTtext} {font:Geneva}
{plain} {size:9}
{timeScale:30}
{width:160} {height:32}
{timeStamps:absolute} {language:0}
[00:00:00.00]
One upon a time in a cubicle not so far away,
[00:00:06.09]
A tired but {italic}dedicated{plain} engineer
[00:00:20.19]

[00:00:25.15]
{textColor: 65535, 0, 0}Worked on through the night...
[00:00:30.28]
"""


def test_apples_example() -> None:
    document = qt_text.read(APPLE, {})
    assert [(c.start, c.end) for c in document.cues] == [
        (0, ticks("6.3")),
        (ticks("6.3"), ticks(20) + 57_000_000),
        (ticks("25.5"), ticks(30) + 84_000_000),
    ]
    assert document.cues[1].runs == [Run("A tired but "), Run("dedicated", ITALIC), Run(" engineer")]
    assert document.cues[2].runs == [Run("Worked on through the night...", Style(color="#ff0000"))]


def test_relative_stamps() -> None:
    head = "{QTtext}{timeScale:10}{timeStamps:relative}\n"
    text = head + "[00:00:01.0]\na\n[00:00:02.5]\n\n[00:00:01.0]\nb\n[00:00:01.0]\n"
    assert [(c.start, c.end, c.text) for c in qt_text.read(text, {}).cues] == [
        (ticks(1), ticks("3.5"), "a"),
        (ticks("4.5"), ticks("5.5"), "b"),
    ]


def test_a_last_caption_without_an_end_is_reported() -> None:
    document = qt_text.read("{QTtext}\n[00:00:01.0]\nhello", {})
    assert document.cues[0].end > ticks(1)
    assert [issue.code for issue in document.issues] == ["no_end"]


@given(
    documents(
        text=runs((PLAIN, ITALIC, Style(bold=True, underline=True), Style(color="#12ab00")), LETTERS),
        placements=[None, Placement(align=Align.LEFT), Placement(align=Align.RIGHT)],
    )
)
def test_round_trip(document: Document) -> None:
    assert seen(qt_text.read(qt_text.write(document, {}, Losses()), {})) == seen(document)


@pytest.mark.parametrize("scale", [1, 30, 600, 10_000])
def test_time_scales_round_to_their_unit(scale: int) -> None:
    start = ticks("1.999999")
    document = Document([Cue(start, ticks(5), [Run("x")])])
    back = qt_text.read(qt_text.write(document, {"time_scale": scale}, Losses()), {})
    assert abs(back.cues[0].start - start) * scale <= 45_000_000


def test_its_own_head_survives() -> None:
    document = qt_text.read(APPLE, {})
    written = qt_text.write(document, {"time_scale": 30}, Losses())
    assert "{font:Geneva}{plain}{size:9}{width:160} {height:32}".replace(" ", "") in written.replace(" ", "")
    assert seen(qt_text.read(written, {})) == seen(document)


def test_what_it_cannot_hold_is_recorded() -> None:
    losses = Losses()
    cues = [
        Cue(0, ticks(3), [Run("{bold} [00:00:01.2]\n[00:00:01.2] [MUSIC]", Style(font="Arial"))]),
        Cue(ticks(2), ticks(4), [Run("y")], placement=Placement(line=10), speaker="A"),
    ]
    written = qt_text.write(Document(cues), {}, losses)
    assert set(losses.kinds) == {"character", "font", "overlap", "placement", "speaker"}
    assert qt_text.read(written, {}).cues[0].text == "(bold) [00:00:01.2]\n(00:00:01.2) [MUSIC]"


def test_detection() -> None:
    assert qt_text.sniff(Head(b"", "\ufeff" + APPLE)) == 1.0
    assert qt_text.sniff(Head(b"", "[00:01.00]x")) == 0.0
