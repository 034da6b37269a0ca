"""Final Cut Pro 7 XML: the text generators of a sequence."""

from fractions import Fraction

import pytest

from app.captions.conversion.inspect import inspect
from app.captions.formats import fcp7_xml
from app.captions.model.document import TICKS_PER_MS, TICKS_PER_SECOND, Cue, Document, Run, Style, ticks
from app.captions.model.losses import Losses
from app.core.errors import CaptionError


def item(start, end, text, name="generatoritem", key="str", extra=""):
    return (
        f"<{name}><name>Text</name><start>{start}</start><end>{end}</end><in>10</in><out>35</out><effect>"
        f"<effecttype>generator</effecttype><parameter><parameterid>{key}</parameterid><value>{text}</value>"
        f"</parameter>{extra}</effect></{name}>"
    )


def film(*items, ntsc="FALSE", timebase=25):
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE xmeml>\n<xmeml version="5">'
        "<sequence><name>Reel</name>"
        f"<rate><ntsc>{ntsc}</ntsc><timebase>{timebase}</timebase></rate>"
        "<timecode><frame>90000</frame><displayformat>NDF</displayformat></timecode>"
        f"<media><video><track>{''.join(items)}</track></video></media></sequence></xmeml>"
    )


BOLD = "<parameter><parameterid>fontstyle</parameterid><value>4</value></parameter>"
SAMPLE = film(item(25, 75, "Hello&#13;there"), item(100, 125, "Again", extra=BOLD)).encode()


def test_texts_of_a_sequence():
    found = inspect(SAMPLE)
    document = found.document
    assert found.caption_format is fcp7_xml.FORMAT
    assert [(c.start // TICKS_PER_MS, c.end // TICKS_PER_MS, c.text) for c in document.cues] == [
        (1000, 3000, "Hello\nthere"),
        (4000, 5000, "Again"),
    ]
    assert document.cues[1].runs == [Run("Again", Style(bold=True, italic=True))]
    assert (document.title, document.frame_rate, document.start_timecode) == ("Reel", 25, 0)


def test_ntsc_slows_the_rate():
    document = fcp7_xml.read(film(item(30, 60, "x"), ntsc="TRUE", timebase=30), {})
    assert document.frame_rate == Fraction(30000, 1001)
    assert document.cues[0].start == 90_090_000


@pytest.mark.parametrize(("start", "end", "span"), [(-1, 75, (2000, 3000)), (25, -1, (1000, 2000))])
def test_an_end_in_a_transition_is_reckoned_from_the_other(start, end, span):
    (cue,) = fcp7_xml.read(film(item(start, end, "x")), {}).cues
    assert (cue.start // TICKS_PER_MS, cue.end // TICKS_PER_MS) == span


@pytest.mark.parametrize("start", ["", "x", "9" * 400, "-1"])
def test_what_is_not_on_the_timeline_is_left_out(start):
    items = (
        item(start, -1, "x"),
        item(1, 2, "", key="str"),
        item(3, 4, "x", key="blur"),
        item(25, 50, "y", "clipitem"),
    )
    assert [cue.text for cue in fcp7_xml.read(film(*items), {}).cues] == ["y"]


def test_a_doctype_that_declares_something_is_refused():
    with pytest.raises(CaptionError) as caught:
        fcp7_xml.read('<!DOCTYPE xmeml [<!ENTITY a "b">]><xmeml/>', {})
    assert caught.value.code == "doctype_refused"


def test_the_start_of_the_sequence_is_written_again():
    written = fcp7_xml.write(inspect(SAMPLE).document, {}, Losses())
    assert "<string>01:00:00:00</string><frame>90000</frame>" in written
    assert [cue.text for cue in fcp7_xml.read(written, {}).cues] == ["Hello\nthere", "Again"]


def test_times_of_a_programme_count_from_its_start():
    start = 3600 * TICKS_PER_SECOND
    document = Document(
        [Cue(start + ticks(1), start + ticks(2), [Run("x")])], frame_rate=Fraction(25), start_timecode=start
    )
    written = fcp7_xml.write(document, {}, Losses())
    assert "<start>25</start><end>50</end>" in written
    assert "<frame>90000</frame>" in written


def test_captions_that_overlap_have_tracks_of_their_own():
    cues = [Cue(ticks(n), ticks(n + 2), [Run(str(n))]) for n in range(1, 4)]
    written = fcp7_xml.write(Document(cues, frame_rate=Fraction(25)), {}, Losses())
    assert written.count("<track>") == 2
    assert [cue.text for cue in fcp7_xml.read(written, {}).cues] == ["1", "2", "3"]


def test_what_a_generator_cannot_hold_is_told():
    runs = [Run("One "), Run("two", Style(italic=True, color="#ff0000"))]
    losses = Losses()
    fcp7_xml.write(Document([Cue(0, ticks(1), runs, speaker="Ann")]), {}, losses)
    assert set(losses.kinds) == {"style", "color", "speaker"}
