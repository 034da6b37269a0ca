"""Percent and time left, on a clock of the test's own."""

from collections.abc import Iterator
from itertools import pairwise

import pytest

from models import Stage
from tasks.progress_estimate import ProgressEstimate

DUB = {Stage.TRANSCRIBING: 12.0, Stage.TRANSLATING: 2.0, Stage.DUBBING: 60.0, Stage.MERGING: 8.0}


class Clock:
    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def steady(seconds: float, step: float) -> Iterator[tuple[float, float]]:
    """Reports after `step` seconds each, in equal parts."""
    count = round(seconds / step)
    return ((step, number / count) for number in range(1, count + 1))


def watched(
    stages: dict[Stage, list[tuple[float, float]]], usual: dict[Stage, float]
) -> Iterator[tuple[float, float, int | None]]:
    """Every second of a job whose stages report as told: seconds that are really left, percent, time left."""
    clock = Clock()
    estimate = ProgressEstimate(list(stages), usual, clock)
    end = clock.at + sum(pause for reports in stages.values() for pause, _ in reports)
    for stage, reports in stages.items():
        for pause, fraction in reports:
            due = clock.at + pause
            while clock.at + 1 < due:
                clock.at += 1
                yield (end - clock.at, *estimate.estimate(stage))
            clock.at = due
            estimate.report(stage, fraction)
            yield (end - clock.at, *estimate.estimate(stage))


STARTING = [(0.5, 0.02), (6.0, 0.04), *((pause, 0.04 + 0.96 * part) for pause, part in steady(60, 1))]
BY_WINDOWS = [(0.5, 0.02), *((pause, 0.02 + 0.98 * part) for pause, part in steady(80, 4))]
BY_FEW_WINDOWS = [
    (0.3, 0.02),
    (6.5, 0.3),
    *((4.7, 0.3 + 0.68 * part) for part in (0.34, 0.67, 1.0)),
    (0.5, 1.0),
]
CASES: list[tuple[dict[Stage, list[tuple[float, float]]], dict[Stage, float]]] = [
    ({Stage.TRANSCRIBING: list(steady(40, 1))}, {}),
    ({Stage.TRANSCRIBING: STARTING}, {}),
    ({Stage.TRANSCRIBING: BY_WINDOWS}, {}),
    ({Stage.TRANSCRIBING: BY_FEW_WINDOWS}, {}),
    ({Stage.TRANSCRIBING: list(steady(1200, 1))}, {}),
    ({stage: list(steady(seconds, 1)) for stage, seconds in DUB.items()}, DUB),
    ({stage: list(steady(seconds * 3, 1)) for stage, seconds in DUB.items()}, DUB),
]


@pytest.mark.parametrize(("stages", "usual"), CASES)
def test_the_time_left_is_right_by_a_quarter_from_the_tenth_percent_on(
    stages: dict[Stage, list[tuple[float, float]]], usual: dict[Stage, float]
) -> None:
    wrong = [
        (round(left), round(percent), told)
        for left, percent, told in watched(stages, usual)
        if percent >= 10 and left >= 4 and (told is None or abs(told - left) > max(left / 4, 1))
    ]
    assert wrong == []


@pytest.mark.parametrize(("stages", "usual"), CASES)
def test_something_moves_every_second_and_never_back(
    stages: dict[Stage, list[tuple[float, float]]], usual: dict[Stage, float]
) -> None:
    seen = [percent for _, percent, _ in watched(stages, usual)]
    assert seen == sorted(seen)
    assert all(later > before for before, later in pairwise(seen) if later < 99)


def test_a_stage_that_reports_nothing_creeps_and_stays_behind_its_first_report() -> None:
    clock = Clock()
    estimate = ProgressEstimate([Stage.CONVERTING], {}, clock)
    seen = []
    for _ in range(100):
        clock.at += 1
        seen.append(estimate.estimate(Stage.CONVERTING))
    assert seen == sorted(seen)
    assert 2 < seen[-1][0] < 3
    assert seen[-1][1] is None
    estimate.report(Stage.CONVERTING, 1.0)
    assert estimate.estimate(Stage.CONVERTING)[0] == 99.9


def test_hours_of_reports_are_not_all_kept() -> None:
    clock = Clock()
    estimate = ProgressEstimate([Stage.TRANSCRIBING], {}, clock)
    for _, fraction in steady(4 * 3600, 1):
        clock.at += 1
        estimate.report(Stage.TRANSCRIBING, fraction)
    assert len(estimate._reports) <= 400
    assert estimate._reports[-1] == (clock.at, 1.0)
