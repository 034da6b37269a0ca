"""Damage that is one line's costs that line: the others are read, and the damage is told."""

import pytest

from app.captions.conversion.convert import ConvertRequest, convert
from app.captions.conversion.inspect import inspect
from app.captions.model.document import TICKS_PER_MS
from app.core.errors import CaptionError

TTML = '<tt xmlns="http://www.w3.org/ns/ttml"><body><div>{}<p begin="3s" end="4s">Beta</p></div></body></tt>'
VTT = "WEBVTT\n\n{}\nAlpha\n\n00:00:03.000 --> 00:00:04.000\nBeta\n"
ASS = (
    "[Script Info]\n\n[Events]\n"
    "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
    "Dialogue: 0,{}0:00:01.00,0:00:02.00,Default,,0,0,0,,Alpha\n"
    "{}Dialogue: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,Beta\n"
)
SCC = (
    "Scenarist_SCC V1.0\n\n00:00:01:00\t9420 9420 9470 9470 {} c1ec f0e8 e180 942f 942f\n\n"
    "00:00:03:00\t942c 942c\n"
)
BOTH = [(1000, 2000, "Alpha"), (3000, 4000, "Beta")]
EARLY = [(0, 2000, "Alpha"), (3000, 4000, "Beta")]


def read(text: str):
    document = inspect(text.encode()).document
    spans = [(c.start // TICKS_PER_MS, c.end // TICKS_PER_MS, c.text) for c in document.cues]
    return spans, {issue.code for issue in document.issues}


@pytest.mark.parametrize(
    ("text", "spans", "codes"),
    [
        (
            TTML.format("<p begin='1s' end='2s'>Al\0pha</p>"),
            BOTH,
            {"damaged_file"},
        ),
        (
            VTT.format("00:00:01.000 --> 00:00:02.000").replace(
                "\n\n00:00:03", "\n\n\0\0\0\0\0\0" + "00:00:03"
            ),
            BOTH,
            {"damaged_file"},
        ),
        (VTT.format("-00:00:01.000 --> 00:00:02.000"), EARLY, {"negative_time", "read_leniently"}),
        (VTT.format("00:00:01,000 --> 00:00:02,000").replace(".", ","), BOTH, {"read_leniently"}),
        (
            VTT.format("-00:00:01.000 --> 00:00:02.000").replace(".", ","),
            EARLY,
            {"negative_time", "read_leniently"},
        ),
        (ASS.format("", "\0" * 9), BOTH, {"damaged_file"}),
        (ASS.format("-", ""), EARLY, {"negative_time"}),
        (TTML.format('<p begin="xx" end="2s">Gone</p>'), BOTH[1:], {"unreadable_times", "read_leniently"}),
        (TTML.format('<p begin="1s" end="2s">Alpha</p>')[:-22], BOTH, {"malformed_xml", "read_leniently"}),
        (TTML.format('<p begin="1s" end="2s">Al\x0bpha</p>'), BOTH, set()),
        (
            "1\n00:00:01,000 --> 00:00:02,000\nAlpha\n\n\0\0\0" + "2\n00:00:03,000 --> 00:00:04,000\nBeta\n",
            BOTH,
            {"damaged_file"},
        ),
    ],
)
def test_what_is_good_is_read_and_the_rest_told(text, spans, codes):
    assert read(text) == (spans, codes)


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("a < b", "a < b"),
        ("AT&T", "AT&T"),
        ("one<br>two", "one\ntwo"),
        ("one<br></br>two", "one\ntwo"),
        ("1 <2", "1 <2"),
    ],
)
def test_slips_in_xml_are_understood(text, read_as):
    spans, codes = read(TTML.format(f'<p begin="1s" end="2s">{text}</p>'))
    assert (spans, codes) == ([(1000, 2000, read_as), BOTH[1]], set())


