"""The plain transcript: text without times."""

from app.captions.formats import transcript
from app.captions.model.document import Document, Run
from app.captions.model.losses import Losses
from tests.support.captions.text_formats import cue, kinds


def test_times_are_estimated_and_said_so():
    text = "ANN: Hello there.\n\n" + "A long paragraph goes on and on. " * 20
    document = transcript.read(text, {})
    assert document.cues[0].speaker == "ANN"
    assert document.cues[0].text == "Hello there."
    assert all(len(line) <= 42 for c in document.cues for line in c.text.split("\n"))
    assert all(a.end <= b.start for a, b in zip(document.cues, document.cues[1:], strict=False))
    assert [issue.code for issue in document.issues] == ["times_estimated"]


def test_paragraphs_begin_at_pauses_and_speakers():
    cues = [
        cue(0, 1000, Run("One\ntwo"), speaker="Ann"),
        cue(1000, 2000, Run("three."), speaker="Ann"),
        cue(2000, 3000, Run("Four."), speaker="Bob"),
        cue(9000, 9500, Run("Five."), speaker="Bob"),
    ]
    losses = Losses()
    written = transcript.write(Document(cues), {}, losses)
    assert written == "Ann: One two three.\n\nBob: Four.\n\nFive.\n"
    assert kinds(losses) == {"times"}
