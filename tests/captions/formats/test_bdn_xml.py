"""BDN XML: Blu-ray pictures by name, at the rate of their video."""

from fractions import Fraction

import pytest

from app.captions.conversion.inspect import inspect
from app.captions.formats import bdn_xml
from app.captions.model.document import TICKS_PER_MS

SAMPLE = b"""<?xml version="1.0" encoding="UTF-8"?>
<BDN Version="0.93" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<Description><Name Title="The Film" Content=""/><Language Code="eng"/>
<Format VideoFormat="1080p" FrameRate="25" DropFrame="False"/><Events Type="Graphic"/>
</Description>
<Events>
<Event InTC="00:00:01:05" OutTC="00:00:03:00" Forced="False">
<Graphic Width="746" Height="55" X="587" Y="955">0001.png</Graphic></Event>
<Event InTC="00:00:04:00" OutTC="00:00:05:00" Forced="True">
<Graphic Width="1" Height="1" X="0" Y="0">0002_1.png</Graphic>
<Graphic X="0" Y="9">0002_2.png</Graphic></Event>
</Events></BDN>
"""


def test_pictures_and_their_times():
    found = inspect(SAMPLE)
    document = found.document
    assert found.caption_format is bdn_xml.FORMAT
    assert [(c.start // TICKS_PER_MS, c.end // TICKS_PER_MS, c.text) for c in document.cues] == [
        (1200, 3000, "[0001.png]"),
        (4000, 5000, "[0002_1.png]\n[0002_2.png]"),
    ]
    assert (document.title, document.language, document.frame_rate) == ("The Film", "en", 25)
    assert [issue.code for issue in document.issues] == ["pictures"]


@pytest.mark.parametrize(
    ("rate", "fps"), [("23.976", Fraction(24000, 1001)), ("50", 50), ("x", Fraction(24000, 1001))]
)
def test_the_rate_of_the_video(rate, fps):
    assert bdn_xml.read(SAMPLE.decode().replace('"25"', f'"{rate}"'), {}).frame_rate == fps


def test_times_that_cannot_be_read_are_told():
    document = bdn_xml.read(SAMPLE.decode().replace("00:00:01:05", "soon"), {})
    assert len(document.cues) == 1
    assert [issue.code for issue in document.issues] == ["unreadable_times", "pictures"]
