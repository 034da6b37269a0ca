"""Subtitle reels of SMPTE ST 428-7: editable units, any of its namespaces."""

from fractions import Fraction

import pytest

from app.captions.conversion.inspect import inspect
from app.captions.formats import dcp_smpte
from app.captions.model.document import TICKS_PER_MS, Cue, Document, Run, Style, ticks
from app.captions.model.losses import Losses

SAMPLE = b"""<?xml version="1.0" encoding="UTF-8"?>
<dcst:SubtitleReel xmlns:dcst="http://www.smpte-ra.org/schemas/428-7/2010/DCST">
  <dcst:Id>urn:uuid:1</dcst:Id><dcst:ContentTitleText>The Film</dcst:ContentTitleText>
  <dcst:Language>de</dcst:Language><dcst:EditRate>24 1</dcst:EditRate>
  <dcst:TimeCodeRate>24</dcst:TimeCodeRate>
  <dcst:StartTime>00:00:00:00</dcst:StartTime>
  <dcst:SubtitleList><dcst:Font ID="f" Underline="yes">
    <dcst:Subtitle SpotNumber="1" TimeIn="00:00:01:12" TimeOut="00:00:03:00">
      <dcst:Text Valign="bottom" Vposition="8">two<dcst:Space Size="0.5em"/>words</dcst:Text>
      <dcst:Text Valign="bottom" Vposition="15">One</dcst:Text>
    </dcst:Subtitle>
  </dcst:Font></dcst:SubtitleList>
</dcst:SubtitleReel>
"""


def test_a_reel():
    found = inspect(SAMPLE)
    document = found.document
    assert found.caption_format is dcp_smpte.FORMAT
    (cue,) = document.cues
    assert (cue.start // TICKS_PER_MS, cue.end // TICKS_PER_MS) == (1500, 3000)
    assert cue.runs == [Run("One", Style(underline=True)), Run("\n"), Run("two words", Style(underline=True))]
    assert (document.title, document.language, document.frame_rate) == ("The Film", "de", 24)


@pytest.mark.parametrize(
    ("rate", "end"),
    [("48", 1250), ("25", 1480), ("x", 1500), ("0", 1500), ("99999", 1500), ("1e99999999", 1500)],
)
def test_the_time_code_rate_counts(rate, end):
    text = SAMPLE.decode().replace(">24</dcst:TimeCodeRate>", f">{rate}</dcst:TimeCodeRate>")
    (cue,) = dcp_smpte.read(text, {}).cues
    assert cue.start // TICKS_PER_MS == end


def test_every_edition_and_no_namespace():
    for name in (
        "http://www.smpte-ra.org/schemas/428-7/2014/DCST",
        "http://www.smpte-ra.org/schemas/428-7/2007/DCST",
    ):
        text = SAMPLE.decode().replace("http://www.smpte-ra.org/schemas/428-7/2010/DCST", name)
        assert inspect(text.encode()).document.cues[0].text == "One\ntwo words"
    assert (
        inspect(SAMPLE.replace(b"dcst:", b"").replace(b":dcst", b"")).document.cues[0].text
        == "One\ntwo words"
    )


@pytest.mark.parametrize(
    ("fps", "rate", "times"),
    [
        (Fraction(24000, 1001), "24", 'TimeIn="00:00:01:12" TimeOut="00:00:03:00"'),
        (Fraction(25), "25", 'TimeIn="00:00:01:13" TimeOut="00:00:03:00"'),
        (None, "30", 'TimeIn="00:00:01:15" TimeOut="00:00:03:00"'),
    ],
)
def test_a_reel_counts_whole_frames_a_second(fps, rate, times):
    document = Document(
        [Cue(ticks("1.5"), ticks(3), [Run("x")])], frame_rate=fps, language="de", title="A & B"
    )
    written = dcp_smpte.write(document, {"date": "2026-03-01"}, Losses())
    assert times in written
    assert f"<EditRate>{rate} 1</EditRate>\n<TimeCodeRate>{rate}</TimeCodeRate>" in written
    assert "<ContentTitleText>A &amp; B</ContentTitleText>" in written
    assert "<IssueDate>2026-03-01T00:00:00.000-00:00</IssueDate>" in written
    assert "<Language>de</Language>" in written
    assert "<Language>fr</Language>" in dcp_smpte.write(document, {"language": "fr"}, Losses())


def reel(head, time_in="00:00:01:12", time_out="00:00:03:00"):
    body = f'<Subtitle TimeIn="{time_in}" TimeOut="{time_out}"><Text>x</Text></Subtitle>'
    return dcp_smpte.read(f"<SubtitleReel>{head}<SubtitleList>{body}</SubtitleList></SubtitleReel>", {})


@pytest.mark.parametrize(
    ("head", "start", "codes"),
    [
        ("<TimeCodeRate>250</TimeCodeRate>", 1048, []),
        ("<TimeCodeRate>0</TimeCodeRate><EditRate>48 1</EditRate>", 1250, []),
        ("<EditRate>30000 1001</EditRate>", 1401, []),
        ("<TimeCodeRate>1/0</TimeCodeRate><EditRate>1 0</EditRate>", 1500, ["frame_rate_assumed"]),
        ("", 1500, ["frame_rate_assumed"]),
        ("<TimeCodeRate>10</TimeCodeRate>", 2200, ["frame_rate_unlikely"]),
    ],
)
def test_what_units_count(head, start, codes):
    document = reel(head)
    assert round(document.cues[0].start / TICKS_PER_MS) == start
    assert [issue.code for issue in document.issues] == codes


def test_a_clock_that_does_not_begin_at_zero_is_told():
    head = "<TimeCodeRate>24</TimeCodeRate><StartTime>01:00:00:00</StartTime>"
    document = reel(head, "01:00:01:00", "01:00:02:00")
    assert (document.start_timecode, document.cues[0].start) == (ticks(3600), ticks(3601))
    assert [issue.code for issue in document.issues] == ["start_time"]


def test_upright_writing_is_kept():
    text = SAMPLE.decode().replace('Vposition="8"', 'Vposition="8" Direction="ttb"', 1)
    (first, second) = dcp_smpte.read(text, {}).cues
    upright = next(cue for cue in (first, second) if cue.placement)
    assert upright.placement.vertical == "rl"
    assert 'Direction="ttb"' in dcp_smpte.write(Document([upright], frame_rate=Fraction(24)), {}, Losses())