def test_xml_that_would_lose_text_is_refused_with_the_place():
    with pytest.raises(CaptionError, match="line 1"):
        read(TTML.format("") + "<p>many more words that come after the end of the document</p>")


def test_one_bad_word_of_scc_is_left_out():
    spans, codes = read(SCC.format("zzzz"))
    assert [text for _, _, text in spans] == ["Alpha"]
    assert codes >= {"damaged_words", "read_leniently"}


def test_strict_reading_can_be_asked_for():
    with pytest.raises(CaptionError, match="hexadecimal"):
        convert(SCC.format("zzzz").encode(), ConvertRequest(decode_options={"lenient": False}))


def test_numbers_whose_times_are_gone_are_no_captions():
    with pytest.raises(CaptionError) as caught:
        read("1\n\nAlpha\n\n2\n\nBeta\n")
    assert caught.value.code == "not_captions"


def test_line_breaks_of_html_in_webvtt():
    spans, _ = read(VTT.format("00:00:01.000 --> 00:00:02.000").replace("Alpha", "Al<br>pha<br/>x"))
    assert spans[0][2] == "Al\npha\nx"


def test_a_line_of_lyrics_before_zero_is_told():
    expected = [(0, 3000, "a"), (3000, 8000, "Beta")]
    assert read("[-00:01.00]a\n[00:03.00]Beta\n") == (expected, {"negative_time"})


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nI <3 you, a < b\n", set()),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nI <3 you,\na --> b\n", {"arrow_in_text"}),
    ],
)
def test_signs_that_end_text_in_webvtt_cost_no_words(text, codes):
    ((start, end, shown),), found = read(text)
    assert (start, end, found) == (1000, 2000, codes)
    assert shown.split() == text.split("000\n")[1].split()


def test_tags_and_inner_times_of_webvtt_are_still_none_of_the_text():
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<i>One</i> <00:01.500>two <00:99> <font color=red>three</font>\n"
    )
    assert read(text)[0] == [(1000, 2000, "One two  three")]


@pytest.mark.parametrize("glue", ["", "\n"])
def test_webvtt_files_put_together_without_an_empty_line(glue):
    one = f"WEBVTT\n\n00:01.000 --> 00:02.000\nAlpha{glue}"
    assert read(f"{one}WEBVTT\n\n00:03.000 --> 00:04.000\nBeta\n") == (BOTH, {"joined_segments"})


def test_a_colon_before_milliseconds_of_webvtt():
    assert read(VTT.format("00:00:01:000 --> 00:00:02:000")) == (BOTH, {"read_leniently"})


def test_documents_of_ttml_one_behind_the_other():
    alpha, gamma = (f'<p begin="{n}s" end="{n + 1}s">{text}</p>' for n, text in ((1, "Alpha"), (4, "Beta")))
    first, second = (
        '<?xml version="1.0"?>\n' + TTML.format(alpha),
        TTML.replace("{}", "").replace("Beta", "Bye"),
    )
    file = f"{first}\n<?xml version='1.0'?>{TTML.split('{}')[0]}{gamma}</div></body></tt>{second}"
    spans, codes = read(file)
    assert spans == [BOTH[0], (3000, 5000, "Beta"), (3000, 4000, "Bye")]
    assert codes == {"joined_segments"}


def test_a_paragraph_whose_end_is_missing_swallows_no_other():
    spans, codes = read(TTML.format('<p begin="1s" end="2s">Alpha'))
    assert (spans, "malformed_xml" in codes) == (BOTH, True)


@pytest.mark.parametrize(
    ("begin", "end", "code"),
    [
        ("1.0", "2.0", "time_unit_assumed"),
        ("10000000t", "20000000t", "tick_rate_assumed"),
        ("00:00:01:00", "00:00:02:00", "frame_rate_assumed"),
    ],
)
def test_what_times_of_ttml_do_not_say_is_told(begin, end, code):
    assert read(TTML.format(f'<p begin="{begin}" end="{end}">Alpha</p>')) == (BOTH, {code})
