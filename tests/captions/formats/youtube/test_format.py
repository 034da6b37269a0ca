"""YouTube's captions as JSON and XML."""

from __future__ import annotations

import json

import pytest

from app.captions import load
from app.captions.conversion.convert import inspect
from app.captions.formats.youtube import format as youtube
from app.captions.formats.youtube.reader import read_xml
from app.captions.model.document import Align, Cue, Document, Placement, Run, Style, seconds, ticks
from app.captions.model.losses import Losses
from tests.support.captions.speech_services import assert_says_good_day, forms


def test_rolling_captions_end_where_the_next_begin() -> None:
    events = [
        {"tStartMs": 0, "dDurationMs": 4000, "segs": [{"utf8": "one"}]},
        {"tStartMs": 2000, "dDurationMs": 2000, "aAppend": 1, "segs": [{"utf8": "\n"}]},
        {"tStartMs": 2000, "dDurationMs": 3000, "segs": [{"utf8": "two"}]},
    ]
    cues = inspect(json.dumps({"events": events}).encode()).as_json()["cues"]
    assert [(cue["start"], cue["end"], cue["text"]) for cue in cues] == [(0.0, 2.0, "one"), (2.0, 5.0, "two")]


@pytest.mark.parametrize("text", forms("youtube-json3").values(), ids=forms("youtube-json3"))
def test_each_documented_form_of_json3(text: str) -> None:
    assert_says_good_day(text, "youtube-json3")


@pytest.mark.parametrize("text", forms("youtube-xml").values(), ids=forms("youtube-xml"))
def test_each_documented_form_of_xml(text: str) -> None:
    assert_says_good_day(text, "youtube-xml")


STYLED = """<?xml version="1.0" encoding="utf-8"?>
<timedtext format="3">
<head>
<ws id="0" ju="0"/><wp id="1" ap="0" ah="10" av="20"/><wp id="2" ap="7" ah="50" av="100"/>
<pen id="1" i="1" fc="#FF0000" fo="128" bc="#080808" bo="0"/><pen id="2" fc="#FEFEFE" et="4" rb="1"/>
</head>
<body>
<p t="1000" d="3000" wp="1" ws="0" p="1">Red\nsign</p>
<p t="2000" d="1000" wp="2">One <s p="2" t="500">two</s></p>
</body></timedtext>"""


def test_pens_and_places_of_srv3() -> None:
    document = inspect(STYLED.encode()).document
    red, plain = document.cues
    look = Style(italic=True, color="#ff0000", background="#08080800", properties=(("opacity", "0.50"),))
    assert red.runs == [Run("Red\nsign", look)]
    assert red.placement == Placement(
        line=20.0, column=10.0, line_align=Align.START, column_align="line-left", align=Align.LEFT
    )
    assert (plain.runs, plain.placement, plain.karaoke) == ([Run("One two")], None, ((4, ticks("0.5")),))
    assert red.end == ticks(4)  # captions side by side do not end each other
    (issue,) = document.issues
    assert (issue.code, "ruby, edges of letters" in issue.message) == ("not_kept", True)


def test_rolling_captions_of_srv3_are_plain() -> None:
    pen = '<pen id="1" fc="#E5E5E5"/><wp id="1" ap="6" ah="20" av="100"/>'
    rows = '<p t="0" d="4000" w="1" wp="1"><s p="1">one</s></p><p t="2000" d="2000" w="1">two</p>'
    document = read_xml(f'<timedtext format="3"><head>{pen}</head><body>{rows}</body></timedtext>', {})
    assert [(cue.start, cue.end, cue.runs) for cue in document.cues] == [
        (0, ticks(2), [Run("one")]),
        (ticks(2), ticks(4), [Run("two")]),
    ]
    assert [cue.placement for cue in document.cues] == [None, None]


def test_what_srv3_cannot_hold_is_told() -> None:
    style = Style(strike=True, font="Arial")
    cue = Cue(0, ticks(1), [Run("x", style)], speaker="Ann", placement=Placement(line=10, size=40))
    losses = Losses()
    youtube.write(Document([cue]), {}, losses)
    assert set(losses.kinds) == {"strike", "font", "speaker", "placement"}


@pytest.mark.parametrize("inside", ["<!-- aside -->", "<?player aside?>"])
def test_comments_and_instructions_inside_a_caption_are_passed_over(inside):
    body = f'<timedtext format="3"><body><p t="0" d="900">One{inside} <s>two</s></p></body></timedtext>'
    (cue,) = read_xml(body, {}).cues
    assert cue.text == "One two"


def test_a_caption_of_srv1_without_a_length_lasts_as_long_as_it_is_read() -> None:
    text = '<transcript><text start="1">One</text><text start="3">Two</text></transcript>'
    spans = [(seconds(cue.start), seconds(cue.end)) for cue in load(text.encode()).cues]
    assert spans == [(1, 3), (3, 4)]
