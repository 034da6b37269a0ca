"""Captions of speech and the cuts of the picture."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.captions.model.document import TICKS_PER_MS, Cue, Document, Run, seconds, ticks
from app.captions.model.word_timings import Word, with_words, words_of
from app.captions.transform.shot_changes import NEAR_START, with_shot_changes
from tests.support.examples import examples

GAP, SHORTEST, LONGEST = ticks("0.08"), ticks("0.833"), ticks(7)


def cue(start: float, end: float, said_until: float | None = None) -> Cue:
    words = [Word(ticks(str(start)), ticks(str(said_until or end)), "Word")]
    return Cue(ticks(str(start)), ticks(str(end)), [Run("Word")], extras=with_words(None, words))


def snapped(cues: list[Cue], *cuts: float) -> list[tuple[float, float]]:
    found = with_shot_changes(
        Document(cues), [ticks(str(cut)) for cut in cuts], gap=GAP, shortest=SHORTEST, longest=LONGEST
    )
    return [(seconds(each.start), seconds(each.end)) for each in found.cues]


def test_a_caption_begins_with_the_shot_that_is_near() -> None:
    assert snapped([cue(1.1, 3)], 1.0) == [(1.0, 3)]
    assert snapped([cue(1.0, 3)], 1.2) == [(1.2, 3)]
    assert snapped([cue(1.0, 3)], 1.3, 0.7) == [(1.0, 3)]


def test_it_ends_two_frames_before_the_next_shot() -> None:
    assert snapped([cue(1, 3)], 3.4) == [(1, 3.32)]
    assert snapped([cue(1, 3.2, said_until=2.5)], 3.0) == [(1, 2.92)]


def test_no_caption_ends_while_its_words_go_on() -> None:
    assert snapped([cue(1, 3.2)], 3.0) == [(1, 3.2)]
    assert snapped([cue(1, 2.95), cue(3.02, 5)], 2.9) == [(1, 2.95), (3.02, 5)]


def test_the_one_before_makes_room_where_its_words_are_over() -> None:
    assert snapped([cue(1, 2.95, said_until=2.5), cue(3.1, 5)], 2.9) == [(1, 2.82), (2.9, 5)]


def test_none_becomes_too_short_or_too_long() -> None:
    assert snapped([cue(1, 1.9)], 1.2) == [(1, 1.9)]
    assert snapped([cue(1, 7.9)], 8.3) == [(1, 7.9)]
    assert snapped([cue(1, 8)], 0.8) == [(1, 8)]


def test_one_over_another_and_comments_stay() -> None:
    assert snapped([cue(1, 3), cue(2, 4)], 1.1, 4.2) == [(1, 3), (2, 4)]
    note = cue(1, 3)
    note.comment = True
    assert snapped([note], 1.1) == [(1, 3)]


def test_inner_times_stay_where_they_were() -> None:
    timed = cue(1, 3)
    timed.karaoke = ((2, ticks("0.5")),)
    found = with_shot_changes(Document([timed]), [ticks("0.9")], gap=GAP, shortest=SHORTEST, longest=LONGEST)
    assert found.cues[0].karaoke == ((2, ticks("0.6")),)


@examples(200)
@given(
    st.lists(st.tuples(st.integers(0, 800), st.integers(100, 4000), st.integers(0, 900)), max_size=12),
    st.lists(st.integers(0, 30_000), max_size=20, unique=True),
)
def test_what_was_in_order_stays_so(lengths: list[tuple[int, int, int]], cuts: list[int]) -> None:
    cues, at = [], 0
    for silence, length, rest in lengths:
        at += silence + 80
        cues.append(cue(at / 1000, (at + length + rest) / 1000, said_until=(at + length) / 1000))
        at += length + rest
    found = with_shot_changes(
        Document(cues),
        sorted(cut * TICKS_PER_MS for cut in cuts),
        gap=GAP,
        shortest=SHORTEST,
        longest=LONGEST,
    ).cues
    for old, new in zip(cues, found, strict=True):
        assert abs(new.start - old.start) <= NEAR_START
        assert new.end >= min(words_of(old)[-1].end, old.end)
        length = old.end - old.start
        assert min(SHORTEST, length) <= new.end - new.start <= max(LONGEST, length)
    for before, after in pairwise(found):
        assert before.end <= after.start - GAP
