"""A file that does not say what it should is found out, in every format and at the right cue."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.captions.formats.base import CaptionFormat
from app.captions.model.document import TICKS_PER_SECOND, Cue, Run
from app.captions.verification.comparison import Difference, compare
from app.captions.verification.expected import Expected, PlainCue
from app.captions.verification.readers import Reader
from app.captions.verification.screens import overlap, screens
from tests.support.captions.verification.documents import NAMES, VERIFIED, cue, found, spaced, written

RIGHT = spaced("The first one", "A second one", "Number three", "The last one")
LATER = 2 * TICKS_PER_SECOND


def moved(at: int, start: int = 0, end: int = 0) -> list[Cue]:
    one = RIGHT[at]
    return [*RIGHT[:at], replace(one, start=one.start + start, end=one.end + end), *RIGHT[at + 1 :]]


WRONG = {
    "a cue is missing": ([RIGHT[0], *RIGHT[2:]], [("missing", 2)]),
    "the last cue is missing": (RIGHT[:3], [("missing", 4)]),
    "a cue is there twice": ([*RIGHT, cue(30, 32, "Number three")], [("extra", None)]),
    "a word is another one": (
        [*RIGHT[:2], replace(RIGHT[2], runs=[Run("Number tree")]), RIGHT[3]],
        [("text", 3)],
    ),
    "a word is missing": ([*RIGHT[:3], replace(RIGHT[3], runs=[Run("The last")])], [("text", 4)]),
    "a cue comes later": (moved(3, LATER, LATER), [("times", 4)]),
    "everything comes later": (
        [replace(each, start=each.start + LATER, end=each.end + LATER) for each in RIGHT],
        [("times", number) for number in (1, 2, 3, 4)],
    ),
    "a cue ends early": (moved(1, 0, -LATER), [("times", 2)]),
}


def told(differences: list[Difference]) -> list[tuple[str, int | None]]:
    return [(each.kind, each.expected.number if each.expected else None) for each in differences]


@pytest.mark.parametrize("fault", WRONG)
@pytest.mark.parametrize(("reader", "caption_format"), VERIFIED, ids=NAMES)
def test_every_fault_is_found_in_every_format(
    reader: Reader, caption_format: CaptionFormat, fault: str
) -> None:
    cues, expected_differences = WRONG[fault]
    if fault == "a cue ends early" and caption_format.id == "tmplayer":
        expected_differences = []  # this format has no ends that its reader knows
    _, should_say = written(caption_format, RIGHT)
    data, _ = written(caption_format, cues)
    assert told(found(reader, data, should_say).differences) == expected_differences


def plain(cues: list[PlainCue], **more: object) -> Expected:
    return replace(Expected("srt", cues, 1, "a millisecond", {}), **more)


def same(text: str, kind: str, *, last: bool) -> list[str]:
    return [text]


def test_a_loss_at_the_cue_explains_a_difference_there_and_nowhere_else() -> None:
    should = [PlainCue(1, 0, 1000, "naïve"), PlainCue(2, 2000, 3000, "façade")]
    read = [PlainCue(1, 0, 1000, "na?ve"), PlainCue(2, 2000, 3000, "fa?ade")]
    compared = compare(plain(should, lossy={2: {"character"}}), read, same)
    assert told(compared.differences) == [("text", 1)]
    assert told(compared.explained) == [("text", 2)]
    assert told(compare(plain(should, lossy={2: {"color"}}), read, same).explained) == []


def test_times_may_differ_by_what_the_format_can_tell() -> None:
    should = [PlainCue(1, 0, 1000, "a")]
    assert not compare(plain(should, tolerance=40), [PlainCue(1, 40, 960, "a")], same).differences
    assert compare(plain(should, tolerance=40), [PlainCue(1, 43, 960, "a")], same).differences
    assert not compare(plain(should), [PlainCue(1, 0, None, "a")], same).differences


def test_equal_texts_at_equal_times_are_paired_whatever_their_order() -> None:
    should = [PlainCue(1, 0, 10, "a"), PlainCue(2, 0, 10, "b"), PlainCue(3, 0, 10, "a")]
    assert not compare(plain(should), [should[1], should[2], should[0]], same).differences


def test_what_nobody_sees_may_be_left_out() -> None:
    assert not compare(plain([PlainCue(1, 5, 5, "a")]), [], same).differences
    assert compare(plain([PlainCue(1, 5, 6, "a")]), [], same).differences


def test_screens_show_all_that_stand_at_one_time() -> None:
    cues = [PlainCue(1, 0, 4, "b a"), PlainCue(2, 2, 6, "c"), PlainCue(3, 8, 9, "d")]
    assert overlap(cues)
    assert not overlap(cues[1:])
    assert [tuple(each) for each in screens(cues)] == [
        (1, 0, 2, "a b"), (2, 2, 4, "a b c"), (2, 4, 6, "c"), (3, 8, 9, "d"),
    ]  # fmt: skip


@pytest.mark.slow
def test_a_very_long_file_is_compared_in_linear_time() -> None:
    """Quadratic, it would take hours; the time limit of the test is minutes."""
    should = [
        PlainCue(number, number * 100, number * 100 + 90, f"cue {number % 1000}") for number in range(200_000)
    ]
    read = [each._replace(start=each.start + 500, end=None) for each in should]
    assert len(compare(plain(should), read, same).differences) == 200_000
