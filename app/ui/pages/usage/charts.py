"""Bars of the usage charts: one a day, or one a week where there would be too many."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypedDict

from app.services.accounts.usage import Row
from app.ui.language import day_text, number_text, tr

STEP, WIDTH, HEIGHT = 10, 7, 96
"""Units of the drawing: the distance and width of bars, and its height."""

_MOST_BARS = 100
_WEEK = 7


class Bar(TypedDict):
    """One bar: where it stands, and the top and height of its two parts."""

    label: str
    x: int
    done: list[int]
    failed: list[int]


class Chart(TypedDict):
    """Bars with what they say together, how high the highest is, and the first and last day."""

    bars: list[Bar]
    box: str
    label: str
    most: str
    first: str
    last: str


NO_CHART: Chart = {
    "bars": [],
    "box": f"0 0 {STEP} {HEIGHT}",
    "label": "",
    "most": "",
    "first": "",
    "last": "",
}


@dataclass(slots=True)
class _Span:
    first: date
    last: date
    done: float = 0
    failed: float = 0


def jobs_chart(rows: Iterable[Row], first: date, last: date) -> Chart:
    """The jobs of each day, with those that failed on top."""
    return _chart(rows, first, last, lambda row: (row.jobs - row.failed, row.failed), "{count} jobs", True)


def credits_chart(rows: Iterable[Row], first: date, last: date) -> Chart:
    """The credits that each day's jobs have cost."""
    return _chart(rows, first, last, lambda row: (row.credits, 0), "{count} credits", False)


def _chart(
    rows: Iterable[Row],
    first: date,
    last: date,
    parts: Callable[[Row], tuple[float, float]],
    unit: str,
    second: bool,
) -> Chart:
    spans = _spans(first, last)
    days = (spans[0].last - first).days + 1
    for row in rows:
        span = spans[(date.fromisoformat(row.day) - first).days // days]
        done, failed = parts(row)
        span.done, span.failed = span.done + done, span.failed + failed
    most = max(span.done + span.failed for span in spans)
    total, failed = sum(s.done + s.failed for s in spans), sum(s.failed for s in spans)
    counts = _counts_text(total, unit, failed if second else None)
    return {
        "bars": [_bar(place, span, most, unit, second) for place, span in enumerate(spans)],
        "box": f"0 0 {len(spans) * STEP} {HEIGHT}",
        "label": tr(
            "{counts} from {first} to {last}",
            counts=counts,
            first=day_text(first, year=True),
            last=day_text(last, year=True),
        ),
        "most": number_text(most) if most else "",
        "first": day_text(first),
        "last": day_text(last),
    }


def _spans(first: date, last: date) -> list[_Span]:
    days = (last - first).days + 1
    step = 1 if days <= _MOST_BARS else _WEEK
    begins = [first + timedelta(days=day) for day in range(0, days, step)]
    return [_Span(begin, min(last, begin + timedelta(days=step - 1))) for begin in begins]


def _bar(place: int, span: _Span, most: float, unit: str, second: bool) -> Bar:
    """Whatever there is at all is seen: no part is lower than a unit of the drawing."""
    scale = HEIGHT / most if most else 0
    done, failed = (max(1, round(count * scale)) if count else 0 for count in (span.done, span.failed))
    days = day_text(span.first)
    if span.first != span.last:
        days = tr("{first} to {last}", first=days, last=day_text(span.last))
    failures = span.failed if second and span.failed else None
    return {
        "label": f"{days}: {_counts_text(span.done + span.failed, unit, failures)}",
        "x": place * STEP + (STEP - WIDTH) // 2,
        "done": [HEIGHT - done, done],
        "failed": [max(0, HEIGHT - done - failed), failed],
    }


def _counts_text(count: float, unit: str, failed: float | None) -> str:
    text = tr(unit, count=number_text(count))
    return text if failed is None else f"{text}, {tr('{count} failed', count=number_text(failed))}"
