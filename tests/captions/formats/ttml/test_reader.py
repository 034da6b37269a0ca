"""What each feature of TTML becomes in the document."""

from __future__ import annotations

from fractions import Fraction

import pytest

from app.captions.formats.ttml.reader import read
from app.captions.model.document import PLAIN, TICKS_PER_SECOND, Document, Run, Style
from app.core.errors import CaptionError
from tests.support.captions.ttml_documents import tt


def ruby(role: str, content: str) -> str:
    return f'<span tts:ruby="{role}">{content}</span>'


def spans(document: Document) -> list[tuple[float, float, str]]:
    return [(c.start / TICKS_PER_SECOND, c.end / TICKS_PER_SECOND, c.text) for c in document.cues]


def style_of(document: Document) -> Style:
    return document.cues[0].runs[0].style


class TestTiming:
    def test_times_count_from_the_parent(self) -> None:
        made = tt('<div begin="10s"><p begin="1s" end="3s">a</p><p begin="2s" dur="4s" end="5s">b</p></div>')
        assert spans(made) == [(11, 13, "a"), (12, 15, "b")]

    def test_a_sequence_puts_one_after_another(self) -> None:
        made = tt(
            '<div timeContainer="seq"><p dur="2s">a</p><p begin="1s" dur="2s">b</p><p dur="1s">c</p></div>'
        )
        assert spans(made) == [(0, 2, "a"), (3, 5, "b"), (5, 6, "c")]

    def test_no_child_outlasts_its_parent(self) -> None:
        made = tt('<div end="5s"><p begin="1s" end="9s">a</p><p begin="6s" end="9s">b</p></div>')
        assert spans(made) == [(1, 5, "a")]

    def test_a_parent_without_an_end_lasts_as_long_as_its_children(self) -> None:
        """ttconv ends such a parent too soon, so that tests beside it cannot compare it."""
        made = tt('<div begin="30s"><p begin="1s" end="3s">a</p><p end="9s">b</p></div>')
        assert spans(made) == [(31, 33, "a"), (30, 39, "b")]

    def test_timed_spans_split_a_paragraph(self) -> None:
        made = tt('<p begin="1s" end="4s">a<span begin="1s" end="2s"> b</span></p>')
        assert spans(made) == [(1, 2, "a"), (2, 3, "a b"), (3, 4, "a")]

    def test_an_open_end_lasts_until_the_next_caption_and_the_last_one_ten_seconds(self) -> None:
        assert spans(tt('<p begin="1s">a</p><p begin="3s">b</p>')) == [(1, 3, "a"), (3, 13, "b")]

    def test_a_paragraph_that_ends_before_it_begins_is_kept_for_the_quality_report(self) -> None:
        assert spans(tt('<p begin="5s" end="4s">a</p>')) == [(5, 4, "a")]

    def test_an_animation_shows_and_hides_text(self) -> None:
        made = tt('<p end="4s"><set begin="1s" end="2s" tts:visibility="hidden"/>a</p>')
        assert spans(made) == [(0, 1, "a"), (2, 4, "a")]

    def test_an_animation_changes_a_colour(self) -> None:
        made = tt('<p end="2s"><span tts:color="red"><set begin="1s" tts:color="blue"/>a</span></p>')
        assert [cue.runs[0].style.color for cue in made.cues] == ["#ff0000", "#0000ff"]

    def test_the_region_times_its_content(self) -> None:
        layout = '<layout><region xml:id="r" begin="2s" end="5s"/></layout>'
        assert spans(tt('<p region="r" end="9s">a</p>', layout)) == [(2, 5, "a")]

    def test_frame_rate_and_drop_mode_are_the_documents(self) -> None:
        rate = 'ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001" ttp:dropMode="dropNTSC"'
        made = tt('<p begin="0s" end="1s">a</p>', root=rate)
        assert (made.frame_rate, made.drop_frame) == (Fraction(30000, 1001), True)
        assert tt("").frame_rate is None


