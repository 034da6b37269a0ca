"""WebVTT's cue settings and regions, one rule a row: what is understood, and what is as if not said."""

import pytest

from app.captions.formats.vtt import format as vtt
from app.captions.model.document import Align, Placement

AREAS = "REGION\nid:top lines:2 viewportanchor:0%,0%\n\nREGION\nid:side width:40%\n\n"
FAR = 2**31


def placed(settings):
    cue = vtt.read(f"WEBVTT\n\n{AREAS}00:01.000 --> 00:02.000 {settings}\nHello\n", {}).cues[0]
    assert cue.text == "Hello"
    return cue.placement


@pytest.mark.parametrize(
    ("settings", "placement"),
    [
        ("line:0", Placement(line_number=0)),
        ("line:-3", Placement(line_number=-3)),
        ("line:007", Placement(line_number=7)),
        ("line:-0", Placement(line_number=0)),
        ("line:4.5", Placement(line_number=5)),
        ("line:4.4", Placement(line_number=4)),
        ("line:-4.6", Placement(line_number=-5)),
        ("line:99999999999", Placement(line_number=FAR)),
        ("line:-99999999999", Placement(line_number=-FAR)),
        ("line:0%", Placement(line=0)),
        ("line:12.25%", Placement(line=12.25)),
        ("line:00%", Placement(line=0)),
        ("line:100%", Placement(line=100)),
        ("line:8,start", Placement(line_number=8, line_align=Align.START)),
        ("line:8,center", Placement(line_number=8, line_align=Align.CENTER)),
        ("line:80%,end", Placement(line=80, line_align=Align.END)),
        ("line:3 line:60%", Placement(line=60)),
        ("line:60% line:3", Placement(line_number=3)),
        ("line:3 line:x", Placement(line_number=3)),
        ("position:0%", Placement(column=0)),
        ("position:100%", Placement(column=100)),
        ("position:33.5%", Placement(column=33.5)),
        ("position:30%,line-left", Placement(column=30, column_align="line-left")),
        ("position:30%,center", Placement(column=30, column_align="center")),
        ("position:30%,line-right", Placement(column=30, column_align="line-right")),
        ("position:30% position:40", Placement(column=30)),
        ("position:30% ,center", Placement(column=30)),
        ("size:0%", Placement(size=0)),
        ("size:100%", Placement(size=100)),
        ("size:62.5%", Placement(size=62.5)),
        ("size:20% size:30%", Placement(size=30)),
        ("size:20% size:130%", Placement(size=20)),
        ("align:start", Placement(align=Align.START)),
        ("align:center", Placement(align=Align.CENTER)),
        ("align:end", Placement(align=Align.END)),
        ("align:left", Placement(align=Align.LEFT)),
        ("align:right", Placement(align=Align.RIGHT)),
        ("align:left align:right", Placement(align=Align.RIGHT)),
        ("align:left align:justify", Placement(align=Align.LEFT)),
        ("align:left " * 500, Placement(align=Align.LEFT)),
        ("vertical:rl", Placement(vertical="rl")),
        ("vertical:lr", Placement(vertical="lr")),
        ("vertical:rl vertical:lr", Placement(vertical="lr")),
        ("vertical:lr vertical:tb", Placement(vertical="lr")),
        ("region:top", Placement(region="top")),
        ("region:top region:side", Placement(region="side")),
        ("region:nowhere region:top", Placement(region="top")),
        ("region:top align:end position:10%", Placement(region="top", align=Align.END, column=10)),
        ("region:top size:100%", Placement(region="top", size=100)),
        (
            "size:30% line:2,end vertical:rl position:5%,center align:left",
            Placement(None, 5, 30, Align.LEFT, Align.END, "center", 2, vertical="rl"),
        ),
        ("\talign:start\t \tline:1\f", Placement(align=Align.START, line_number=1)),
        ("unknown:1 align:end :x y:", Placement(align=Align.END)),
    ],
)
def test_what_a_setting_says(settings, placement):
    assert placed(settings) == placement


@pytest.mark.parametrize("moved", ["line:1", "line:10%", "size:30%", "vertical:rl", "vertical:lr"])
def test_a_cue_with_a_place_of_its_own_is_in_no_region(moved):
    for settings in (f"region:top {moved}", f"{moved} region:top"):
        assert placed(settings).region is None


NOTHING = [
    "line:", "line", "line: 1", "line :1", "line:x", "line:1x", "line:x1", "line:1.", "line:.5", "line:1.2.3",
    "line:--1", "line:+1", "line:1-", "line:1e3", "line:1%%", "line:%", "line:-1%", "line:100.1%",
    "line:9999%", "line:1,", "line:1,middle", "line:1,START", "line:1,left", "line:50%,",
    "line:50%,line-left", "line:1\0", "line:٣", "line:1" + "0" * 500,
    "position:", "position:40", "position:40px", "position:40%x", "position:x40%", "position:-1%",
    "position:101%", "position:101%,center", "position:40%,", "position:40%,middle", "position:40%,start",
    "position: 40%", "position:%", "position:.5%", "position:1.%",
    "size:", "size:40", "size:x", "size:%", "size:%%", "size:40%%", "size:40%x", "size:-1%", "size:101%",
    "size:100.01%", "size: 40%", "SIZE:40%",
    "align:", "align", "align:CENTER", "align:middle", "align: end", "align:end,", "align\0:end",
    "align:end\0",
    "vertical:", "vertical:RL", "vertical: rl", "vertical:tb", "vertical:vertical-lr",
    "region:", "region:nowhere", "region: top", "region :top", "region:TOP", "region:top,side",
]  # fmt: skip


