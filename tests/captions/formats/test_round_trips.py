"""decode(encode(document)) is the document, for everything each of our own text formats can hold."""

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.captions.formats import (
    bilibili_json,
    dcp_interop,
    dcp_smpte,
    fcp7_xml,
    lrc,
    microdvd,
    mpl2,
    sami,
    sbv,
    segments_json,
    srt,
    subviewer,
    subviewer1,
    tmplayer,
    transcript,
    usf,
)
from app.captions.formats.ass import format as ass
from app.captions.formats.vtt import format as vtt
from app.captions.formats.youtube import format as youtube
from app.captions.formats.youtube.reader import read_xml
from app.captions.model.document import PLAIN, TICKS_PER_MS, TICKS_PER_SECOND, Align, Placement, Run, Style
from app.captions.model.karaoke import clipped
from app.captions.model.losses import Losses
from app.captions.model.numpad import from_numpad
from app.captions.model.runs import joined, lines_of
from app.captions.timecode.smpte import parse_rate
from tests.support.captions.documents import LETTERS, documents, options_for, runs, seen
from tests.support.examples import examples

ITALIC, BOLD, UNDERLINE, STRIKE = (Style(**{n: True}) for n in ("italic", "bold", "underline", "strike"))
BASIC = (PLAIN, ITALIC, BOLD, UNDERLINE, Style(bold=True, italic=True))
YELLOW, ORANGE = Style(color="#ffff00"), Style(color="#ff8800", italic=True)
KEYS = [from_numpad(number) for number in range(1, 10)]
POINT = Placement(line=50, column=25, align=Align.LEFT, line_align=Align.START, column_align="line-left")
CENTISECOND = TICKS_PER_SECOND // 100
NO_SLASH = LETTERS.replace("/", "")
many = examples(60)


def same(module, document, write=None, look=seen, **options):
    """Write, read, compare what a viewer sees; nothing may be recorded as lost.

    Made documents may look as if they rolled up: nothing is cleaned.
    """
    losses = Losses()
    written = (write or module.write)(document, options, losses)
    again = module.read(written, {"rolling": "keep", **options_for(document, **options)})
    assert look(again) == look(document)
    assert losses.as_list() == []
    assert (write or module.write)(again, options, Losses()) == written


@many
@given(
    documents(
        text=runs((*BASIC, STRIKE, YELLOW, ORANGE, Style(font="Arial", size=80))),
        placements=KEYS,
        overlapping=True,
    )
)
def test_subrip(document):
    same(srt, document)


@many
@given(
    documents(
        text=runs(
            (
                *BASIC,
                YELLOW,
                ORANGE,
                Style(background="#0000ff"),
                Style(background="#123456"),
                Style(ruby="ka <&n"),
                Style(language="fr-CA"),
                Style(classes=("loud", "x")),
            )
        ),
        placements=[
            None,
            Placement(line_number=-3, line_align=Align.END),
            Placement(line=12.5, column=30, column_align="line-left", size=40, align=Align.START),
            Placement(vertical="rl", align=Align.RIGHT),
        ],
        speakers=(None, "Ann", "Tom & <Jerry>"),
        overlapping=True,
    )
)
def test_webvtt(document):
    same(vtt, document)


@many
@given(
    documents(
        text=runs((*BASIC, STRIKE, YELLOW)), placements=(None, Placement(line_number=2)), speakers=("Ann",)
    )
)
def test_webvtt_holds_what_is_struck_through_as_a_class(document):
    same(vtt, document)


@pytest.mark.parametrize("kind", ["ass", "ssa"])
@many
@given(
    document=documents(
        grid=CENTISECOND,
        text=runs((*BASIC, STRIKE, YELLOW, Style(font="Courier New"))),
        placements=[*KEYS, POINT],
        speakers=(None, "Ann"),
        overlapping=True,
    )
)
def test_substation(document, kind):
    same(ass, document, write=lambda d, o, losses: ass.write(d, o, losses, kind))


@many
@given(documents(text=runs((*BASIC, STRIKE, YELLOW, Style(font="Arial", size=80)))))
def test_sami(document):
    same(sami, document)


@many
@given(documents(overlapping=True))
def test_sbv(document):
    same(sbv, document)


@many
@given(documents(grid=CENTISECOND, overlapping=True))
def test_subviewer(document):
    same(subviewer, document)


@many
@given(documents(grid=CENTISECOND, text=runs((PLAIN,), LETTERS, 1)))
def test_lrc(document):
    same(lrc, document)


