"""Adobe Premiere marker lists."""

from __future__ import annotations

import pytest
from hypothesis import given

from app.captions.formats import premiere_markers as markers
from app.captions.formats.base import Head
from app.captions.model.document import Cue, Document, Run, Style, ticks
from app.captions.model.losses import Losses
from app.captions.timecode.smpte import parse_rate
from app.core.errors import CaptionError
from tests.support.captions.documents import documents, options_for, seen

R25, DF = parse_rate("25"), parse_rate("29.97 DF")
SAMPLE = (
    "Marker Name\tDescription\tIn\tOut\tDuration\tMarker Type\t\r\n"
    "Intro\tSome words\t00:08:22:23\t00:08:24:23\t00:00:02:00\tComment\t\r\n"
    "Only a name\t\t00:08:25:00\t00:08:25:00\t00:00:00:00\tChapter\t\r\n"
    '2\t"Two\nlines"\t00:08:26:00\t00:08:27:00\t00:00:01:00\tComment\t\r\n'
)


def test_what_premiere_writes() -> None:
    document = markers.read(SAMPLE, {"frame_rate": R25.fps})
    assert [(c.id, c.text) for c in document.cues] == [
        ("Intro", "Some words"),
        (None, "Only a name"),
        ("2", "Two\nlines"),
    ]
    assert document.cues[0].start == ticks("502.92")
    assert document.cues[1].end == ticks(506), "a marker without length lasts until the next"


def test_drop_frame_and_a_translated_head() -> None:
    text = (
        "Markername\tBeschreibung\tIn\tOut\tDauer\tMarkertyp\t\n"
        "\tx\t00;11;23;01\t00;11;24;25\t00;00;01;24\tKapitel\t\n"
    )
    document = markers.read(text, {"frame_rate": DF.fps, "drop_frame": True})
    assert document.drop_frame
    assert document.cues[0].end - document.cues[0].start == DF.ticks_at(54)
    assert markers.sniff(Head(b"", text)) == 0.7


@pytest.mark.parametrize("delimiter", ["tab", "comma"])
@given(document=documents(rate=DF, overlapping=True))
def test_round_trip(delimiter: str, document: Document) -> None:
    written = markers.write(document, {"delimiter": delimiter}, Losses())
    assert seen(markers.read(written, options_for(document))) == seen(document)


def test_it_is_written_as_premiere_writes_it() -> None:
    document = Document(
        [Cue(ticks(1), ticks(3), [Run("Hi", Style(bold=True))])], frame_rate=DF.fps, drop_frame=True
    )
    losses = Losses()
    written = markers.write(document, {"delimiter": "tab", "numbers": True}, losses)
    assert written.split("\r\n")[1] == "1\tHi\t00;00;01;00\t00;00;03;00\t00;00;02;00\tComment\t"
    assert set(losses.kinds) == {"bold"}


def test_an_endless_cell_is_refused_in_our_own_words() -> None:
    with pytest.raises(CaptionError) as caught:
        markers.read("Marker Name\tDescription\tIn\tOut\n" + "x" * 200_000, {})
    assert caught.value.code == "malformed_csv"


def test_detection() -> None:
    assert markers.sniff(Head(b"", SAMPLE)) == 1.0
    assert markers.sniff(Head(b"", "a,b,c\n1,2,3\n")) == 0.0
    assert markers.sniff(Head(b"", "")) == 0.0
