"""Final Cut Pro XML captions."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from app.captions.formats.base import Head
from app.captions.formats.fcpxml import format as fcpxml
from app.captions.formats.fcpxml.times import frame_time, parse_time
from app.captions.model.document import PLAIN, Align, Cue, Document, Mode, Placement, Run, Style, ticks
from app.captions.model.losses import Losses
from app.captions.timecode.smpte import parse_rate
from app.core.errors import CaptionError
from tests.support.captions.documents import documents, runs, seen
from tests.support.examples import examples

ITALIC = Style(italic=True)
EXPORTED = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE fcpxml>

<fcpxml version="1.14">
    <resources>
        <format id="r1" name="FFVideoFormat3840x2160p5994" frameDuration="1001/60000s" width="3840" height="2160"/>
        <asset id="r2" name="clip" start="0s" duration="20s" format="r1"/>
    </resources>
    <library location="file:///Users/example/Movies/x.fcpbundle/">
        <event name="Day 1">
            <project name="Interview">
                <sequence format="r1" duration="600600/60000s" tcStart="216216000/60000s" tcFormat="DF">
                    <spine>
                        <asset-clip ref="r2" offset="216216000/60000s" name="a" start="60060/60000s" duration="300300/60000s">
                            <caption lane="1" offset="120120/60000s" name="Hello" start="215999784/60000s"
                                duration="180180/60000s" role="iTT?captionFormat=ITT.ko">
                                <text placement="bottom">
                                    <text-style ref="ts1">Hello</text-style>
                                    <text-style ref="ts1">
there</text-style>
                                </text>
                                <text-style-def id="ts1">
                                    <text-style font=".Apple SD" fontSize="13" fontFace="Regular" fontColor="1 1 1 1"
                                        backgroundColor="0 0 0 1"/>
                                </text-style-def>
                            </caption>
                            <caption lane="2" offset="120120/60000s" duration="60060/60000s"
                                role="iTT?captionFormat=ITT.en"><text>English</text></caption>
                        </asset-clip>
                        <asset-clip ref="r2" name="b" duration="300300/60000s">
                            <spine lane="1" offset="60060/60000s">
                                <gap duration="60060/60000s"/>
                                <clip duration="60060/60000s" start="5s">
                                    <caption lane="1" offset="5s" duration="30030/60000s" role="iTT?captionFormat=ITT.ko">
                                        <text placement="top"><text-style ref="ts2">Nested</text-style></text>
                                        <text-style-def id="ts2"><text-style fontFace="Italic"
                                            fontColor="1 0.501961 0 1"/></text-style-def>
                                    </caption>
                                </clip>
                            </spine>
                        </asset-clip>
                    </spine>
                </sequence>
            </project>
        </event>
    </library>
</fcpxml>
"""  # noqa: E501 - as Final Cut Pro writes it


def test_a_timeline_with_nested_items() -> None:
    document = fcpxml.read(EXPORTED, {})
    base = Fraction(216216000, 60000)
    frame = Fraction(1001, 60000)
    assert (document.frame_rate, document.drop_frame) == (1 / frame, True)
    assert document.start_timecode == ticks(base)
    assert (document.title, document.language) == ("Interview", "ko")
    first, nested = document.cues
    assert (first.start, first.end) == (ticks(base + 60 * frame), ticks(base + 240 * frame))
    assert first.runs == [Run("Hello\nthere")]
    assert (nested.start, nested.end) == (ticks(base + 420 * frame), ticks(base + 450 * frame))
    assert nested.runs == [Run("Nested", Style(italic=True, color="#ff8000"))]
    assert nested.placement == Placement(anchor="top")
    assert [issue.code for issue in document.issues] == ["other_roles"]


def test_another_language_may_be_chosen() -> None:
    assert [c.text for c in fcpxml.read(EXPORTED, {"role": "en"}).cues] == ["English"]
    with pytest.raises(CaptionError) as caught:
        fcpxml.read(EXPORTED, {"role": "fr"})
    assert caught.value.code == "unknown_role"


def test_titles_are_read_when_there_are_no_captions() -> None:
    text = """<!DOCTYPE fcpxml><fcpxml version="1.9"><event><project name="p"><sequence format="r1"><spine>
        <title offset="1s" duration="3s"><text>Hello, welcome!</text></title>
        <title offset="10/2s" duration="1.5s"><text><text-style ref="x">Bye</text-style></text></title>
        </spine></sequence></project></event></fcpxml>"""
    document = fcpxml.read(text, {})
    assert [(c.start, c.end, c.text) for c in document.cues] == [
        (ticks(1), ticks(4), "Hello, welcome!"),
        (ticks(5), ticks("6.5"), "Bye"),
    ]


