"""Wrapping, splitting and merging."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.captions.model.document import Cue, Document, Run, Style, ticks
from app.captions.model.runs import text_of
from app.captions.model.word_timings import Word, words_of
from app.captions.transform.line_breaking import tokens_of, width_of
from app.captions.transform.reflow import merge, split, wrap, wrap_runs

ITALIC = Style(italic=True)


def plain(text: str, start: str = "0", end: str = "10") -> Cue:
    return Cue(ticks(start), ticks(end), [Run(text)])


@pytest.mark.parametrize(
    ("text", "width", "lines", "wanted"),
    [
        ("one two three four", 10, 2, "one two\nthree four"),
        ("one\ntwo", 10, 1, "one two"),
        ("  one  two  ", 10, 2, "one two"),
        ("- Who?\n- Me, and quite a few others.", 20, 3, "- Who?\n- Me, and quite\na few others."),
        ("日本語の字幕は、とても長い。", 8, 2, "日本語の字幕は、\nとても長い。"),
        ("supercalifragilistic", 10, 2, None),
        ("one two three four", 5, 2, None),
        ("", 10, 2, ""),
    ],
)
def test_wrapping(text: str, width: int, lines: int, wanted: str | None) -> None:
    result = wrap_runs([Run(text)], width, lines)
    assert (None if result is None else text_of(result)) == wanted


@given(st.text("ab日。「 \n", max_size=80), st.integers(1, 30), st.integers(1, 4))
def test_wrapped_lines_fit_and_no_word_is_lost(text: str, width: int, lines: int) -> None:
    result = wrap_runs([Run(text)], width, lines)
    if result is not None:
        rows = text_of(result).split("\n")
        assert len(rows) <= lines
        assert all(width_of(row) <= width for row in rows)
        assert "".join(text_of(result).split()) == "".join(text.split())


def test_wrapping_keeps_styles() -> None:
    runs = [Run("one "), Run("two three", ITALIC), Run(" four")]
    assert wrap_runs(runs, 10, 2) == [Run("one "), Run("two\nthree", ITALIC), Run(" four")]


def test_a_document_is_wrapped_only_where_needed() -> None:
    before = Document([plain("short"), plain("rather a long line of text"), plain("unbreakable" * 9)])
    after = wrap(before, 15, 2)
    assert [c.text for c in after.cues] == ["short", "rather a long\nline of text", "unbreakable" * 9]
    assert after.cues[0] is before.cues[0]


def test_width_ignores_marks() -> None:
    assert width_of("e\u0301a\u200b") == 2
    assert width_of("日本") == 2


def test_splitting_at_sentences_by_share_of_text() -> None:
    text = "This is the first one. And this is another."
    after = split(Document([Cue(0, ticks(len(text)), [Run(text)], id="7", speaker="A")]), 30)
    assert [c.text for c in after.cues] == ["This is the first one.", "And this is another."]
    assert [c.id for c in after.cues] == ["7", None]
    assert [(c.start, c.end) for c in after.cues] == [(0, ticks(22)), (ticks(22), ticks(43))]
    assert {c.speaker for c in after.cues} == {"A"}


def test_splitting_follows_the_words() -> None:
    karaoke = tuple((4 * i, ticks(i * i)) for i in range(4))
    cue = Cue(0, ticks(12), [Run("aaa bbb ccc ddd")], karaoke=karaoke)
    after = split(Document([cue]), 8)
    assert [c.text for c in after.cues] == ["aaa bbb", "ccc ddd"]
    assert after.cues[1].start == ticks(4)
    assert [c.karaoke for c in after.cues] == [((0, 0), (4, ticks(1))), ((0, 0), (4, ticks(5)))]
    together = merge(after, 99, ticks(99), 0).cues[0]
    assert (together.text, together.karaoke) == (cue.text, cue.karaoke)


def test_splitting_follows_what_was_recognised() -> None:
    said = [Word(ticks(i * i), ticks(i * i + 1), text) for i, text in enumerate(["aaa", "bbb", "ccc", "ddd"])]
    cue = Cue(0, ticks(12), [Run("aaa bbb ccc ddd")], extras={"words": said})
    after = split(Document([cue]), 8)
    assert after.cues[1].start == ticks(4)
    assert [[w.text for w in words_of(c)] for c in after.cues] == [["aaa", "bbb"], ["ccc", "ddd"]]
    assert words_of(merge(after, 99, ticks(99), 0).cues[0]) == said


def test_times_of_words_follow_the_line_breaks() -> None:
    text = "  one   two three"
    cue = Cue(0, ticks(3), [Run(text)], karaoke=((2, 0), (8, ticks(1)), (12, ticks(2))))
    new = wrap(Document([cue]), 8, 2).cues[0]
    assert new.text == "one two\nthree"
    assert new.karaoke is not None
    assert [new.text[offset:].split()[0] for offset, _ in new.karaoke] == ["one", "two", "three"]


def test_splitting_by_duration() -> None:
    after = split(Document([plain("a b c d e f", "0", "12")]), 100, ticks(7))
    assert len(after.cues) == 2
    assert all(c.end - c.start <= ticks(7) for c in after.cues)


@given(st.text("ab .日\n", max_size=120), st.integers(1, 40))
def test_split_parts_are_short_and_in_order(text: str, characters: int) -> None:
    after = split(Document([Cue(0, ticks(60), [Run(text)])]), characters)
    assert "".join("".join(c.text.split()) for c in after.cues) == "".join(text.split())
    assert after.cues[0].start == 0
    assert after.cues[-1].end == ticks(60)
    for first, second in zip(after.cues, after.cues[1:], strict=False):
        assert first.end == second.start > first.start
    for cue in after.cues:
        tokens = tokens_of(cue.text)
        size = sum(t.width for t in tokens) + sum(t.gap for t in tokens[1:])
        assert size <= characters or len(tokens) < 2


def test_merging_neighbours() -> None:
    cues = [
        plain("one", "0", "1"),
        plain("two", "1.1", "2"),
        plain("- three", "2", "3"),
        plain("far away", "9", "10"),
        Cue(ticks(10), ticks(11), [Run("other voice")], speaker="B"),
        Cue(ticks(11), ticks(12), [Run("with data")], speaker="B", extras={"ass": {"layer": 1}}),
    ]
    after = merge(Document(cues), 30, ticks(7), ticks("0.2"))
    assert [c.text for c in after.cues] == ["one two\n- three", "far away", "other voice", "with data"]
    assert (after.cues[0].start, after.cues[0].end) == (0, ticks(3))
    assert cues[0].text == "one", "the old cue is left as it was"


def test_merging_stops_at_the_limits() -> None:
    cues = [plain("12345", str(i), str(i + 1)) for i in range(6)]
    assert [c.text for c in merge(Document(cues), 11, ticks(99), 0).cues] == ["12345 12345"] * 3
    assert len(merge(Document(cues), 99, ticks(3), 0).cues) == 2


def test_long_texts_take_linear_time() -> None:
    long = " ".join(["word."] * 20_000)
    assert len(split(Document([Cue(0, ticks(10_000), [Run(long)])]), 40).cues) == 3334
    assert wrap_runs([Run("「" * 50_000)], 42, 2) is None
