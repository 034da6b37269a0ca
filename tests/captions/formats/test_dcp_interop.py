"""DCP Interop subtitles: 4 ms ticks, lines in their order on the picture, fonts around them."""

import pytest

from app.captions.conversion.inspect import inspect
from app.captions.formats import dcp_interop
from app.captions.model.document import TICKS_PER_MS, Align, Cue, Document, Placement, Run, Style, ticks
from app.captions.model.losses import Losses
from app.core.errors import CaptionError

SAMPLE = b"""<?xml version="1.0" encoding="UTF-8"?>
<DCSubtitle Version="1.0">
  <SubtitleID>4ff2</SubtitleID><MovieTitle>The Film</MovieTitle><ReelNumber>1</ReelNumber>
  <Language>French</Language>
  <Font Id="f" Color="FFFFFFFF" Effect="border" Italic="no">
    <Subtitle SpotNumber="1" TimeIn="00:00:01:000" TimeOut="00:00:03:125" FadeUpTime="1">
      <Text VAlign="bottom" VPosition="8">Beta</Text>
      <Text VAlign="bottom" VPosition="14">Alpha <Font Italic="yes">il</Font></Text>
    </Subtitle>
    <Font Color="FFFFFF00" Weight="bold">
    <Subtitle SpotNumber="2" TimeIn="00:00:04:000" TimeOut="00:00:05:000">
      <Text VAlign="top" VPosition="10" HAlign="left">Up</Text><Text VAlign="bottom" VPosition="8">Down</Text>
    </Subtitle></Font>
    <Subtitle SpotNumber="3" TimeIn="00:00:06.500" TimeOut="00:00:07.250">
      <Text VAlign="bottom" VPosition="8"><Ruby><Rb>\xe6\xbc\xa2</Rb><Rt>kan</Rt></Ruby>.</Text>
    </Subtitle>
  </Font>
</DCSubtitle>
"""


