"""SubViewer 1: a time, a text, and the time at which it goes."""

from app.captions.conversion.inspect import inspect
from app.captions.formats import subviewer1
from app.captions.model.document import TICKS_PER_MS, Cue, Document, Run, ticks
from app.captions.model.losses import Losses

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


def test_what_is_read_is_written_again():
    losses = Losses()
    document = subviewer1.read(SAMPLE.decode(), {})
    again = subviewer1.read(subviewer1.write(document, {}, losses), {})
    assert (spans(again), again.title) == (spans(document), "The Film")
    assert losses.as_list() == []


def test_whole_seconds_lose_no_caption():
    times = [("0.9", "1.3", "a"), ("1.3", "1.4", "b|c"), ("1.4", "4.2", "d"), ("3", "5", "[00:00:09]")]
    cues = [Cue(ticks(start), ticks(end), [Run(text)]) for start, end, text in times]
    losses = Losses()
    again = subviewer1.read(subviewer1.write(Document(cues), {}, losses), {})
    assert spans(again) == [
        (1000, 2000, "a"), (2000, 3000, "b/c"), (3000, 4000, "d"), (4000, 5000, "\u2060[00:00:09]"),
    ]  # fmt: skip
    assert {kind: loss.count for kind, loss in losses.kinds.items()} == {"times": 4, "character": 2}
