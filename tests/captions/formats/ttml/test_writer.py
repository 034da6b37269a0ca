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
from tests.support.captions.ttml_writing import cue, lost, written


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
    found = lost(Document([made], frame_rate=Fraction(25), language="en"), dialect)
    assert found == {kind: 1}


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


def test_words_appear_when_they_are_said() -> None:
    half = TICKS_PER_SECOND // 2
    said = cue("Good morning\nall", karaoke=((0, 0), (5, half), (13, half + half // 2)))
    losses = Losses()
    text = write(Document([said]), dialects.TTML, "clock", "", losses, word_times=True)
    assert (
        'Good <span begin="00:00:00.500">morning</span><span begin="00:00:00.750"><br/>all</span></p>' in text
    )
    assert losses.as_list() == []
    shown = [(cue.start, cue.text) for cue in read(text).cues]
    second = TICKS_PER_SECOND
    assert shown == [
        (second, "Good"),
        (second + half, "Good morning"),
        (second + half + half // 2, "Good morning\nall"),
    ]
    unasked = write(Document([said]), dialects.TTML, "clock", "", Losses())
    assert "<span" not in unasked


def test_words_keep_their_styles_in_time() -> None:
    styled = cue("Good morning", Style(italic=True), karaoke=((0, 0), (5, TICKS_PER_SECOND // 2)))
    for times in ("clock", "frames", "ticks"):
        text = write(Document([styled]), dialects.IMSC11, times, "", Losses(), word_times=True)
        made = read(text).cues
        assert {run.style.italic for cue in made for run in cue.runs if run.text.strip()} == {True}
        assert made[-1].text == "Good morning"
        assert made[-1].start - made[0].start == pytest.approx(TICKS_PER_SECOND / 2, rel=0.1)
