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
    began = clock.at
    estimate = ProgressEstimate(list(stages), usual, lambda: began, clock)
    end = clock.at + sum(pause for reports in stages.values() for pause, _ in reports)
    for stage, reports in stages.items():
        began = clock.at
        next_pauses = [*(pause for pause, _ in reports[1:]), 1.0]
        for (pause, fraction), follows in zip(reports, next_pauses, strict=True):
            due = clock.at + pause
            while clock.at + 1 < due:
                clock.at += 1
                yield (end - clock.at, *estimate.estimate(stage))
            clock.at = due
            estimate.report(stage, fraction)
            if follows >= 0.05:  # nobody looks between two that come together
                yield (end - clock.at, *estimate.estimate(stage))


STARTING = [(0.5, 0.02), (6.0, 0.04), *((pause, 0.04 + 0.96 * part) for pause, part in steady(60, 1))]
BY_WINDOWS = [(0.5, 0.02), *((pause, 0.02 + 0.98 * part) for pause, part in steady(80, 4))]
BY_FEW_WINDOWS = [
    (0.3, 0.02),
    (6.5, 0.3),
    *((4.7, 0.3 + 0.68 * part) for part in (0.34, 0.67, 1.0)),
    (0.5, 1.0),
]
# A stretch of speech is silent, then all of its words come within a moment.
BY_PAIRS = [
    (0.5, 0.02),
    *(each for n in range(12) for each in ((4.5, 0.025 + n * 0.08), (0.01, 0.1 + n * 0.08))),
    (0.3, 1.0),
]
# Drawing pictures out of a film, then reading them, which begins late and is slower.
TWO_SPEEDS = [
    (0.5, 0.02),
    (0.5, 0.04),
    (0.5, 0.06),
    *((p, 0.06 + 0.94 * f) for p, f in [(9, 0.01), *steady(90, 1)]),
]
BURSTS = [(0.001, 0.001), *((pause, 0.001 + 0.999 * part) for pause, part in steady(26, 0.06))]
BEGUN = [(0.001, 0.5), *((pause, 0.5 + 0.5 * part) for pause, part in steady(30, 0.4))]
BEGUN_BY_WINDOWS = [(0.1, 0.6), *((pause, 0.6 + 0.4 * part) for pause, part in steady(32, 4))]
CASES: list[tuple[dict[Stage, list[tuple[float, float]]], dict[Stage, float]]] = [
    ({Stage.TRANSCRIBING: list(steady(40, 1))}, {}),
    ({Stage.TRANSCRIBING: STARTING}, {}),
    ({Stage.TRANSCRIBING: BY_WINDOWS}, {}),
    ({Stage.TRANSCRIBING: BY_FEW_WINDOWS}, {}),
    ({Stage.TRANSCRIBING: list(steady(1200, 1))}, {}),
    ({Stage.TRANSLATING: BURSTS}, {}),
    ({Stage.TRANSCRIBING: BY_PAIRS}, {}),
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


@pytest.mark.parametrize("reports", [BEGUN, BEGUN_BY_WINDOWS])
def test_what_was_done_before_tells_no_speed(reports: list[tuple[float, float]]) -> None:
    begun = reports[0][1] * 100
    seen = list(watched({Stage.TRANSCRIBING: reports}, {}))
    whole = seen[0][0]
    for left, percent, told in seen[:-1]:
        truth = 100 - (100 - begun) * left / whole
        assert abs(percent - truth) < 8
        if 4 <= left <= whole - 5:
            assert told is not None
            assert abs(told - left) <= max(left / 4, 1)


def test_quick_work_does_not_run_ahead_of_the_slow_work_that_follows() -> None:
    seen = list(watched({Stage.CONVERTING: TWO_SPEEDS}, {}))
    silent = [percent for left, percent, _ in seen if 90 < left < 99]
    assert silent[-1] < 6 + 3
    late = [percent for left, percent, _ in seen if 85 < left < 91]
    assert max(late.count(percent) for percent in late) <= 2, "it moves all the same"


def test_a_stage_that_reports_nothing_creeps_and_stays_behind_its_first_report() -> None:
    clock = Clock()
    estimate = ProgressEstimate([Stage.CONVERTING], {}, lambda: 100.0, clock)
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
    estimate = ProgressEstimate([Stage.TRANSCRIBING], {}, lambda: 100.0, clock)
    for _, fraction in steady(4 * 3600, 1):
        clock.at += 1
        estimate.report(Stage.TRANSCRIBING, fraction)
    assert len(estimate._reports) <= 400
    assert estimate._reports[-1] == (clock.at, 1.0)
