"""What the history offers to choose from: filters, saved views, layout; and the jobs of the last days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from sqlmodel import Session

from app.core.db import read_scope
from app.job_types import JOB_TYPES
from app.services.access import Principal
from app.services.accounts import api_keys
from app.services.jobs import history, presets
from app.services.jobs.history import saved_views
from app.services.jobs.history.counts import Day
from app.ui.labels import CHANNELS
from app.ui.language import counted, day_text, number_text, tr
from app.ui.query import ViewQuery
from models import SavedView


class Option(TypedDict):
    """One choice of a filter."""

    value: str
    label: str


class View(TypedDict):
    """A saved view and the address that shows it."""

    id: str
    name: str
    href: str


class Bar(TypedDict):
    """The jobs of a day in words, and one column of the chart: where each part begins and how high it is."""

    label: str
    x: int
    done: tuple[int, int]
    failed: tuple[int, int]
    open: tuple[int, int]


STATUSES: tuple[tuple[str, str], ...] = (
    ("draft", "Draft"),
    ("queued", "Queued"),
    ("processing", "Processing"),
    ("editing", "Needs review"),
    ("completed", "Completed"),
    ("failed", "All failed"),
    ("rejected", "Rejected"),
    ("canceled", "Canceled"),
)
"""Words the history can be filtered by (statuses and stages), as people read them."""


CHART_HEIGHT, CHART_STEP = 28, 5
"""Pixels of the chart's height, and of one of its columns."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything beside the rows."""

    presets: list[Option]
    keys: list[Option]
    views: list[View]
    hidden: list[str]
    density: str
    days: list[Bar]
    days_label: str


def fixed(first: str, choices: tuple[tuple[str, str], ...]) -> list[Option]:
    """Choices that are always the same, after the one that leaves nothing out."""
    return [{"value": value, "label": label} for value, label in (("", first), *choices)]


def status_options() -> list[Option]:
    """The statuses."""
    return fixed("All statuses", STATUSES)


def type_options() -> list[Option]:
    """The job types."""
    return fixed("All types", tuple((name, kind.label) for name, kind in JOB_TYPES.items()))


def channel_options() -> list[Option]:
    """Where a job was submitted."""
    return fixed("Anywhere", tuple(CHANNELS.items()))


def read(who: Principal) -> Choices:
    """What is offered to the asker."""
    with read_scope() as db:
        made = tuple((preset.id, preset.name) for preset in presets.list_for(db, who))
        keys = tuple((key.id, key.name) for key in api_keys.list_for(db, who))
        layout = saved_views.layout(db, who)
        days = history.days(db, who)
        return Choices(
            fixed(tr("Any preset"), made),
            fixed(tr("Any key"), keys),
            views(db, who),
            list(layout.hidden),
            layout.density,
            bars(days),
            days_text(days),
        )


def views(db: Session, who: Principal) -> list[View]:
    """The asker's saved views."""
    return [_view(view) for view in saved_views.list_for(db, who)]


def _view(view: SavedView) -> View:
    return {"id": view.id, "name": view.name, "href": ViewQuery.parse(view.filters).href()}


def bars(days: list[Day]) -> list[Bar]:
    """The days as columns of a chart."""
    most = max([day.completed + day.failed + day.open for day in days] + [1])
    return [_bar(day, place * CHART_STEP, CHART_HEIGHT / most) for place, day in enumerate(days)]


def _bar(day: Day, x: int, scale: float) -> Bar:
    """Completed at the foot, failed over it, open on top; whatever there is at all is seen."""
    heights = [
        max(1, round(count * scale)) if count else 0 for count in (day.completed, day.failed, day.open)
    ]
    parts, foot = [], CHART_HEIGHT
    for height in heights:
        foot -= height
        parts.append((max(0, foot), height))
    return {
        "label": f"{day_text(day.day)}: {_day_text(day)}",
        "x": x,
        "done": parts[0],
        "failed": parts[1],
        "open": parts[2],
    }


def _day_text(day: Day) -> str:
    parts = (
        (day.completed, tr("{count} completed", count=number_text(day.completed))),
        (day.failed, tr("{count} failed", count=number_text(day.failed))),
        (day.open, tr("{count} open", count=number_text(day.open))),
    )
    return ", ".join(text for count, text in parts if count) or tr("no jobs")


def days_text(days: list[Day]) -> str:
    """All of the days in one sentence."""
    total = sum(day.completed + day.failed + day.open for day in days)
    failed = sum(day.failed for day in days)
    return tr(
        "Last {days}: {jobs}, {failed}",
        days=counted(len(days), "1 day", "{count} days"),
        jobs=counted(total, "1 job", "{count} jobs"),
        failed=tr("{count} failed", count=number_text(failed)),
    )