@many
@given(documents(grid=TICKS_PER_SECOND // 10, text=runs((PLAIN,), NO_SLASH), overlapping=True))
def test_mpl2(document):
    same(mpl2, document)


@many
@given(documents(grid=TICKS_PER_SECOND, text=runs((PLAIN,), NO_SLASH)))
def test_tmplayer(document):
    short = [cue for cue in document.cues if cue.end - cue.start <= 7 * TICKS_PER_SECOND]
    document.cues = short
    same(tmplayer, document)


@many
@given(documents(rate=parse_rate("25"), text=runs((PLAIN,), NO_SLASH), overlapping=True))
def test_microdvd(document):
    same(microdvd, document)


def seen_by_lines(document):
    """What a viewer sees, whatever the style of a line break."""
    return [(c.start, c.end, [joined(line) for line in lines_of(c.runs)], c.placement) for c in document.cues]


CINEMA = (PLAIN, ITALIC, Style(bold=True, underline=True), YELLOW, ORANGE)
CINEMA_PLACES = (
    None,
    Placement(anchor="bottom", align=Align.LEFT),
    Placement(line=12.5, line_align=Align.START, align=Align.RIGHT),
    Placement(line=60, line_align=Align.CENTER),
    Placement(line=70, line_align=Align.END),
)


@many
@given(documents(grid=TICKS_PER_SECOND // 250, text=runs(CINEMA), placements=CINEMA_PLACES, overlapping=True))
def test_dcp_interop(document):
    same(dcp_interop, document, look=seen_by_lines)


@many
@given(documents(rate=parse_rate("24"), text=runs(CINEMA), placements=CINEMA_PLACES, overlapping=True))
def test_dcp_smpte(document):
    same(dcp_smpte, document, look=seen_by_lines)


def whole(styles):
    """Texts in one style from their first to their last character."""
    return runs((PLAIN,)).flatmap(
        lambda made: st.sampled_from(styles).map(lambda style: [Run(run.text, style) for run in made])
    )


@many
@given(
    documents(
        rate=parse_rate("25"),
        text=whole((PLAIN, ITALIC, BOLD, Style(bold=True, italic=True))),
        overlapping=True,
    )
)
def test_final_cut_pro_7(document):
    same(fcp7_xml, document)


@many
@given(
    documents(
        text=runs((*BASIC, STRIKE, YELLOW, ORANGE, Style(font="Courier New"))),
        placements=KEYS,
        speakers=(None, "Ann", "Tom & <Jerry>"),
        overlapping=True,
    )
)
def test_usf(document):
    same(usf, document)


@many
@given(documents(grid=TICKS_PER_SECOND, text=runs((PLAIN,), LETTERS.replace("|", ""))))
def test_subviewer_1(document):
    same(subviewer1, document)


@many
@given(documents(placements=KEYS, overlapping=True))
def test_bilibili(document):
    same(bilibili_json, document)


@many
@given(documents(speakers=(None, "Ann"), overlapping=True))
def test_bare_segments(document):
    same(segments_json, document, cut="segments")


@many
@given(
    documents(
        text=runs(
            (
                *BASIC,
                UNDERLINE,
                YELLOW,
                Style(font="Courier New", size=150),
                Style(background="#102030"),
                Style(background="#10203080", properties=(("opacity", "0.50"),)),
            )
        ),
        placements=[
            *KEYS,
            Placement(
                line=33.0, column=20.0, line_align=Align.START, column_align="line-left", align=Align.RIGHT
            ),
        ],
        overlapping=True,
    )
)
def test_youtube_srv3(document):
    losses = Losses()
    written = youtube.write(document, {}, losses)
    again = read_xml(written, {})
    assert seen(again) == seen(document)
    assert losses.as_list() == []
    assert youtube.write(again, {}, Losses()) == written


@many
@given(documents(), st.lists(st.tuples(st.integers(1, 30), st.integers(0, 5000)), max_size=4))
def test_youtube_inner_times(document, karaoke):
    for cue in document.cues:
        inside = {p: ms for p, ms in karaoke if ms and p < len(cue.text) and not cue.text[p].isspace()}
        cue.karaoke = tuple((place, ms * TICKS_PER_MS) for place, ms in sorted(inside.items())) or None
    again = read_xml(youtube.write(document, {}, Losses()), {})
    assert [cue.karaoke for cue in again.cues] == [cue.karaoke for cue in document.cues]


@many
@given(documents(), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5000)), max_size=4))
def test_webvtt_inner_times(document, karaoke):
    for cue in document.cues:
        places = sorted({(min(place, len(cue.text)), ms * TICKS_PER_MS) for place, ms in karaoke})
        cue.karaoke = clipped(tuple(places), cue.end - cue.start) or None
    again = vtt.read(vtt.write(document, {}, Losses()), {"rolling": "keep"})
    assert [cue.karaoke for cue in again.cues] == [cue.karaoke for cue in document.cues]


@examples(60)
@given(
    documents(speakers=(None, "ANN", "DR. NO"), text=runs((PLAIN,), "abcÄé🎵 .,-'")),
    st.sampled_from([20, 84, 400]),
)
def test_plain_transcript(document, characters):
    """Words in their order, and who says them when the speaker changes; it has no times."""
    back = transcript.read(transcript.write(document, {"pause": 10**6}, Losses()), {"characters": characters})
    assert spoken(back) == spoken(document)


def spoken(document):
    """Who says what, with no break as long as one speaks."""
    said = [(cue.speaker, cue.text.split()) for cue in document.cues if cue.text.split()]
    return [
        (speaker, [word for _, words in turn for word in words])
        for speaker, turn in groupby(said, key=lambda item: item[0])
    ]
