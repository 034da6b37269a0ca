"""SBV, YouTube's own text format."""

from app.captions.formats import sbv
from app.captions.model.losses import Losses
from tests.support.captions.text_formats import ms


def test_reads_and_writes():
    text = "0:00:01.000,0:00:02.500\nHello\nthere\n\n0:00:03.000,0:00:04.000\nBye\n"
    document = sbv.read(text, {})
    assert ms(document) == [(1000, 2500, "Hello\nthere"), (3000, 4000, "Bye")]
    assert sbv.write(document, {}, Losses()) == text


def test_says_what_it_skips():
    text = "0:00:01.000,0:00:02.000\na[br]b\n\n0:00:03.x00,0:00:04.000\nLost\n\n0:00:05.000,0:00:06.000\nc"
    document = sbv.read(text, {})
    assert [c.text for c in document.cues] == ["a\nb", "c"]
    assert document.issues[0].code == "unreadable_times"