def spans(document):
    return [(c.start // TICKS_PER_MS, c.end // TICKS_PER_MS, c.text) for c in document.cues]


def test_lines_stand_in_the_order_of_the_picture():
    found = inspect(SAMPLE)
    assert found.caption_format is dcp_interop.FORMAT
    document = found.document
    assert spans(document) == [
        (1000, 3500, "Alpha il\nBeta"),
        (4000, 5000, "Up"),
        (4000, 5000, "Down"),
        (6500, 7250, "漢."),
    ]
    assert (document.title, document.language) == ("The Film", "fr")


def test_styles_ruby_and_places():
    cues = inspect(SAMPLE).document.cues
    assert cues[0].runs[:2] == [Run("Alpha "), Run("il", Style(italic=True))]
    assert cues[0].placement is None
    assert cues[1].runs == [Run("Up", Style(bold=True, color="#ffff00"))]
    assert cues[1].placement == Placement(line=10.0, line_align=Align.START, align=Align.LEFT)
    assert cues[3].runs[0] == Run("漢", Style(ruby="kan"))


@pytest.mark.parametrize("namespace", ["", ' xmlns="http://example.com/interop"'])
def test_milliseconds_are_told_from_ticks(namespace):
    text = SAMPLE.decode().replace("00:00:03:125", "00:00:03:500").replace("00:00:06.500", "00:00:06:500")
    text = text.replace("<DCSubtitle", f"<DCSubtitle{namespace}")
    document = dcp_interop.read(text, {})
    assert spans(document)[0] == (1000, 3500, "Alpha il\nBeta")
    assert [issue.code for issue in document.issues] == ["not_kept", "time_unit_assumed"], "it fades in"


def test_pictures_are_named():
    times = 'TimeIn="00:00:01:000" TimeOut="00:00:02:000"'
    picture = f'<Subtitle {times}><Image VAlign="bottom">a b.png</Image></Subtitle>'
    document = dcp_interop.read(f"<DCSubtitle><Font>{picture}</Font></DCSubtitle>", {})
    assert spans(document) == [(1000, 2000, "[a b.png]")]
    assert [issue.code for issue in document.issues] == ["pictures"]


@pytest.mark.parametrize("time", ["", "1", "00:00:xx:000", "00:00:01:0000", "-1:00:00:000"])
def test_times_that_cannot_be_read_are_told(time):
    body = f'<Subtitle TimeIn="{time}" TimeOut="00:00:02:000"><Text>x</Text></Subtitle>'
    document = dcp_interop.read(f"<DCSubtitle>{body}{body}</DCSubtitle>", {})
    assert document.cues == []
    assert [issue.code for issue in document.issues] == ["unreadable_times"] * 2


@pytest.mark.parametrize("position", ["nan", "inf", "1e9", "", "x", "999"])
def test_a_strange_position_is_no_fault(position):
    times, place = 'TimeIn="00:00:01:000" TimeOut="00:00:02:000"', f'VAlign="top" VPosition="{position}"'
    body = f"<Subtitle {times}><Text {place}>x</Text>"
    (cue,) = dcp_interop.read(f"<DCSubtitle>{body}</Subtitle></DCSubtitle>", {}).cues
    assert cue.placement is not None
    assert cue.placement.line in (0.0, 100.0)


def test_another_root_is_refused():
    with pytest.raises(CaptionError, match="root is <tt>"):
        dcp_interop.read("<tt/>", {})


def test_what_is_read_is_written_again():
    document = dcp_interop.read(SAMPLE.decode(), {})
    losses = Losses()
    written = dcp_interop.write(document, {"reel": 2}, losses)
    assert losses.as_list() == []
    again = dcp_interop.read(written, {})
    assert (again.cues[:3], again.title, again.language) == (document.cues[:3], "The Film", "fr")
    assert again.cues[3].runs == document.cues[3].runs
    assert "<ReelNumber>2</ReelNumber>" in written
    assert "<Language>German</Language>" in dcp_interop.write(document, {"language": "de"}, Losses())
    assert "<Ruby><Rb>漢</Rb><Rt>kan</Rt></Ruby>." in written
    assert '<Text VAlign="bottom" VPosition="14" HAlign="center" HPosition="0">Alpha <Font' in written


def test_what_it_cannot_hold_is_told():
    style = Style(strike=True, font="Arial", color="#ff000080")
    cue = Cue(0, ticks(1), [Run("One\n\ntwo", style)], speaker="Ann", placement=Placement(column=10, line=5))
    losses = Losses()
    written = dcp_interop.write(Document([cue]), {}, losses)
    assert set(losses.kinds) == {"strike", "font", "speaker", "placement", "blank_line"}
    assert 'Color="80FF0000"' in written
    named = dcp_interop.write(Document([cue]), {"speakers": "prefix"}, Losses())
    assert ">Ann: <Font" in named


def test_many_lines_stay_on_the_picture():
    cue = Cue(0, ticks(1), [Run("\n".join("abcdefghijklmnopqrstuvwxyz"))], placement=Placement(line=90))
    (again,) = dcp_interop.read(dcp_interop.write(Document([cue]), {}, Losses()), {}).cues
    assert again.text == cue.text
    assert again.placement is not None
    assert 0 <= (again.placement.line or 0) <= 100


def test_a_caption_keeps_a_length():
    written = dcp_interop.write(Document([Cue(ticks(1), ticks("1.001"), [Run("x")])]), {}, Losses())
    assert 'TimeIn="00:00:01:000" TimeOut="00:00:01:001"' in written


TIMES = 'TimeIn="00:00:01:000" TimeOut="00:00:02:000"'


def read_one(inside: str, around: str = "{}") -> Document:
    subtitle = f'<Subtitle {TIMES} FadeUpTime="0">{inside}</Subtitle>'
    return dcp_interop.read(f"<DCSubtitle>{around.format(subtitle)}</DCSubtitle>", {})


def test_the_layout_of_the_file_is_no_text():
    (cue,) = read_one("<Text>\n      Hello\n      <Font Italic='yes'>world</Font>\n    </Text>").cues
    assert [run.text for run in cue.runs] == ["Hello ", "world"]


def test_opacity_is_kept():
    document = read_one("<Text>x</Text>", '<Font Color="80FF0000">{}</Font>')
    assert document.cues[0].runs[0].style.color == "#ff000080"
    assert 'Color="80FF0000"' in dcp_interop.write(document, {}, Losses())
    assert read_one("<Text>x</Text>", '<Font Color="FFFFFFFF">{}</Font>').cues[0].runs[0].style == Style()


def test_upright_writing_is_kept():
    document = read_one('<Text VAlign="top" VPosition="10" Direction="vertical">縦</Text>')
    assert document.cues[0].placement == Placement(line=10.0, line_align=Align.START, vertical="rl")
    losses = Losses()
    written = dcp_interop.write(document, {}, losses)
    assert ('Direction="vertical"' in written, losses.as_list()) == (True, [])
    assert dcp_interop.read(written, {}).cues == document.cues


def test_ruby_without_a_base_is_not_lost():
    assert read_one("<Text><Ruby><Rt>kan</Rt></Ruby>.</Text>").cues[0].text == "kan."


@pytest.mark.parametrize(
    ("inside", "around", "told"),
    [
        ("<Text>x</Text>", '<Font Script="super">{}</Font>', "Script"),
        ("<Text>x</Text>", '<Font Effect="shadow">{}</Font>', "Effect"),
        ("<Text>x</Text>", '<Font Size="42">{}</Font><Font Size="20"/>', "Size"),
        ('<Text HPosition="33">x</Text>', "{}", "HPosition"),
        ("<Text><Rotate Direction='left'>x</Rotate></Text>", "{}", "<Rotate>"),
    ],
)
def test_what_is_not_kept_is_told(inside, around, told):
    (issue,) = read_one(inside, around).issues
    assert (issue.code, issue.message) == ("not_kept", f"Read, but not kept: {told}.")


def test_fades_are_told_and_what_says_nothing_is_not():
    faded = SAMPLE.decode().replace('FadeUpTime="1"', 'FadeUpTime="20"')
    assert [issue.message for issue in dcp_interop.read(faded, {}).issues] == [
        "Read, but not kept: FadeUpTime."
    ]
    assert read_one("<Text HAlign='center' HPosition='0'>x</Text>").issues == []


def test_a_later_reel_is_told():
    text = SAMPLE.decode().replace("<ReelNumber>1<", "<ReelNumber>3<").replace(' FadeUpTime="1"', "")
    assert [issue.code for issue in dcp_interop.read(text, {}).issues] == ["reel"]


@pytest.mark.parametrize("space", [" = ", "="])
def test_times_are_found_however_attributes_are_spaced(space):
    body = f"<Subtitle TimeIn{space}'00:00:01:500' TimeOut{space}'00:00:02:000'><Text>x</Text></Subtitle>"
    document = dcp_interop.read(f"<DCSubtitle>{body}</DCSubtitle>", {})
    assert spans(document) == [(1500, 2000, "x")]


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE DCSubtitle [<!ENTITY a "x">]><DCSubtitle>&a;</DCSubtitle>',
        "<DCSubtitle>" + "<Font>" * 200 + "</Font>" * 200 + "</DCSubtitle>",
        "<DCSubtitle><Font></DCSubtitle>",
    ],
)
def test_bombs_are_refused(text):
    with pytest.raises(CaptionError) as caught:
        dcp_interop.read(text, {})
    assert caught.value.code in ("doctype_refused", "xml_too_deep", "malformed_xml")


@pytest.mark.slow
def test_many_lines_and_edges_are_read_in_linear_time():
    lines = "".join(f'<Text VAlign="bottom" VPosition="{n % 90}">a</Text>' for n in range(20_000))
    (cue,) = read_one(lines).cues
    assert cue.text.count("a") == 20_000
    odd = "".join(f'<Text VAlign="edge{n}">a</Text>' for n in range(500))
    assert len(read_one(odd).cues) == 1
