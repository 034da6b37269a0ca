"""How far a job is, and how long it goes on: from what its stage reports, and what stages usually take.

A report says how much of a stage is done. The speed is the median of what was done between two reports, by
the reports of the second half of the time so far, so that neither a slow beginning nor a pause counts.
Between two reports the work is taken to go on, ever slower if none comes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from models import Stage

FETCHING_SHARE = 0.1
"""The part of a stage in which its source is fetched from an address."""
_APART_SECONDS = 0.5
"""Reports that come closer to one another count as one, at the time of the last: some work ends in bursts."""
_AT_ONCE_SECONDS = 0.25
"""What is done so soon was done before: a retry goes on where the last try ended, and what a job does not
need is skipped. It tells no speed."""
_ENOUGH_REPORTS, _ENOUGH_DONE = 4, 0.1
"""Reports, or the part of a stage, from which on it tells its speed itself: a long stretch of speech is
recognised at once, so that the first report may be of a quarter of all."""
_SILENT_STEP = 0.02
"""So much of a stage may be taken as done behind the last report where all reports were of less."""
_MOST_REPORTS = 400
"""Of more than these every second one is forgotten, so that hours of work are looked through at once."""
_UNKNOWN, _UNKNOWN_SECONDS = 0.03, 15.0
"""What is taken to be done behind the last report while nothing tells the speed, and how slowly."""


@dataclass(slots=True)
class ProgressEstimate:
    """The working `stages` of a job in order, with what each usually takes in any one unit.

    Called by the thread that works and by the heartbeat; `now` is a monotonic clock in seconds, and `began`
    tells when by it the stage at work was begun, be that before it was first heard of.
    """

    stages: Sequence[Stage]
    usual: Mapping[Stage, float]
    began: Callable[[], float]
    now: Callable[[], float] = time.monotonic
    _stage: Stage | None = None
    _begun: float = 0.0
    _reports: list[tuple[float, float]] = field(default_factory=list)
    _burst: float = 0.0
    _shown: float = 0.0
    _measured: tuple[float, float] = (0.0, 0.0)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def report(self, stage: Stage, fraction: float) -> None:
        """So much of the stage is done, 0.0 to 1.0; going back is ignored."""
        with self._lock:
            self._enter(stage)
            if fraction <= self._reports[-1][1]:
                return
            now, fraction = self.now(), min(fraction, 1.0)
            if now - self._begun < _AT_ONCE_SECONDS:
                self._reports = [(now, fraction)]
            elif len(self._reports) > 1 and now - self._burst < _APART_SECONDS:
                self._reports[-1] = (now, fraction)
            else:
                self._burst = now
                self._reports.append((now, fraction))
            if len(self._reports) > _MOST_REPORTS:
                del self._reports[1:-1:2]

    def estimate(self, stage: Stage) -> tuple[float, int | None]:
        """Percent of the whole job, never less than before, and the seconds left if they can be told."""
        with self._lock:
            self._enter(stage)
            at = self.stages.index(stage)
            whole, done = self._weights(self.stages), self._weights(self.stages[:at])
            speed = self._speed()
            percent = (done + self._fraction(speed) * self._weights([stage])) / whole * 100
            self._shown = max(self._shown, min(percent, 99.9))
            return self._shown, self._seconds_left(speed, self.stages[at + 1 :])

    def _enter(self, stage: Stage) -> None:
        """Begin a stage; what the one before took says how long the unit of `usual` is here."""
        if stage is self._stage:
            return
        began = self.began()
        if self._stage is not None:
            seconds, units = self._measured
            self._measured = (seconds + began - self._begun, units + self._weights([self._stage]))
        self._stage, self._begun = stage, began
        self._reports = [(self._begun, 0.0)]

    def _weights(self, stages: Sequence[Stage]) -> float:
        return sum(max(self.usual.get(stage, 1.0), 1e-6) for stage in stages)

    def _speed(self) -> float | None:
        """The fraction of the stage that is done in a second."""
        begun, last = self._begun, self._reports[-1][0]
        recent = [each for each in self._reports if each[0] >= begun + (last - begun) / 2]
        known = recent if len(recent) > 3 else self._reports
        parts = sorted(
            ((after - before) / (end - start), after - before)
            for (start, before), (end, after) in pairwise(known)
            if end - start > 0
        )
        few = len(self._reports) < _ENOUGH_REPORTS and self._done_here() < _ENOUGH_DONE
        if few or not parts:
            return self._usual_speed()
        half, done = sum(part for _, part in parts) / 2, 0.0
        for speed, part in parts:
            done += part
            if done >= half:
                return speed
        return None

    def _done_here(self) -> float:
        """The part that is done of what the stage had to do when it was begun."""
        first, last = self._reports[0][1], self._reports[-1][1]
        return (last - first) / max(1.0 - first, 1e-6)

    def _usual_speed(self) -> float | None:
        """The speed as the stages before have shown it."""
        seconds, units = self._measured
        if not seconds or self._stage is None:
            return None
        return units / seconds / self._weights([self._stage])

    def _fraction(self, speed: float | None) -> float:
        """The last report, and what has probably been done since."""
        last, fraction = self._reports[-1]
        since, left = self.now() - last, 1.0 - fraction
        if left <= 0:
            return 1.0
        if speed is None:
            return fraction + left * _UNKNOWN * since / (since + _UNKNOWN_SECONDS)
        most = min(0.9 * left, self._silent_most())
        return fraction + most * (speed * since / (most + speed * since))

    def _silent_most(self) -> float:
        """The most that is taken to be done without a report, by what was done between two: other work that
        reports nothing has another speed."""
        steps = [after - before for (_, before), (_, after) in pairwise(self._reports)]
        return max(*steps, _SILENT_STEP) if steps else 1.0

    def _seconds_left(self, speed: float | None, later: Sequence[Stage]) -> int | None:
        if not speed or self._stage is None:
            return None
        now, (last, fraction) = self.now(), self._reports[-1]
        here = max((1.0 - fraction) / speed - (now - last), 0.0)
        seconds, units = self._measured
        seconds, units = seconds + now - self._begun + here, units + self._weights([self._stage])
        return max(1, round(here + self._weights(later) * seconds / units))