@pytest.mark.parametrize("settings", NOTHING)
def test_what_is_no_setting_says_nothing(settings):
    assert placed(settings) is None


def areas(text):
    return vtt.read(f"WEBVTT\n\n{text}\n\n00:01.000 --> 00:02.000\nHello\n", {}).regions


def said(text):
    """What the region `a` of these settings says, in WebVTT's own words."""
    return areas(f"REGION\nid:a\n{text}")["a"].extras["vtt"]


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("", {}),
        ("lines:0", {"lines": 0}),
        ("lines:12", {"lines": 12}),
        ("lines:99999999999999999999", {"lines": FAR}),
        ("lines:4 lines:5", {"lines": 5}),
        ("lines:4\nlines:5", {"lines": 5}),
        ("width:0%", {"width": 0}),
        ("width:55.5%", {"width": 55.5}),
        ("width:40% width:400%", {"width": 40}),
        ("regionanchor:0%,100%", {"regionanchor": (0, 100)}),
        ("regionanchor:12.5%,0.5%", {"regionanchor": (12.5, 0.5)}),
        ("viewportanchor:100%,0%", {"viewportanchor": (100, 0)}),
        ("viewportanchor:5%,5% viewportanchor:6%,6%", {"viewportanchor": (6, 6)}),
        ("scroll:up", {"scroll": "up"}),
        ("scroll:up scroll:down", {"scroll": "up"}),
        ("scroll:up " * 200, {"scroll": "up"}),
        ("some words\nlines:1", {"lines": 1}),
    ],
)
def test_what_a_region_says(text, settings):
    assert said(text) == settings


NOTHING_OF_A_REGION = [
    "lines:", "lines:-1", "lines:-0", "lines:1.5", "lines: 1", "lines :1", "lines:x", "lines:1x",
    "width:", "width:40", "width:-1%", "width:101%", "width: 40%", "width:%", "width:40%%",
    "scroll:", "scroll:down", "scroll:UP", "scroll: up", "scroll :up",
] + [
    f"{name}:{value}"
    for name in ("regionanchor", "viewportanchor")
    for value in ("", "1,1", "1%,1", "1,1%", "1%", ",1%", "1%,", "101%,1%", "1%,101%", "-1%,0%", "0%,-0%",
                  "1%, 1%", "1%,1%,1%")
]  # fmt: skip


@pytest.mark.parametrize("text", NOTHING_OF_A_REGION)
def test_what_is_no_setting_of_a_region_says_nothing(text):
    assert said(text) == {}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("REGION\nid:a", ["a"]),
        ("REGION\nid:a\nid:b", ["b"]),
        ("REGION\nid:a id:b", ["b"]),
        ("REGION\nid:a\nid: b\nid :c", ["a"]),
        ("REGION\nid:id", ["id"]),
        ("REGION\nid:\v", ["\v"]),
        ("REGION\nwidth:10%", []),
        ("REGION\nid:", []),
        ("REGION", []),
        ("REGION\nREGION\nid:a", ["a"]),
        ("REGION x\nid:a", []),
        ("REGION:\nid:a", []),
        ("region\nid:a", []),
        ("Region: id=a width=40%", []),  # the draft of 2013
        ("REGION\nid:a\n-->\nlines:4", ["a"]),  # an arrow ends the block
        ("REGION\nid:a--> lines:4", []),
        ("REGION\nid:a\n\nREGION\nid:b", ["a", "b"]),
        ("REGION\nid:a\n\nREGION\nid:b\n\nREGION\nid:a", ["b", "a"]),
    ],
)
def test_which_regions_there_are(text, names):
    assert list(areas(text)) == names


def test_of_two_regions_with_one_name_the_later_counts():
    assert areas("REGION\nid:a lines:1\n\nREGION\nid:a\nwidth:9%")["a"].extras["vtt"] == {"width": 9}


def test_where_a_region_stands_on_the_picture():
    """Its anchor point is put on the anchor point of the picture; a line is 5.33 % of the height."""
    area = areas("REGION\nid:a width:40% lines:4 regionanchor:50%,100% viewportanchor:60%,90% scroll:up")["a"]
    assert (area.width, area.height, area.scroll) == (40, 21.32, "up")
    assert (area.left, area.top) == (40, pytest.approx(90 - 21.32))
    plain = areas("REGION\nid:a")["a"]
    assert (plain.left, plain.top, plain.width, plain.height) == (0, pytest.approx(84.01), 100, 15.99)
