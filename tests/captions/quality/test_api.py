"""Checks and mending, as a table of faults and by properties."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.captions.model.document import TICKS_PER_MS, Cue, Document, Placement, Run, ticks
from app.captions.quality.api import check, fix, report
from app.captions.quality.style_guides import BBC, CEA_608, GUIDES, NETFLIX, Guide, parse_guide
from tests.support.examples import examples


def cue(start: str, end: str, text: str = "Hello there.", **more: object) -> Cue:
    return Cue(ticks(start), ticks(end), [Run(text)], **more)  # type: ignore[arg-type]


def found(document: Document, guide: Guide = NETFLIX) -> list[tuple[str, int]]:
    return [(finding.code, finding.cue) for finding in check(document, guide)]


TABLE = [
    ("good", [cue("0", "2"), cue("3", "5")], NETFLIX, []),
    ("too short", [cue("0", "0.8")], NETFLIX, [("too_short", 1)]),
    ("5/6 s in milliseconds is fine", [cue("0", "0.833")], NETFLIX, []),
    ("too long", [cue("0", "7.1")], NETFLIX, [("too_long", 1)]),
    ("too fast", [cue("0", "1", "x" * 21)], NETFLIX, [("characters_per_second", 1)]),
    ("line breaks are not read", [cue("0", "1", "x" * 10 + "\n" + "x" * 10)], NETFLIX, []),
    ("long line", [cue("0", "5", "x" * 43)], NETFLIX, [("line_length", 1)]),
    ("three lines", [cue("0", "5", "a\nb\nc")], NETFLIX, [("lines", 1)]),
    ("small gap", [cue("0", "1"), cue("1.04", "3")], NETFLIX, [("gap", 2)]),
    ("flicker", [cue("0", "1"), cue("1.3", "3")], NETFLIX, [("open_gap", 2)]),
    ("overlap", [cue("0", "2"), cue("1", "3")], NETFLIX, [("overlap", 2)]),
    (
        "covered by a long one",
        [cue("0", "6"), cue("1", "2"), cue("3", "4")],
        NETFLIX,
        [("overlap", 2), ("overlap", 3)],
    ),
    ("zero", [cue("1", "1")], NETFLIX, [("zero_duration", 1)]),
    ("negative", [cue("2", "1")], NETFLIX, [("negative_duration", 1)]),
    ("empty", [cue("1", "2", " \n ")], NETFLIX, [("empty", 1)]),
    ("order", [cue("5", "6"), cue("1", "2")], NETFLIX, [("order", 2)]),
    ("damaged", [cue("0", "2", "a\ufffdb")], NETFLIX, [("characters", 1)]),
    ("control", [cue("0", "2", "a\x07b\tc")], NETFLIX, [("characters", 1)]),
    ("BBC pace", [cue("0", "1", "one two three four")], BBC, [("words_per_minute", 1)]),
    ("BBC gap", [cue("0", "2"), cue("2.9", "5"), cue("5", "8")], BBC, [("open_gap", 2)]),
    ("608 columns", [cue("0", "2", "x" * 33)], CEA_608, [("line_length", 1)]),
    ("608 characters", [cue("0", "2", "日…")], CEA_608, [("characters", 1)]),
    ("608 loading", [cue("0", "0.2", "a"), cue("0.5", "2", "x" * 20)], CEA_608, [("load_time", 2)]),
    ("comments are not looked at", [cue("5", "1", "", comment=True)], NETFLIX, []),
]


@pytest.mark.parametrize(
    ("cues", "guide", "wanted"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_faults(cues: list[Cue], guide: Guide, wanted: list[tuple[str, int]]) -> None:
    assert found(Document(cues), guide) == wanted


def test_cues_at_different_places_may_show_together() -> None:
    both = [cue("0", "2"), cue("1", "3", placement=Placement(anchor="top"))]
    assert found(Document(both)) == []
    assert fix(Document(both), NETFLIX) == (Document(both), [])


def test_a_finding_says_its_numbers() -> None:
    finding = check(Document([cue("0", "1", "x" * 30)]), NETFLIX)[0]
    assert finding.as_json() == {
        "code": "characters_per_second",
        "message": "30 characters a second; at most 20.",
        "cue": 1,
        "value": 30.0,
        "limit": 20.0,
    }


def test_gaps_are_counted_in_the_documents_frames() -> None:
    cues = [cue("0", "1"), cue("1.05", "3")]
    assert found(Document(cues, frame_rate=Fraction(25))) == [("gap", 2)]
    assert found(Document(cues, frame_rate=Fraction(50)), parse_guide({"gap_frames": 2})) == []


def test_the_report_is_bounded() -> None:
    document = Document([cue(str(i), str(i), "x") for i in range(100)] + [cue("200", "200.1")])
    body = report(check(document, NETFLIX), examples=3)
    assert body["total"] == 102
    assert body["counts"] == {"zero_duration": 100, "too_short": 1, "characters_per_second": 1}
    assert len(body["findings"]) == 5


def mended(
    cues: list[Cue], guide: Guide = NETFLIX
) -> tuple[list[tuple[float, float, str]], list[tuple[str, int]]]:
    document, fixes = fix(Document(cues), guide)
    shown = [(round(c.start / 9e7, 3), round(c.end / 9e7, 3), c.text) for c in document.cues]
    return shown, [(f.code, f.cue) for f in fixes]


def test_order_and_swapped_times() -> None:
    shown, fixes = mended([cue("5", "7"), cue("2", "1"), cue("9", "9")])
    assert [s[:2] for s in shown] == [(1.0, 2.0), (5.0, 7.0), (9.0, 10.0)]
    assert fixes == [("negative_duration", 2), ("order", 2), ("zero_duration", 3)]


def test_ends_move_into_the_room_there_is() -> None:
    shown, fixes = mended([cue("0", "3"), cue("2", "2.3"), cue("2.7", "3"), cue("5", "20")])
    assert shown[0][1] == pytest.approx(2 - 2 / 24, abs=0.001)
    assert shown[1][1] == pytest.approx(2.7 - 2 / 24, abs=0.001)
    assert shown[2][1] == pytest.approx(2.7 + 5 / 6, abs=0.001)
    assert shown[3][1] == 12.0
    assert fixes == [("overlap", 1), ("too_short", 2), ("too_short", 3), ("too_long", 4)]


def test_lines_are_broken_anew_or_cut() -> None:
    long = "This is a sentence of some length. And here is another one. It goes on and on and on, doesn’t it?"
    shown, fixes = mended([cue("0", "4", "one\ntwo\nthree"), cue("10", "18", long)])
    assert shown[0][2] in ("one two three", "one two\nthree", "one\ntwo three")
    assert len(shown) == 3
    assert fixes[:2] == [("lines", 1), ("line_length", 2)]
    assert all(len(row) <= 42 for _, _, text in shown for row in text.split("\n"))


def test_characters_with_an_equal_look_are_replaced() -> None:
    shown, fixes = mended([cue("0", "4", "Well… 5–6\x07"), cue("5", "6", "\x07")], CEA_608)
    assert shown == [(0.0, 4.0, "Well... 5-6")]
    assert fixes == [("characters", 1), ("characters", 2), ("empty", 2)]


def test_what_cannot_be_mended_stays() -> None:
    word = Document([cue("0", "5", "x" * 60), cue("6", "8", "日本\ufffd")])
    assert fix(word, NETFLIX) == (word, [])
    assert found(word) == [("line_length", 1), ("characters", 2)]


def test_comments_stay_before_their_cue() -> None:
    cues = [
        cue("5", "7", "b"),
        cue("0", "0", "note", comment=True),
        cue("1", "3", "a"),
        cue("0", "0", "end", comment=True),
    ]
    shown, _ = mended(cues)
    assert [text for _, _, text in shown] == ["note", "a", "b", "end"]


CUES = st.builds(
    lambda start, length, text, top: Cue(
        start * TICKS_PER_MS,
        (start + length) * TICKS_PER_MS,
        [Run(text)] if text else [],
        placement=Placement(anchor="top") if top else None,
    ),
    st.integers(0, 20_000),
    st.integers(-500, 9000),
    st.text("abc. \n…日\x07", max_size=120),
    st.booleans(),
)


@examples(300)
@given(st.lists(CUES, max_size=12), st.sampled_from(sorted(GUIDES)), st.sampled_from([None, Fraction(25)]))
def test_mending_settles_and_leaves_no_time_wrong(cues: list[Cue], name: str, fps: Fraction | None) -> None:
    guide = GUIDES[name]
    once, _ = fix(Document(cues, frame_rate=fps), guide)
    codes = {finding.code for finding in check(once, guide)}
    assert not codes & {"negative_duration", "zero_duration", "order", "empty"}
    again, fixes = fix(once, guide)
    assert fixes == []
    assert again == once


@given(st.lists(CUES, max_size=12))
def test_mending_never_adds_a_kind_of_fault(cues: list[Cue]) -> None:
    before = {finding.code for finding in check(Document(cues), NETFLIX)}
    after = {finding.code for finding in check(fix(Document(cues), NETFLIX)[0], NETFLIX)}
    made = {"gap", "open_gap", "overlap", "too_short", "characters_per_second"}
    assert not (after - before) - made


@given(st.lists(st.tuples(st.integers(100, 3000), st.integers(500, 6000)), min_size=1, max_size=12))
def test_single_cues_with_room_are_mended_wholly(gaps: list[tuple[int, int]]) -> None:
    at, cues = 0, []
    for pause, length in gaps:
        cues.append(Cue(at * TICKS_PER_MS, (at + length) * TICKS_PER_MS, [Run("Two words")]))
        at += length + pause + 1000
    assert check(fix(Document(cues), NETFLIX)[0], NETFLIX) == []
