"""What the writer puts in a file, and what it says it left out."""

from __future__ import annotations

from fractions import Fraction

import pytest
from lxml import etree

from app.captions.formats.ttml import dialects
from app.captions.formats.ttml.reader import read
from app.captions.formats.ttml.writer import write
from app.captions.model.document import (
    TICKS_PER_SECOND,
    Align,
    Cue,
    Document,
    Mode,
    Placement,
    Region,
    Run,
    Style,
    ticks,
)
from app.captions.model.losses import Losses

_NTSC = Fraction(30000, 1001)


def cue(text: str = "a", style: Style | None = None, **more: object) -> Cue:
    runs = [Run(text, style or Style())]
    return Cue(TICKS_PER_SECOND, 2 * TICKS_PER_SECOND, runs, **more)  # type: ignore[arg-type]


def written(document: Document, dialect: dialects.Dialect = dialects.TTML, times: str = "clock") -> str:
    return write(document, dialect, times, "", Losses())


def lost(document: Document, dialect: dialects.Dialect = dialects.TTML) -> dict[str, int]:
    losses = Losses()
    write(document, dialect, "clock", "", losses)
    return {kind: loss.count for kind, loss in losses.kinds.items()}


def test_text_cannot_break_out_of_its_element() -> None:
    evil = '</p><script>&amp;"]]>'
    document = Document(
        [cue(evil, Style(font=evil, ruby=evil), id="x", speaker=evil)], title=evil, comments=["a --> b"]
    )
    text = written(document)
    assert "<script" not in text
    found = read(text)
    assert (found.cues[0].text, found.cues[0].speaker, found.title) == (evil, evil, evil)
    assert found.cues[0].runs[0].style.font == evil
    assert found.comments == ["a - -> b"]


def test_styles_and_regions_are_written_once() -> None:
    place = Placement(line=10.0, column=50.0, align=Align.CENTER)
    document = Document([cue("a", Style(italic=True), placement=place) for _ in range(50)])
    text = written(document)
    assert text.count("<style ") == 1
    assert text.count("<region ") == 1


def test_characters_xml_forbids_are_left_out_and_recorded() -> None:
    document = Document([cue("a\x00b\ud800c\x1b")])
    assert read(written(document)).cues[0].text == "abc"
    assert lost(document) == {"character": 1}


@pytest.mark.parametrize(
    ("made", "dialect", "kind"),
    [
        (cue(style=Style(flash=True)), dialects.TTML, "flash"),
        (cue(style=Style(classes=("loud",))), dialects.TTML, "classes"),
        (cue(mode=Mode.ROLL_UP), dialects.TTML, "mode"),
        (cue(karaoke=((0, 5),)), dialects.TTML, "inner_times"),
        (cue(style=Style(voice="Ann")), dialects.NETFLIX, "voice"),
        (cue(comment=True), dialects.TTML, "comment"),
        (cue(" "), dialects.TTML, "empty"),
        (cue(id="not a name"), dialects.TTML, "identifier"),
        (Cue(-5, TICKS_PER_SECOND, [Run("a")]), dialects.TTML, "timing"),
        (cue(style=Style(ruby="x")), dialects.IMSC1, "ruby"),
        (cue(style=Style(strike=True)), dialects.EBU_TT_D, "strike"),
        (cue(extras={"ttml": {"tts:shear": "16%"}}), dialects.IMSC1, "styling"),
        (cue(speaker="Ann"), dialects.ITT, "speaker"),
        (cue(placement=Placement(line=40.0)), dialects.ITT, "placement"),
        (Cue(ticks("0.01"), TICKS_PER_SECOND, [Run("a")]), dialects.ITT, "frames"),
    ],
)
def test_every_loss_is_recorded(made: Cue, dialect: dialects.Dialect, kind: str) -> None:
    assert lost(Document([made], frame_rate=Fraction(25)), dialect) == {kind: 1}


def test_a_number_as_identifier_is_no_loss() -> None:
    assert lost(Document([cue(id="12")])) == {}


@pytest.mark.parametrize("junk", [None, [], "x", {"tts:lineHeight": 5, 3: "a"}])
def test_extras_that_make_no_sense_are_passed_over(junk: object) -> None:
    region = Region("r", 1.0, 1.0, 1.0, 1.0, extras={"ttml": junk})
    document = Document([cue(extras={"ttml": junk})], regions={"r": region}, extras={"ttml": junk})
    assert read(written(document)).cues[0].text == "a"


def test_a_name_used_twice_is_given_once() -> None:
    made = read(written(Document([cue(id="x"), cue(id="x"), cue(id="y")])))
    assert [c.id for c in made.cues] == ["x", None, "y"]


