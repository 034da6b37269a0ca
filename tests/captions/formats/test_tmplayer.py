"""TMPlayer: lines with a start alone."""

from app.captions.formats import tmplayer
from app.captions.model.losses import Losses
from tests.support.captions.text_formats import ms


def test_a_line_ends_at_the_next():
    text = "00:00:01:Hello|there\n00:00:03:Bye\n00:00:04:\n00:01:00:Late\n"
    document = tmplayer.read(text, {})
    assert ms(document) == [(1000, 3000, "Hello\nthere"), (3000, 4000, "Bye"), (60_000, 61_000, "Late")]
    assert tmplayer.write(document, {}, Losses()) == text + "00:01:01:\n"


def test_nothing_is_shown_through_a_long_pause():
    assert ms(tmplayer.read("00:00:01:Short\n00:01:00:x\n", {}))[0] == (1000, 2000, "Short")
