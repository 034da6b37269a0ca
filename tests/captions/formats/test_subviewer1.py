"""SubViewer 1: a time, a text, and the time at which it goes."""

from app.captions.conversion.inspect import inspect
from app.captions.formats import subviewer1
from app.captions.model.document import TICKS_PER_MS

SAMPLE = b"""[TITLE]
The Film
[AUTHOR]
[SOURCE]
[PRG]
[FILEPATH]
[DELAY]
0
[CD TRACK]
0
[BEGIN]
******** START SCRIPT ********
[00:00:01]
Hello|there
[00:00:03]

[00:00:04]
Bye
[00:00:06]

[END]
******** END SCRIPT ********
"""


def spans(document):
    return [(c.start // TICKS_PER_MS, c.end // TICKS_PER_MS, c.text) for c in document.cues]


def test_a_file():
    found = inspect(SAMPLE)
    assert found.caption_format is subviewer1.FORMAT
    assert spans(found.document) == [(1000, 3000, "Hello\nthere"), (4000, 6000, "Bye")]
    assert found.document.title == "The Film"


def test_a_last_text_without_an_end_lasts_as_long_as_it_takes_to_read():
    text = "[BEGIN]\n[00:00:01]\nHello\n[00:00:02]\nBye\n"
    assert spans(subviewer1.read(text, {})) == [(1000, 2000, "Hello"), (2000, 3000, "Bye")]
