"""decode(encode(document)) equals the document in everything CEA-608 can hold; what it cannot is recorded."""

import string
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.captions.codecs.cea608.characters import BASIC_CODES, EXTENDED_CODES, SPECIAL_CODES
from app.captions.codecs.cea608.codes import BACKGROUNDS, COLORS
from app.captions.formats import scc
from app.captions.formats.mcc import format as mcc
from app.captions.model.document import (
    PLAIN,
    TICKS_PER_SECOND,
    Align,
    Cue,
    Document,
    Mode,
    Placement,
    Run,
    Style,
)
from app.captions.model.losses import Losses
from app.captions.timecode.smpte import RATE_LABELS, parse_rate
from app.core.errors import CaptionError
from tests.support.captions.cea608 import FRAME, defaults, document, shown, written
from tests.support.examples import examples

LETTERS = "".join(sorted(set(BASIC_CODES) | set(SPECIAL_CODES) | set(EXTENDED_CODES)))
VISIBLE = LETTERS.replace(" ", "")
WORDS = st.text(
    st.sampled_from(string.ascii_letters + string.digits + ".,!?'-" + VISIBLE), min_size=1, max_size=7
)
COLOR = st.sampled_from([None, *COLORS[1:]])
BACKGROUND = st.sampled_from([None, *BACKGROUNDS[:7], *(color + "80" for color in BACKGROUNDS), "#00000000"])
PLAIN_STYLES = st.builds(Style, italic=st.booleans(), underline=st.booleans())
FULL_STYLES = st.builds(
    Style,
    italic=st.booleans(),
    underline=st.booleans(),
    flash=st.booleans(),
    color=COLOR,
    background=BACKGROUND,
)


@st.composite
def styled_lines(draw, styles, count):
    """`count` lines of styled words: up to three words, so that they fit with their codes."""
    runs = []
    widths = []
    for number in range(count):
        words = draw(st.lists(st.tuples(WORDS, st.one_of(st.just(PLAIN), styles)), min_size=1, max_size=3))
        if number:
            runs.append(Run("\n"))
        for position, (word, style) in enumerate(words):
            runs += [Run(" ")] * bool(position) + [Run(word, style)]
        widths.append(sum(len(word) for word, _ in words) + len(words) - 1)
    return runs, widths


@st.composite
def pop_on(draw, styles):
    """Captions far enough apart to be loaded, at cells that leave room for attribute codes."""
    at, cues = 400, []
    for _ in range(draw(st.integers(1, 4))):
        runs, widths = draw(styled_lines(styles, draw(st.integers(1, 3))))
        row = draw(st.integers(1, 15 - len(widths) + 1))
        cells = [(row + n, draw(st.integers(4, 6))) for n in range(len(widths))]
        start = at + draw(st.integers(300, 400))
        end = start + draw(st.integers(2, 290))
        at = draw(st.sampled_from([end, start + 300])) if end > start + 250 else start + 300
        cues.append(
            Cue(start * FRAME, end * FRAME, runs, mode=Mode.POP_ON, extras={"cea-608": {"cells": cells}})
        )
        cues[-1].placement = Placement(row=row, indent=4, align=Align.LEFT)
    return document(*cues)


@st.composite
def live(draw, mode):
    """Lines that roll up, touching or not, or paint-on captions with room to clear the screen before."""
    at, cues = 400, []
    for _ in range(draw(st.integers(1, 5))):
        runs, widths = draw(styled_lines(FULL_STYLES, 1))
        start = at + draw(st.integers(60, 120))
        end = start + draw(st.integers(60, 120))
        at = end
        touching = mode is Mode.ROLL_UP and draw(st.booleans())
        at = end - 60 if touching and cues else end
        extras = {"cells": [(15, 5)]} | ({"depth": 3} if mode is Mode.ROLL_UP else {})
        cues.append(Cue(start * FRAME, end * FRAME, runs, mode=mode, extras={"cea-608": extras}))
        cues[-1].placement = Placement(row=15, indent=5, align=Align.LEFT)
        assert widths
    for one, two in pairwise(cues):
        one.end = min(one.end, two.start)
    return document(*cues)


def back(text, caption_format, **options):
    return caption_format.read(text, defaults(caption_format.decode_options, **options))


@examples(60)
@given(pop_on(PLAIN_STYLES))
def test_scc_holds_text_times_cells_italics_and_underline(doc):
    text, losses = written(scc.FORMAT, doc)
    assert losses.as_list() == []
    assert shown(back(text, scc.FORMAT).cues) == shown(doc.cues)


@examples(60)
@given(pop_on(FULL_STYLES))
def test_scc_advanced_holds_colours_too(doc):
    text, losses = written(scc.ADVANCED, doc)
    assert losses.as_list() == []
    assert shown(back(text, scc.FORMAT).cues) == shown(doc.cues)