def test_placement_without_region_becomes_a_region() -> None:
    places = [
        Placement(80.0, 30.0, 40.0, Align.LEFT, Align.END, "line-left"),
        Placement(20.0, 50.0, 60.0, Align.CENTER, Align.CENTER, "center"),
        Placement(10.0, 90.0, 80.0, Align.END, Align.START, "line-right"),
    ]
    made = read(written(Document([cue(placement=place) for place in places])))
    for found, place in zip(made.cues, places, strict=True):
        assert found.placement is not None
        for name in ("line", "line_align", "column", "column_align", "size", "align"):
            assert getattr(found.placement, name) == getattr(place, name), name


@pytest.mark.parametrize(("number", "line", "side"), [(-1, 100.0, Align.END), (0, 0.0, Align.START)])
def test_line_numbers_become_percentages(number: int, line: float, side: Align) -> None:
    place = read(written(Document([cue(placement=Placement(line_number=number))]))).cues[0].placement
    assert place is not None
    assert (place.line, place.line_align) == (line, side)


def test_vertical_text_stays_vertical() -> None:
    place = Placement(10.0, 95.0, 80.0, None, Align.START, "line-right", vertical="rl")
    found = read(written(Document([cue(placement=place)]))).cues[0].placement
    assert found is not None
    assert (found.vertical, found.column, found.column_align, found.line, found.size) == (
        "rl",
        95.0,
        "line-right",
        10.0,
        80.0,
    )


class TestTimes:
    def test_drop_frame_labels(self) -> None:
        frame = ticks(Fraction(1001, 30000))
        document = Document([Cue(1800 * frame, 17982 * frame, [Run("a")])], frame_rate=_NTSC, drop_frame=True)
        text = written(document, dialects.ITT)
        assert 'begin="00:01:00:02" end="00:10:00:00"' in text
        assert 'ttp:frameRateMultiplier="1000 1001" ttp:dropMode="dropNTSC"' in text
        assert (read(text).cues[0].start, read(text).cues[0].end) == (1800 * frame, 17982 * frame)

    def test_a_caption_shorter_than_a_frame_keeps_one(self) -> None:
        short = Cue(ticks("1"), ticks("1.001"), [Run("a")])
        assert 'begin="00:00:01:00" end="00:00:01:01"' in written(
            Document([short], frame_rate=Fraction(25)), dialects.ITT
        )

    def test_an_assumed_rate_drops_and_says_so(self) -> None:
        assert read(written(Document([cue()]), dialects.ITT)).frame_rate == _NTSC

    def test_ticks_are_exact(self) -> None:
        document = Document([Cue(1, 90_000_001, [Run("a")])])
        assert read(written(document, times="ticks")).cues == document.cues

    def test_frames_carry_their_rate(self) -> None:
        frame = ticks(Fraction(1001, 24000))
        document = Document([Cue(24 * frame, 48 * frame, [Run("a")])], frame_rate=Fraction(24000, 1001))
        text = written(document, times="frames")
        assert 'begin="24f" end="48f"' in text
        assert read(text).cues == document.cues


class TestEbuTtD:
    def test_the_head_is_whole_even_without_cues(self) -> None:
        root = etree.fromstring(written(Document(), dialects.EBU_TT_D).encode())
        space = {"tt": "http://www.w3.org/ns/ttml", "ebuttm": "urn:ebu:tt:metadata"}
        assert root.xpath("count(tt:head/tt:styling/tt:style)", namespaces=space) == 1
        assert root.xpath("count(tt:head/tt:layout/tt:region)", namespaces=space) == 1
        standard = root.findtext(".//ebuttm:conformsToStandard", namespaces=space)
        assert standard == "urn:ebu:tt:distribution:2018-04"

    def test_styles_stand_in_style_elements_and_text_in_spans(self) -> None:
        region = Region("r", 10.0, 80.0, 80.0, 10.0, align=Align.END)
        yellow = cue("a\nb", Style(color="#ffff00"), placement=Placement(region="r"))
        document = Document([yellow, cue("c")], regions={"r": region})
        root = etree.fromstring(written(document, dialects.EBU_TT_D).encode())
        tt = "{http://www.w3.org/ns/ttml}"
        for paragraph in root.iter(f"{tt}p"):
            assert not paragraph.text
            assert paragraph.get("{http://www.w3.org/XML/1998/namespace}id")
            assert {child.tag for child in paragraph} == {f"{tt}span"}
        elements = root.iter(f"{tt}p", f"{tt}span", f"{tt}region")
        styled = {name for element in elements for name, _ in element.items()}
        assert not any("color" in name or "textAlign" in name for name in styled)


def test_profile_attributes() -> None:
    for dialect, sign in [
        (dialects.IMSC1, 'ttp:profile="http://www.w3.org/ns/ttml/profile/imsc1/text"'),
        (dialects.IMSC11, 'ttp:contentProfiles="http://www.w3.org/ns/ttml/profile/imsc1.1/text"'),
        (dialects.SMPTE_TT, "http://www.smpte-ra.org/schemas/2052-1/2010/profiles/smpte-tt-full"),
        (dialects.ITT, 'ttp:timeBase="smpte"'),
        (dialects.NETFLIX, 'xml:lang="und"'),
    ]:
        assert sign in written(Document([cue()]), dialect)
