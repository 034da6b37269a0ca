"""Cutting and editing styled runs against the same operation on single characters."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.captions.model.document import Run, Style
from app.captions.model.runs import edited, from_lines, joined, lines_of, slices, text_of

STYLES = st.sampled_from([Style(), Style(italic=True), Style(bold=True)])
RUNS = st.lists(st.builds(Run, st.text("ab \n", max_size=6), STYLES), max_size=8)


def cells(runs: list[Run]) -> list[tuple[str, Style]]:
    return [(ch, run.style) for run in runs for ch in run.text]


@st.composite
def runs_with_edits(draw: st.DrawFn) -> tuple[list[Run], list[tuple[int, int, str]]]:
    runs = draw(RUNS)
    marks = sorted(draw(st.lists(st.integers(0, len(text_of(runs))), max_size=6, unique=True)))
    pairs = list(zip(marks[::2], marks[1::2], strict=False))
    return runs, [(a, b, draw(st.text("xy", max_size=2))) for a, b in pairs]


@given(runs_with_edits())
def test_edits_change_the_text_and_keep_the_other_styles(
    case: tuple[list[Run], list[tuple[int, int, str]]],
) -> None:
    runs, edits = case
    old, new = cells(runs), cells(edited(runs, edits))
    expected: list[tuple[str, Style]] = []
    at = 0
    for start, stop, text in edits:
        expected += old[at:start] + [(ch, old[start][1]) for ch in text]
        at = stop
    assert new == expected + old[at:]


@given(RUNS)
def test_an_edit_at_the_end_appends(runs: list[Run]) -> None:
    size = len(text_of(runs))
    assert text_of(edited(runs, [(size, size, "!")])) == text_of(runs) + "!"


@given(runs_with_edits())
def test_slices_are_slices(case: tuple[list[Run], list[tuple[int, int, str]]]) -> None:
    runs, edits = case
    ranges = [(a, b) for a, b, _ in edits]
    assert [cells(part) for part in slices(runs, ranges)] == [cells(runs)[a:b] for a, b in ranges]


@given(RUNS)
def test_joining_changes_no_character(runs: list[Run]) -> None:
    result = joined(runs)
    assert cells(result) == cells(runs)
    assert all(a.style != b.style for a, b in pairwise(result))


@given(RUNS)
def test_lines_are_the_texts_lines(runs: list[Run]) -> None:
    assert [text_of(line) for line in lines_of(runs)] == text_of(runs).split("\n")


def test_lines_are_put_together_as_they_were_taken_apart() -> None:
    lines = [[Run("a"), Run("b", Style(italic=True))], [], [Run("c")]]
    made = from_lines(lines)
    assert text_of(made) == "ab\n\nc"
    assert lines_of(made) == lines