@examples(15)
@given(pop_on(FULL_STYLES))
def test_mcc_holds_the_same_in_both_services(doc):
    text, losses = written(mcc.FORMAT, doc, fill=False)
    assert losses.as_list() == []
    assert shown(back(text, mcc.FORMAT).cues) == shown(doc.cues)
    service = back(text, mcc.FORMAT, channel="programA").cues
    without = str.maketrans("—", "-")  # CEA-708 has no em dash
    for c in doc.cues:
        c.runs = [Run(run.text.translate(without), run.style) for run in c.runs]
    assert shown(service, extras="cea-708") == shown(doc.cues)


@pytest.mark.parametrize("mode", [Mode.PAINT_ON, Mode.ROLL_UP])
def test_scc_holds_captions_that_are_written_on_the_screen(mode):
    @examples(60)
    @given(live(mode))
    def check(doc):
        text, losses = written(scc.ADVANCED, doc)
        assert losses.as_list() == []
        assert shown(back(text, scc.FORMAT).cues) == shown(doc.cues)

    check()


TEXTS = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("aeiou \n\n.é♪")), max_size=120)
TIMES = st.integers(-TICKS_PER_SECOND, 40 * TICKS_PER_SECOND)
ANY_STYLE = st.builds(
    Style,
    italic=st.booleans(),
    bold=st.booleans(),
    color=st.sampled_from([None, "#123456", "#00ff00", "#000000", "#ffffff80", "nonsense"]),
    background=st.sampled_from([None, "#123456", "#ff000080", "#00000000"]),
)
ANY_PLACE = st.builds(
    Placement,
    line=st.one_of(st.none(), st.floats(-50, 150)),
    column=st.one_of(st.none(), st.floats(-50, 150)),
    align=st.one_of(st.none(), st.sampled_from(Align)),
    line_align=st.one_of(st.none(), st.sampled_from(Align)),
    line_number=st.one_of(st.none(), st.integers(-30, 30)),
    row=st.one_of(st.none(), st.integers(-2, 20)),
    indent=st.one_of(st.none(), st.integers(-2, 40)),
    anchor=st.sampled_from([None, "top", "middle", "bottom"]),
    region=st.sampled_from([None, "nowhere"]),
)
ANY_CUE = st.builds(
    Cue,
    start=TIMES,
    end=TIMES,
    runs=st.lists(st.builds(Run, TEXTS, st.one_of(st.just(PLAIN), ANY_STYLE)), max_size=3),
    placement=st.one_of(st.none(), ANY_PLACE),
    mode=st.sampled_from([None, *Mode]),
)


def letters(cues):
    return sorted("".join(c.text for c in cues if not c.comment).split())


@pytest.mark.slow
@examples(100)
@given(st.lists(ANY_CUE, max_size=6), st.sampled_from(("auto", "pop-on", "paint-on", "roll-up-3")))
def test_any_document_is_written_and_nothing_is_lost_in_silence(cues, mode):
    """Whatever the document: what is written can be read, and has every word unless a loss says so."""
    doc = Document(cues=cues)
    text, losses = written(scc.ADVANCED, doc, mode=mode)
    once = back(text, scc.FORMAT)
    if not losses.kinds:
        assert letters(once.cues) == letters(cues)


@examples(30)
@given(st.lists(ANY_CUE, max_size=4), st.sampled_from(RATE_LABELS))
def test_any_document_is_written_as_mcc(cues, label):
    rate = parse_rate(label)
    doc = Document(cues=cues, frame_rate=rate.fps, drop_frame=rate.drop)
    losses = Losses()
    text = mcc.FORMAT.write(doc, defaults(mcc.FORMAT.encode_options, fill=False), losses)
    once = back(text, mcc.FORMAT)
    assert once.frame_rate == (rate.fps if once.cues and label != "48" else once.frame_rate)
    if not losses.kinds:
        assert letters(once.cues) == letters(cues)


@examples(30)
@given(st.lists(ANY_CUE, min_size=1, max_size=6))
def test_captions_are_late_or_refused_but_never_missing(cues):
    doc = Document(cues=cues)
    options = defaults(scc.ADVANCED.encode_options, too_close="error")
    losses = Losses()
    _, delayed = written(scc.ADVANCED, doc)
    if "late" not in delayed.kinds:
        scc.ADVANCED.write(doc, options, losses)
        assert losses.as_list() == delayed.as_list()
        return
    with pytest.raises(CaptionError) as caught:
        scc.ADVANCED.write(doc, options, losses)
    assert caught.value.code == "captions_too_close"
