"""Times of words through cuts and edits: each keeps pointing at its own letter."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.captions.model.document import Run
from app.captions.model.karaoke import clipped, cut, edited_karaoke, retimed
from app.captions.model.runs import edited, text_of
from app.captions.transform.line_breaking import tokens_of
from app.captions.transform.reflow import wrap_edits


@given(st.text("abc \n", max_size=60), st.integers(1, 20))
def test_marks_follow_their_words_through_wrapping(text: str, width: int) -> None:
    edits = wrap_edits(text, width, 99)
    if edits is None:
        return
    words = tokens_of(text)
    karaoke = tuple((token.start, number) for number, token in enumerate(words)) or None
    after = edited_karaoke(karaoke, edits)
    result = text_of(edited([Run(text)], edits))
    assert [(token.start, n) for n, token in enumerate(tokens_of(result))] == list(after or ())


def test_a_mark_in_deleted_text_goes_to_its_place() -> None:
    assert edited_karaoke(((0, 1), (3, 2), (6, 3)), [(2, 5, "xy")]) == ((0, 1), (2, 2), (5, 3))
    assert edited_karaoke(None, [(0, 1, "")]) is None


def test_cutting_and_clipping() -> None:
    karaoke = ((0, 0), (4, 10), (8, 20))
    assert cut(karaoke, 4, 8, 5) == ((0, 5),)
    assert cut(karaoke, 9, 12, 5) is None
    assert clipped(((0, -5), (4, 50)), 30) == ((0, 0), (4, 30))
    assert retimed(((0, 10),), 100, lambda t: t * 2) == ((0, 20),)
