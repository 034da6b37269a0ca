"""Segment conform."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.captions.model.document import Cue, Document, Run, ticks
from app.captions.model.losses import Losses
from app.captions.model.word_timings import Word, words_of
from app.captions.timecode.smpte import parse_rate, parse_timecode
from app.captions.transform.cut_list import CutList, Segment, conform_segments, parse_cut_list
from app.core.errors import AppError, Invalid

R25, DF = parse_rate("25"), parse_rate("29.97 DF")


def cue(start: str, end: str, text: str = "x") -> Cue:
    return Cue(ticks(start), ticks(end), [Run(text)])


def texts(document: Document) -> list[tuple[str, float, float]]:
    return [(c.text, c.start / 90_000_000, c.end / 90_000_000) for c in document.cues]


PROGRAMME = Document(
    [
        cue("3601", "3602", "first"),
        cue("3609", "3611", "across the cut"),
        cue("3615", "3616", "in the break"),
        cue("3621", "3622", "second part"),
    ],
    start_timecode=ticks(3600),
)
CUT = {
    "segments": [
        {"type": "file", "in": "01:00:00:00", "out": "01:00:10:00"},
        {"type": "black", "duration": "00:00:02:00"},
        {"type": "file", "in": "01:00:20:00", "duration": "00:00:10:00"},
    ]
}


def test_a_broadcast_file_for_the_web() -> None:
    losses = Losses()
    after = conform_segments(PROGRAMME, parse_cut_list(CUT, R25), losses=losses)
    assert texts(after) == [("first", 1.0, 2.0), ("across the cut", 9.0, 10.0), ("second part", 13.0, 14.0)]
    assert after.start_timecode == 0
    assert losses.as_list()[0]["examples"] == [{"cue": 3, "detail": ""}]


def test_a_new_timeline_may_begin_at_any_hour() -> None:
    after = conform_segments(PROGRAMME, parse_cut_list({**CUT, "start": "10:00:00:00"}, R25))
    assert after.cues[0].start == ticks(36001)
    assert after.start_timecode == ticks(36000)


def test_drop_frame_times() -> None:
    cut = parse_cut_list([{"type": "file", "in": "01:00:00;00", "out": "01:12:07;28"}], DF)
    assert cut.segments[0].start == parse_timecode("01:00:00;00", DF)
    assert cut.segments[0].end - cut.segments[0].start == DF.ticks_at(21816)


def test_parts_may_be_reordered_and_repeated() -> None:
    cut = CutList((Segment("file", ticks(3620), ticks(3625)), Segment("file", ticks(3600), ticks(3605))))
    assert [t for t, _, _ in texts(conform_segments(PROGRAMME, cut))] == ["second part", "first"]
    twice = CutList((Segment("file", ticks(3600), ticks(3605)),) * 2)
    assert texts(conform_segments(PROGRAMME, twice)) == [("first", 1.0, 2.0), ("first", 6.0, 7.0)]


def test_segments_that_continue_one_another_do_not_cut_a_cue() -> None:
    cut = CutList((Segment("file", ticks(3600), ticks(3610)), Segment("file", ticks(3610), ticks(3620))))
    spoken = cue("3609", "3611", "a b")
    spoken.karaoke = ((0, 0), (2, ticks("1.5")))
    after = conform_segments(Document([spoken]), cut)
    assert texts(after) == [("a b", 9.0, 11.0)]
    assert after.cues[0].karaoke == spoken.karaoke
    spoken.extras = {"words": [Word(ticks(3609), ticks(3610), "a"), Word(ticks(3610), ticks(3611), "b")]}
    after = conform_segments(Document([spoken]), cut)
    assert [(w.text, w.start) for w in words_of(after.cues[0])] == [("a", ticks(9)), ("b", ticks(10))]
    apart = CutList((Segment("file", ticks(3610), ticks(3620)), Segment("file", ticks(3600), ticks(3610))))
    assert [c.karaoke for c in conform_segments(Document([spoken]), apart).cues] == [
        ((0, 0), (2, ticks("0.5"))),
        ((0, 0), (2, ticks(1))),
    ]


def test_slivers_are_left_out() -> None:
    cut = CutList((Segment("file", ticks("3610.9"), ticks(3620)),))
    kept = conform_segments(PROGRAMME, cut, shortest=ticks("0.2"))
    assert [t for t, _, _ in texts(kept)] == ["in the break"]
    assert len(conform_segments(PROGRAMME, cut).cues) == 2


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (None, "segments"),
        ([], "segments"),
        ({"segments": "x"}, "segments"),
        ([{"type": "file", "in": "00:00:00:00", "out": "00:00:01:00"}] * 1001, "segments"),
        ([3], "segments[0].type"),
        ([{"type": "white"}], "segments[0].type"),
        ([{"type": "black"}], "segments[0].duration"),
        ([{"type": "file", "out": "00:00:01:00"}], "segments[0].in"),
        ([{"type": "file", "in": "00:00:02:00", "out": "00:00:01:00"}], "segments[0].out"),
        ([{"type": "file", "in": 2, "out": 3}], "segments[0].in"),
    ],
)
def test_wrong_lists_name_the_field(data: Any, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_cut_list(data, R25)
    assert caught.value.extra["errors"][0]["field"] == field


def test_wrong_timecodes_are_refused() -> None:
    with pytest.raises(AppError) as caught:
        parse_cut_list([{"type": "black", "duration": "00:00:00:25"}], R25)
    assert caught.value.code == "invalid_timecode"


def test_a_list_that_multiplies_cues_is_refused() -> None:
    document = Document([Cue(0, ticks(10)) for _ in range(3000)])
    with pytest.raises(AppError) as caught:
        conform_segments(document, CutList((Segment("file", 0, ticks(10)),) * 1000))
    assert caught.value.code == "limit_pieces"


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 20)), max_size=12),
    st.lists(st.integers(0, 60), max_size=6),
)
def test_every_tick_of_a_cue_goes_where_its_segment_went(
    spans: list[tuple[int, int]], karaoke: list[int]
) -> None:
    karaoke = sorted(set(karaoke))
    segments = [Segment("file", a, b) for a, b in zip(karaoke[::2], karaoke[1::2], strict=False)]
    document = Document([Cue(s, s + d, [Run(str(i))]) for i, (s, d) in enumerate(spans)])
    after = conform_segments(document, CutList(tuple(segments)))
    moved: dict[str, set[int]] = {}
    for c in after.cues:
        moved.setdefault(c.text, set()).update(range(c.start, c.end))
    cursor, expected = 0, {}
    for segment in segments:
        for c in document.cues:
            ticks_in = {
                t - segment.start + cursor for t in range(c.start, c.end) if segment.start <= t < segment.end
            }
            expected.setdefault(c.text, set()).update(ticks_in)
        cursor += segment.end - segment.start
    assert {k: v for k, v in moved.items() if v} == {k: v for k, v in expected.items() if v}