class TestText:
    def test_white_space_collapses_and_breaks_swallow_it(self) -> None:
        made = tt('<p end="1s">\n  one \t two <br/>\n three<span> four </span>  </p>')
        assert made.cues[0].text == "one two\nthree four"

    def test_xml_space_preserve_keeps_it(self) -> None:
        made = tt('<p end="1s" xml:space="preserve"> a  b\nc </p>')
        assert made.cues[0].text == " a  b\nc "

    def test_comments_and_foreign_elements_are_no_text(self) -> None:
        made = tt('<p end="1s">a<!-- x --><f:b xmlns:f="urn:f">y</f:b><metadata>z</metadata>b</p>')
        assert made.cues[0].text == "ab"

    def test_ruby_stands_over_its_base(self) -> None:
        made = tt(f'<p end="1s">x{ruby("container", ruby("base", "漢") + ruby("text", "kan"))}</p>')
        assert made.cues[0].runs == [Run("x"), Run("漢", Style(ruby="kan"))]

    @pytest.mark.parametrize(
        ("bases", "runs"),
        [
            ("漢 字", [Run("漢", Style(ruby="kan")), Run("字", Style(ruby="ji"))]),
            ("漢字", [Run("漢字", Style(ruby="kan ji"))]),
        ],
    )
    def test_ruby_pairs_up_or_is_joined(self, bases: str, runs: list[Run]) -> None:
        base = ruby("baseContainer", "".join(ruby("base", x) for x in bases.split()))
        text = ruby("textContainer", ruby("text", "kan") + ruby("text", "ji"))
        assert tt(f'<p end="1s">{ruby("container", base + text)}</p>').cues[0].runs == runs

    def test_ruby_without_a_base_is_plain_text(self) -> None:
        assert tt(f'<p end="1s">{ruby("container", "a" + ruby("text", "b"))}</p>').cues[0].text == "ab"

    def test_pictures_are_not_text(self) -> None:
        with pytest.raises(CaptionError) as caught:
            tt('<div><image src="a.png"/></div>')
        assert caught.value.code == "image_captions"


class TestStyles:
    def test_inline_beats_reference_beats_inheritance(self) -> None:
        head = (
            '<styling><style xml:id="a" tts:color="red" tts:fontStyle="italic"/>'
            '<style xml:id="b" style="a" tts:color="lime"/></styling>'
        )
        made = tt('<p end="1s" style="a"><span style="b" tts:fontWeight="bold">x</span></p>', head)
        assert style_of(made) == Style(italic=True, bold=True, color="#00ff00")

    def test_the_region_and_initial_values_count(self) -> None:
        head = (
            '<styling><initial tts:fontStyle="italic"/></styling>'
            '<layout><region xml:id="r"><style tts:color="yellow"/></region></layout>'
        )
        assert style_of(tt('<p region="r" end="1s">x</p>', head)) == Style(italic=True, color="#ffff00")

    @pytest.mark.parametrize(
        ("text", "color"),
        [
            ("red", "#ff0000"),
            ("#12ABef", "#12abef"),
            ("#12ABef80", "#12abef80"),
            ("#12ABefFF", "#12abef"),
            ("rgb(1, 2,3)", "#010203"),
            ("rgba(1,2,3,128)", "#01020380"),
            ("nonsense", None),
            ("white", None),
        ],
    )
    def test_colours(self, text: str, color: str | None) -> None:
        assert style_of(tt(f'<p end="1s" tts:color="{text}">x</p>')).color == color

    def test_white_is_the_default_inside_a_coloured_paragraph_too(self) -> None:
        made = tt('<p end="1s" tts:color="red">r<span tts:color="white">x</span></p>')
        assert [run.style.color for run in made.cues[0].runs] == ["#ff0000", None]

    def test_decorations_add_and_remove(self) -> None:
        made = tt(
            '<p end="1s" tts:textDecoration="underline"><span tts:textDecoration="lineThrough">a</span>'
            '<span tts:textDecoration="noUnderline">b</span><span tts:textDecoration="none">c</span></p>'
        )
        assert made.cues[0].runs == [Run("a", Style(underline=True, strike=True)), Run("bc", PLAIN)]

    def test_backgrounds_of_paragraph_and_span(self) -> None:
        made = tt('<p end="1s" tts:backgroundColor="black">a<span tts:backgroundColor="blue">b</span></p>')
        assert [run.style.background for run in made.cues[0].runs] == ["#000000", "#0000ff"]

    def test_size_and_font_count_against_the_paragraph(self) -> None:
        made = tt(
            '<p end="1s" tts:fontSize="2c" tts:fontFamily="Arial">a'
            '<span tts:fontSize="50%" tts:fontFamily="serif">b</span></p>'
        )
        assert made.cues[0].runs == [Run("a"), Run("b", Style(size=50, font="serif"))]
        assert made.cues[0].extras == {"ttml": {"tts:fontFamily": "Arial", "tts:fontSize": "200%"}}

    def test_block_styles_are_carried(self) -> None:
        made = tt('<p end="1s" tts:lineHeight="125%" ebutts:linePadding="0.5c" tts:bogus="1">a</p>')
        assert made.cues[0].extras == {"ttml": {"ebutts:linePadding": "0.5c", "tts:lineHeight": "125%"}}

    def test_languages_inside_the_file(self) -> None:
        made = tt('<p end="1s">a <span xml:lang="fr">b</span></p>', root='xml:lang="en"')
        assert (made.language, made.cues[0].runs[1].style.language) == ("en", "fr")


