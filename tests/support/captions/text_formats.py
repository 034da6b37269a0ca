"""What the tests of the text formats build captions with, and how they look at them."""

from app.captions.model.document import TICKS_PER_MS, Cue, Style

ITALIC = Style(italic=True)


def ms(document):
    return [(cue.start // TICKS_PER_MS, cue.end // TICKS_PER_MS, cue.text) for cue in document.cues]


def cue(start, end, *runs, **fields):
    return Cue(start * TICKS_PER_MS, end * TICKS_PER_MS, [*runs], **fields)


def kinds(losses):
    return {loss["kind"] for loss in losses.as_list()}
