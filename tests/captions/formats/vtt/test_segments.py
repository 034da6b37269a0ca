"""HLS segments joined into one WebVTT file: one clock, and each caption once."""

import pytest

from app.captions.formats.vtt.reader import read
from app.captions.model.document import TICKS_PER_MS


def segment(local, stream, *cues, separator="\n\n"):
    body = "\n\n".join(f"{span}\n{text}" for span, text in cues)
    return f"WEBVTT\nX-TIMESTAMP-MAP=LOCAL:{local},MPEGTS:{stream}\n\n{body}{separator}"


ALPHA = ("00:00:01.000 --> 00:00:02.000", "Alpha")
BETA = ("00:00:11.000 --> 00:00:12.000", "Beta")


def spans(text):
    return [(c.start // TICKS_PER_MS, c.end // TICKS_PER_MS, c.text) for c in read(text, {}).cues]


@pytest.mark.parametrize(
    ("local", "stream", "starts"),
    [
        ("00:00:10.000", 2_700_000, 21_000),
        ("00:10.000", 2_700_000, 21_000),
        ("00:00:00.000", 900_000, 11_000),
        ("00:00:00.000", 0, 1_000),
    ],
)
def test_a_later_segment_is_as_far_from_the_first_as_its_map_says(local, stream, starts):
    text = segment("00:00:00.000", 900_000, ALPHA) + segment(local, stream, BETA)
    assert spans(text) == [(1000, 2000, "Alpha"), (starts, starts + 1000, "Beta")]


def test_the_stream_clock_may_wrap():
    late = (1 << 33) - 90_000
    text = segment("00:00:00.000", late, ALPHA) + segment("00:00:00.000", 90_000, BETA)
    assert spans(text)[1] == (13_000, 14_000, "Beta")


def test_a_segment_without_a_map_goes_on_and_none_needs_an_empty_line_before_it():
    glued = segment("00:00:00.000", 0, ALPHA, separator="\n") + segment("00:00:00.000", 900_000, BETA)
    assert spans(glued + "WEBVTT\n\n00:13.000 --> 00:14.000\nGamma") == [
        (1000, 2000, "Alpha"),
        (21_000, 22_000, "Beta"),
        (23_000, 24_000, "Gamma"),
    ]


def test_a_caption_over_a_border_is_kept_once():
    whole = ("00:00:09.000 --> 00:00:12.000", "Long")
    first, second = ("00:00:18.000 --> 00:00:20.000", "Cut"), ("00:00:20.000 --> 00:00:21.000", "Cut")
    text = "".join(segment("00:00:00.000", 0, *cues) for cues in ([whole], [whole, first], [second]))
    assert spans(text) == [(9000, 12_000, "Long"), (18_000, 21_000, "Cut")]
    (issue,) = read(text, {}).issues
    assert issue.code == "joined_segments"
    assert "3 WebVTT files" in issue.message
    assert "2 captions" in issue.message


def test_what_is_said_twice_in_one_segment_stays():
    text = segment("00:00:00.000", 0, ALPHA, ("00:00:02.000 --> 00:00:03.000", "Alpha"))
    assert len(spans(text + segment("00:00:00.000", 0, BETA))) == 3


def test_style_sheets_of_every_segment_are_kept_once():
    sheet = "WEBVTT\n\nSTYLE\n::cue(.a) { color: #ff0000 }\n\n00:0{}.000 --> 00:0{}.500\n<c.a>x{}</c>\n\n"
    document = read("".join(sheet.replace("{}", str(n)) for n in range(3)), {})
    assert len(document.extras["vtt"]["styles"]) == 1
    assert {cue.runs[0].style.color for cue in document.cues} == {"#ff0000"}
    assert [issue.code for issue in document.issues] == ["joined_segments"]


def test_the_word_as_an_identifier_or_as_text_begins_no_segment():
    document = read("WEBVTT\n\nWEBVTT\n00:01.000 --> 00:02.000\nfirst\nWEBVTT\n", {})
    assert [(cue.id, cue.text) for cue in document.cues] == [("WEBVTT", "first\nWEBVTT")]
    assert document.issues == []


def test_a_caption_may_end_in_the_word():
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nI like WEBVTT\n\n00:03.000 --> 00:04.000\nMore\n"
    document = read(text, {})
    assert [cue.text for cue in document.cues] == ["I like WEBVTT", "More"]
    assert document.issues == []


@pytest.mark.parametrize(
    "piece", ["WEBVTT\n\n", "WEBVTT\nX-TIMESTAMP-MAP\n", "X-TIMESTAMP-MAP=LOCAL:,MPEGTS:\n"]
)
def test_many_headers_end_quickly(piece):
    assert read("WEBVTT\n\n" + piece * 20_000, {}).cues == []