def test_several_speakers_in_one_caption_stay_apart() -> None:
    agents = "".join(f'<ttm:agent xml:id="{x}"><ttm:name>{x.upper()}</ttm:name></ttm:agent>' for x in "ab")
    said = '<span ttm:agent="a">x </span><span ttm:agent="b">y</span>'
    cue = tt(f'<p end="1s">{said}</p>', f"<metadata>{agents}</metadata>").cues[0]
    assert (cue.speaker, cue.runs) == (None, [Run("x ", Style(voice="A")), Run("y", Style(voice="B"))])
    one = tt('<p end="1s"><span ttm:agent="a">x</span></p>', f"<metadata>{agents}</metadata>").cues[0]
    assert (one.speaker, one.runs) == ("A", [Run("x")])


def test_a_lenient_reader_skips_what_has_no_readable_time_and_says_so() -> None:
    text = '<tt><body><div><p begin="soon">a</p><p begin="1s" end="2s">b</p></div></body></tt>'
    with pytest.raises(CaptionError, match="not a TTML time"):
        read(text)
    made = read(text, lenient=True)
    assert [cue.text for cue in made.cues] == ["b"]
    assert [(issue.code, issue.cue) for issue in made.issues] == [("unreadable_times", 1)]


def test_metadata_speakers_and_ids() -> None:
    head = (
        "<metadata><ttm:title>A  film</ttm:title><ttm:copyright>Us</ttm:copyright>"
        '<ttm:agent xml:id="m" type="person"><ttm:name type="full">Mary Ann</ttm:name></ttm:agent></metadata>'
    )
    made = tt('<p xml:id="c1" end="1s" ttm:agent="m" ttm:role="dialog">a</p>', head)
    assert (made.title, made.extras) == ("A film", {"ttml": {"copyright": "Us"}})
    assert (made.cues[0].id, made.cues[0].speaker) == ("c1", "Mary Ann")
    assert made.cues[0].extras == {"ttml": {"ttm:role": "dialog"}}


@pytest.mark.parametrize("family", ["2006/10/ttaf1", "2006/04/ttaf1", "2004/11/ttaf1"])
def test_the_namespaces_of_the_drafts(family: str) -> None:
    base = f"http://www.w3.org/{family}"
    made = read(
        f'<tt xmlns="{base}" xmlns:s="{base}#styling"><body><div><p begin="0s" end="1s" s:color="red">a</p>'
        "</div></body></tt>"
    )
    assert style_of(made).color == "#ff0000"


def test_comments_of_the_file_are_kept() -> None:
    made = read("<!-- one --><tt><!-- two --><body><div><!-- not this --></div></body></tt>")
    assert made.comments == ["one", "two"]


def test_a_line_break_beside_words_that_are_not_shown_yet_breaks_nothing() -> None:
    made = tt(
        '<p><span begin="1s" end="4s">Why?</span><br/><span begin="2s" end="3s">BELL</span></p>'
        '<p begin="5s" end="6s"><br/>lower<br/></p>'
    )
    assert spans(made) == [(1, 2, "Why?"), (2, 3, "Why?\nBELL"), (3, 4, "Why?"), (5, 6, "\nlower\n")]
