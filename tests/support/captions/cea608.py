"""What the tests of CEA-608 and CEA-708 build their documents and words with."""

from app.captions.codecs.cea608.cell_grid import default_cells
from app.captions.codecs.cea608.codes import in_channel, with_parity
from app.captions.codecs.cea608.fields import Line21
from app.captions.model.document import PLAIN, Cue, Document, Run
from app.captions.model.losses import Losses
from app.captions.timecode.smpte import parse_rate

FRAME = parse_rate("29.97").ticks_per_frame


def defaults(declared, **changes):
    """Option values with every default filled in."""
    return {option.name: option.default for option in declared} | changes


def cue(start, end, *runs, **fields):
    """A cue from frame `start` to frame `end` at 29.97."""
    styled = [Run(run) if isinstance(run, str) else Run(*run) for run in runs]
    return Cue(start * FRAME, end * FRAME, styled, **fields)


def document(*cues, **fields):
    return Document(cues=list(cues), drop_frame=True, frame_rate=parse_rate("29.97").fps, **fields)


def decoded(*words, channel=1, field=1, roll_up="lines"):
    """The cues of words sent one a frame; text is given as a string of pairs, "--" is a null."""
    line21 = Line21(FRAME, roll_up)
    at = 0
    for item in words:
        for word in _words(item, channel):
            line21.fields[field - 1].feed(word, at)
            at += FRAME
    return line21.channels[f"ch0{2 * (field - 1) + channel}"].finish(at)


def _words(item, channel):
    if isinstance(item, int):
        return [in_channel(item, channel)]
    if item == "--":
        return [0]
    return [
        ord(item[n]) << 8 | (ord(item[n + 1]) if n + 1 < len(item) else 0) for n in range(0, len(item), 2)
    ]


def frames(cues):
    """Start and end frame and text of every cue."""
    return [(c.start // FRAME, c.end // FRAME, c.text) for c in cues]


def scc(*lines):
    """An SCC text of (timecode, words) with parity; words as for `decoded`."""
    body = [
        f"{label}\t{' '.join(f'{with_parity(word):04x}' for item in words for word in _words(item, 1))}"
        for label, *words in lines
    ]
    return "\n\n".join(["Scenarist_SCC V1.0", *body]) + "\n"


def shown(cues, *, extras="cea-608"):
    """Everything the target can hold of every cue, in a form that compares: times, mode, text, the style of
    every visible character, and the cell of every line."""
    return [
        (
            c.start,
            c.end,
            c.mode,
            c.text,
            [(letter, run.style) for run in c.runs for letter in run.text if not letter.isspace()],
            cells(c, extras),
        )
        for c in cues
    ]


def cells(c, extras="cea-608"):
    stored = ((c.extras or {}).get(extras) or {}).get("cells")
    return stored or default_cells(c.placement, [len(line) for line in c.text.split("\n")])


def is_plain(c):
    return all(run.style == PLAIN for run in c.runs)


def written(caption_format, doc, **options):
    """The text a format writes, and the losses."""
    losses = Losses()
    return caption_format.write(doc, defaults(caption_format.encode_options, **options), losses), losses
