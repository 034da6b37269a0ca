"""USF: styles by name, speakers, and times as clock or seconds."""

import pytest

from app.captions.conversion.inspect import inspect
from app.captions.formats import usf
from app.captions.model.document import TICKS_PER_MS, Align, Cue, Document, Placement, Run, Style, ticks
from app.captions.model.losses import Losses

SAMPLE = b"""<?xml version="1.0" encoding="UTF-8"?>
<USFSubtitles version="1.0">
  <metadata><title>The Film</title><language code="eng">English</language></metadata>
  <styles>
    <style name="Default"><fontstyle face="Arial" size="24" color="#FFFFFF"/>
      <position alignment="BottomCenter"/></style>
    <style name="Top"><fontstyle italic="yes" color="#FFFF00" face="Arial"/>
      <position alignment="TopLeft"/></style>
  </styles>
  <subtitles>
    <subtitle start="00:00:01.000" stop="00:00:02.500">
      <text style="Default" speaker="Ann">
        Hello <b>there</b>,<br/>
        <font color="#00ff00">you</font>
      </text>
    </subtitle>
    <subtitle start="3.5" duration="1"><text style="Top">Up</text><comment>no</comment></subtitle>
  </subtitles>
</USFSubtitles>
"""


def test_a_file():
    found = inspect(SAMPLE)
    document = found.document
    assert found.caption_format is usf.FORMAT
    assert [(c.start // TICKS_PER_MS, c.end // TICKS_PER_MS, c.text, c.speaker) for c in document.cues] == [
        (1000, 2500, "Hello there,\nyou", "Ann"),
        (3500, 4500, "Up", None),
    ]
    assert document.cues[0].runs[1] == Run("there", Style(bold=True))
    assert document.cues[0].runs[-1] == Run("you", Style(color="#00ff00"))
    assert document.cues[0].placement is None
    assert document.cues[1].runs == [Run("Up", Style(italic=True, color="#ffff00"))]
    assert document.cues[1].placement == Placement(anchor="top", align=Align.LEFT)
    assert (document.title, document.language) == ("The Film", "en")


@pytest.mark.parametrize("times", ['start="x" stop="2"', 'start="1"', 'stop="2"', 'start="1:2:3:4" stop="9"'])
def test_times_that_cannot_be_read_are_told(times):
    text = f"<USFSubtitles><subtitles><subtitle {times}><text>x</text></subtitle></subtitles></USFSubtitles>"
    document = usf.read(text, {})
    assert document.cues == []
    assert [issue.code for issue in document.issues] == ["unreadable_times"]


def test_pictures_are_named():
    body = '<subtitle start="1" stop="2"><image alignment="BottomCenter">a.png</image></subtitle>'
    document = usf.read(f"<USFSubtitles><subtitles>{body}</subtitles></USFSubtitles>", {})
    assert [cue.text for cue in document.cues] == ["[a.png]"]
    assert [issue.code for issue in document.issues] == ["pictures"]


def test_what_is_read_is_written_again():
    document = usf.read(SAMPLE.decode(), {})
    losses = Losses()
    written = usf.write(document, {}, losses)
    again = usf.read(written, {})
    assert (again.cues, again.title, again.language) == (document.cues, "The Film", "en")
    assert '<language code="eng">English</language>' in written
    assert losses.as_list() == []


def test_what_it_cannot_hold_is_told():
    cue = Cue(0, ticks(1), [Run("x\x01", Style(size=50))], placement=Placement(line=33.3))
    losses = Losses()
    written = usf.write(Document([cue]), {}, losses)
    assert set(losses.kinds) == {"size", "placement", "character"}
    assert '<language code="und">Unknown</language>' in written