@pytest.mark.parametrize("label", ["23.976", "25", "29.97 DF", "60"])
@examples(50)
@given(st.data())
def test_round_trip(label: str, data: st.DataObject) -> None:
    styles = (PLAIN, ITALIC, Style(bold=True, underline=True), Style(color="#12ab80", background="#00000080"))
    places = [
        None,
        Placement(anchor="top"),
        Placement(anchor="top", align=Align.LEFT),
        Placement(align=Align.RIGHT),
        Placement(anchor="middle", align=Align.LEFT),
    ]
    document = data.draw(
        documents(rate=parse_rate(label), text=runs(styles), placements=places, overlapping=True)
    )
    for cue in document.cues:
        cue.mode = data.draw(st.sampled_from([None, *Mode]))
    back = fcpxml.read(fcpxml.write(document, {}, Losses()), {})
    assert seen(back) == seen(document)
    assert [c.mode for c in back.cues] == [c.mode for c in document.cues]
    if document.cues:
        assert (back.frame_rate, back.drop_frame) == (document.frame_rate, document.drop_frame)


def test_start_timecode_and_title_survive() -> None:
    document = Document([Cue(ticks(3605), ticks(3606), [Run("<x> & \x0by")])], start_timecode=ticks(3600))
    document.frame_rate, document.title, document.language = Fraction(25), 'A "title"', "pt-BR"
    back = fcpxml.read(fcpxml.write(document, {}, Losses()), {})
    assert (back.start_timecode, back.title, back.language) == (ticks(3600), 'A "title"', "pt-BR")
    assert (back.cues[0].start, back.cues[0].text) == (ticks(3605), "<x> & \ufffdy")


def test_lanes_never_hold_two_captions_at_once() -> None:
    cues = [Cue(ticks(i), ticks(i + 3), [Run(str(i))]) for i in range(6)]
    written = fcpxml.write(Document(cues, frame_rate=Fraction(25)), {}, Losses())
    found = etree.fromstring(written.encode()).iter("caption")
    ends: dict[str, Fraction] = {}
    for caption in found:
        start, length = parse_time(caption.get("offset")), parse_time(caption.get("duration"))
        assert start is not None
        assert length is not None
        assert ends.get(caption.get("lane"), Fraction(-1)) <= start
        ends[caption.get("lane")] = start + length
    assert set(ends) == {"1", "2", "3"}


def test_what_it_cannot_hold_is_recorded() -> None:
    losses = Losses()
    cue = Cue(0, ticks(1), [Run("x", Style(font="A"))], speaker="ANN", placement=Placement(line=3.5))
    written = fcpxml.write(Document([cue]), {"speakers": "prefix"}, losses)
    assert set(losses.kinds) == {"font", "placement"}
    assert ">ANN: x</text-style>" in written


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('<!DOCTYPE fcpxml SYSTEM "x.dtd"><fcpxml/>', "doctype_refused"),
        ('<!DOCTYPE fcpxml [<!ENTITY a "b">]><fcpxml/>', "doctype_refused"),
        ("<!DOCTYPE html><fcpxml/>", "doctype_refused"),
        ("<!DOCTYPE fcpxml><!DOCTYPE fcpxml><fcpxml/>", "doctype_refused"),
        ("<fcpxml>", "malformed_xml"),
        ("<tt/>", "wrong_file"),
        ("<fcpxml>" + "<a>" * 200 + "</a>" * 200 + "</fcpxml>", "xml_too_deep"),
    ],
)
def test_hostile_files_are_refused(text: str, code: str) -> None:
    with pytest.raises(CaptionError) as caught:
        fcpxml.read(text, {})
    assert caught.value.code == code


@pytest.mark.parametrize("text", ["", "5", "1/0s", "xs", "1/2/3s", "9" * 30 + "s", None])
def test_strange_times_are_no_times(text: str | None) -> None:
    assert parse_time(text) is None


@given(st.integers(0, 10**7), st.sampled_from(["23.976", "25", "29.97", "50"]))
def test_frame_times_are_exact(frame: int, label: str) -> None:
    rate = parse_rate(label)
    time = parse_time(frame_time(frame, rate))
    assert time is not None
    assert ticks(time) == rate.ticks_at(frame)


def test_detection() -> None:
    assert fcpxml.sniff(Head(b"", EXPORTED)) == 1.0
    assert fcpxml.sniff(Head(b"", "<tt/>")) == 0.0
