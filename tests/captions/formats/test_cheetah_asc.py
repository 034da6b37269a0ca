"""Cheetah ASC, text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.captions.formats import cheetah_asc
from app.captions.formats.base import Head
from app.captions.model.document import PLAIN, Align, Cue, Document, Mode, Placement, Run, Style, ticks
from app.captions.model.losses import Losses
from app.captions.timecode.smpte import parse_rate
from app.core.errors import AppError
from tests.support.captions.documents import LETTERS, documents, options_for, runs, seen
from tests.support.examples import examples

NDF = parse_rate("29.97 NDF")
OPTIONS = {"frame_rate": NDF.fps, "drop_frame": False}
ITALIC = Style(italic=True)


MANUAL = """** Caption Number 2
*T 01:00:06:06
*TopDown
*C116
The Office of the Ombudsperson
exists\\E
** Caption Number 3
*T 01:00:07:28
\\AI\\solely\\AW\\ to provide service
to American Express people.\\E
** Caption Number 4
*T 01:00:12:22
*BottomUp
*Cb16
We have no agenda of our own.\\E
** Caption Number 5
*T 01:00:14:00
\\E
"""


def test_as_the_manual_shows_it() -> None:
    document = cheetah_asc.read(MANUAL, OPTIONS)
    assert [c.text for c in document.cues] == [
        "The Office of the Ombudsperson\nexists",
        "solely to provide service\nto American Express people.",
        "We have no agenda of our own.",
    ]
    assert document.cues[0].end == document.cues[1].start == NDF.ticks_at(108_000 + 7 * 30 + 28)
    assert document.cues[1].runs[0] == Run("solely", ITALIC)
    assert document.cues[1].placement == Placement(row=1, align=Align.CENTER)
    assert document.cues[2].placement == Placement(row=11, align=Align.CENTER)
    assert document.cues[2].end - document.cues[2].start == NDF.ticks_at(38)


@pytest.mark.parametrize("label", ["25", "29.97 DF", "29.97 NDF"])
@examples(50)
@given(st.data())
def test_round_trip(label: str, data: st.DataObject) -> None:
    letters = LETTERS.replace("\\", "").replace("*", "")
    places = [
        None,
        Placement(row=3, align=Align.CENTER),
        Placement(row=12, indent=4, align=Align.LEFT),
        Placement(row=1, align=Align.RIGHT),
    ]
    text = runs((PLAIN, ITALIC), letters)
    document = data.draw(documents(rate=parse_rate(label), text=text, placements=places))
    assert seen(cheetah_asc.read(cheetah_asc.write(document, {}, Losses()), options_for(document))) == seen(
        document
    )


def test_modes_and_drop_frame() -> None:
    document = Document([Cue(ticks(1), ticks(2), [Run("x")], mode=Mode.ROLL_UP)])
    document.frame_rate, document.drop_frame = NDF.fps, True
    written = cheetah_asc.write(document, {}, Losses())
    assert written.startswith("*DropFrame\r\n")
    back = cheetah_asc.read(written, OPTIONS)
    assert (back.drop_frame, back.cues[0].mode) == (True, Mode.ROLL_UP)


def test_records_what_it_cannot_hold() -> None:
    losses = Losses()
    cues = [
        Cue(
            0,
            ticks(3),
            [Run("*a\\b " + "x" * 33, Style(bold=True))],
            speaker="A",
            placement=Placement(line=5),
        ),
        Cue(ticks(2), ticks(4), [Run("y")]),
    ]
    written = cheetah_asc.write(Document(cues, frame_rate=NDF.fps), {}, losses)
    assert set(losses.kinds) == {"bold", "speaker", "placement", "character", "line_length", "overlap"}
    assert cheetah_asc.read(written, OPTIONS).cues[0].text.startswith("\u00a0*a/b xxx")


def test_unknown_codes_are_reported() -> None:
    document = cheetah_asc.read("*T 00:00:01:00\n\\AG\\green\\E", OPTIONS)
    assert document.cues[0].text == "green"
    assert document.issues[0].message == "Codes without a known meaning: \\AG\\"


@given(
    st.lists(st.sampled_from(["*T 00:00:01:00", "*Lf01", "*BottomUp", "**", "\\E", "x", "", "*", "\\AI\\"]))
)
def test_survives_any_order_of_lines(parts: list[str]) -> None:
    try:
        document = cheetah_asc.read("\n".join(parts), OPTIONS)
    except AppError:
        return
    assert all(cue.end >= cue.start for cue in document.cues)


def test_detection() -> None:

    assert cheetah_asc.sniff(Head(b"", MANUAL)) == 1.0
    assert cheetah_asc.sniff(Head(b"", "* a list\n* of things\n")) == 0.0
