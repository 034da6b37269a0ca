"""Captions that roll up: every line once, and nothing else is taken for them."""

import pytest

from app.captions import ConvertRequest, caption_formats, convert, load
from app.captions.formats import srt
from app.captions.formats.vtt import reader as vtt
from app.captions.model.document import TICKS_PER_MS, Document

YOUTUBE = """WEBVTT
Kind: captions
Language: en

00:00:00.160 --> 00:00:03.429 align:start position:0%
\x20
We<00:00:00.960><c> walk</c><00:00:01.520><c> along</c><00:00:02.159><c> the</c><00:00:02.560><c> river</c>

00:00:03.429 --> 00:00:03.439 align:start position:0%
We walk along the river
\x20

00:00:03.439 --> 00:00:05.749 align:start position:0%
We walk along the river
and<00:00:03.760><c> it</c><00:00:04.000><c> is</c><00:00:04.160><c> cold</c>

00:00:05.749 --> 00:00:05.759 align:start position:0%
and it is cold
\x20

00:00:05.759 --> 00:00:08.000 align:start position:0%
and it is cold
but<00:00:06.000><c> bright</c>
"""


def spans(document: Document):
    return [(c.start // TICKS_PER_MS, c.end // TICKS_PER_MS, c.text) for c in document.cues]


def srt_of(*cues):
    times = [f"00:00:{a // 1000:02},{a % 1000:03} --> 00:00:{b // 1000:02},{b % 1000:03}" for a, b, _ in cues]
    return "\n".join(
        f"{n}\n{time}\n{text}\n" for n, (time, (_, _, text)) in enumerate(zip(times, cues, strict=True), 1)
    )


def test_youtube_shows_each_line_once_with_its_word_times():
    document = vtt.read(YOUTUBE, {})
    assert spans(document) == [
        (160, 3439, "We walk along the river"),
        (3439, 5759, "and it is cold"),
        (5759, 8000, "but bright"),
    ]
    assert document.cues[1].karaoke == tuple(
        (offset, ms * TICKS_PER_MS) for offset, ms in ((3, 321), (6, 561), (9, 721))
    )
    assert {cue.placement for cue in document.cues} == {None}
    assert [issue.code for issue in document.issues] == ["rolling_captions"]


def test_they_can_be_kept():
    assert len(vtt.read(YOUTUBE, {"rolling": "keep"}).cues) == 5


def test_what_ffmpeg_makes_of_them():
    cues = [
        (160, 3429, "We walk"),
        (3429, 3439, "We walk"),
        (3439, 5749, "We walk\nin rain"),
        (5749, 5759, "in rain"),
    ]
    text = srt_of(*cues, (5759, 8000, "in rain\nand snow"))
    assert spans(srt.read(text, {})) == [
        (160, 3439, "We walk"),
        (3439, 5759, "in rain"),
        (5759, 8000, "and snow"),
    ]


def test_roll_up_of_three_rows():
    text = srt_of((0, 1000, "A"), (1000, 2000, "A\nB"), (2000, 3000, "A\nB\nC"), (3000, 4000, "B\nC\nD"))
    assert spans(srt.read(text, {})) == [
        (0, 1000, "A"),
        (1000, 2000, "B"),
        (2000, 3000, "C"),
        (3000, 4000, "D"),
    ]


@pytest.mark.parametrize(
    "cues",
    [
        [
            (0, 1000, "No."),
            (1000, 2000, "No."),
            (2000, 3000, "No."),
            (3000, 4000, "No."),
            (4000, 5000, "Why\nnot?"),
        ],
        [(0, 1000, "A\nB"), (1000, 2000, "B\nC"), (3000, 4000, "x"), (4000, 5000, "y"), (5000, 6000, "z")],
        [(0, 1000, "Go."), (1000, 2000, "Go. Now."), (2000, 3000, "Why?"), (3000, 4000, "So.")],
        [(0, 1000, "A\nB"), (2000, 3000, "B\nC"), (4000, 5000, "C\nD"), (6000, 7000, "D\nE")],
    ],
    ids=["a line said again", "one chorus", "something added", "a pause between"],
)
def test_what_does_not_roll_stays(cues):
    assert spans(srt.read(srt_of(*cues), {})) == cues


@pytest.mark.slow
def test_many_are_cleaned_in_one_pass():
    cues = [(0, 0, f"line {n}\nline {n + 1}") for n in range(20_000)]
    assert len(srt.read(srt_of(*cues), {}).cues) == 20_000


STATES = [
    ("00:00:00.160", "00:00:02.470", "We walk along"),
    ("00:00:02.470", "00:00:02.480", "We walk along"),
    ("00:00:02.480", "00:00:04.000", "We walk along\nthe river"),
    ("00:00:04.000", "00:00:04.010", "the river"),
    ("00:00:04.010", "00:00:06.000", "the river\nand it is cold"),
]


@pytest.mark.parametrize("identity", ["srt", "vtt", "sbv", "ttml", "ass"])
def test_every_format_that_such_captions_come_in(identity: str) -> None:
    text = "".join(f"{start[1:]},{end[1:]}\n{words}\n\n" for start, end, words in STATES)
    rolling = load(text.encode(), caption_format="sbv")
    assert [cue.text for cue in rolling.cues] == ["We walk along", "the river", "and it is cold"]
    kept = convert(
        text.encode(),
        ConvertRequest("SBV", caption_formats()[identity].name, decode_options={"rolling": "keep"}),
    )
    assert kept.cue_count == len(STATES)
    again = load(kept.data, caption_format=identity)
    assert [cue.text for cue in again.cues] == ["We walk along", "the river", "and it is cold"]
    assert "rolling_captions" in [issue.code for issue in again.issues]


def test_a_line_that_grows_word_by_word_is_one_caption():
    states = [(0, 400, "We"), (400, 900, "We walk"), (900, 2000, "We walk along"), (2000, 2500, "And")]
    document = srt.read(srt_of(*states, (2500, 3000, "And it is"), (5000, 6000, "And it is cold")), {})
    assert spans(document) == [
        (0, 2000, "We walk along"),
        (2000, 3000, "And it is"),
        (5000, 6000, "And it is cold"),
    ]
    assert document.cues[0].karaoke == ((3, 400 * TICKS_PER_MS), (8, 900 * TICKS_PER_MS))
    assert [issue.code for issue in document.issues] == ["rolling_captions"]
    assert len(srt.read(srt_of(*states), {"rolling": "keep"}).cues) == 4
