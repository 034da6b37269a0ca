"""Merges live messages into the rows of the history; pure functions.

Rows that move go into a small overlay, the only thing that is sent again; a row that has ended goes back
among the rows. A message the rows do not cover may mean that the page must be read again, and one that goes
back means it: web and worker each publish after their own commit, and may overtake each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.ui.query import ViewQuery
from app.ui.rows import LiveFields, Row, updated_live_fields
from models import Stage, Status

Message = dict[str, Any]
_COURSE = {Status.PENDING: 0, Status.PROCESSING: 1, Status.COMPLETED: 2, Status.FAILED: 2}
_ENDED = 2


@dataclass(frozen=True, slots=True)
class Merged:
    """The new overlay, the rows if they changed (None: as they were), and whether to read the page again."""

    live: dict[str, LiveFields]
    rows: list[Row] | None
    stale: bool


def merge(
    rows: list[Row], live: dict[str, LiveFields], messages: Mapping[str, Message], view: ViewQuery
) -> Merged:
    """Take in the latest message of each job."""
    shown = {row["id"]: row for row in rows}
    newest = rows[0]["number"] if rows else 0
    news = {
        job: updated_live_fields(shown[job], message) for job, message in messages.items() if job in shown
    }
    known = {job: live.get(job, shown[job]["now"]) for job in news}
    stale = any(
        _outdates(known[job], message, view) if job in shown else _appears(message, view, newest)
        for job, message in messages.items()
    )
    moved = {**live, **news}
    ended = {job: now for job, now in moved.items() if _COURSE[Status(now["status"])] == _ENDED}
    running = {job: now for job, now in moved.items() if job not in ended}
    return Merged(running, _fold(rows, ended) if ended else None, stale)


def latest(known: Message | None, message: Message) -> Message:
    """Of two messages of one job the one that came last, with `late` set where it may be the older one."""
    late = known is not None and (known["late"] or _goes_back(known, message))
    return {**message, "late": late}


def _goes_back(known: Mapping[str, Any], message: Message) -> bool:
    """Whether a job was further than this message says: late, or the job was retried. The database knows."""
    return bool(_COURSE[message["status"]] < _COURSE[known["status"]] or message.get("late"))


def _fold(rows: list[Row], ended: dict[str, LiveFields]) -> list[Row]:
    return [{**row, "now": ended[row["id"]]} if row["id"] in ended else row for row in rows]


def _appears(message: Message, view: ViewQuery, newest: int) -> bool:
    """Whether a job that is not shown may belong on this page: new ones come first, changed ones anywhere."""
    if view.after:
        return False
    if not view.filtered:
        return bool(message["number"] > newest)
    at_an_edge = message["ended"] or message["status"] == "pending"
    return bool(at_an_edge) and _fits(message, view)


def _outdates(known: LiveFields, message: Message, view: ViewQuery) -> bool:
    """Whether a row must be read again: its job left the view, went back, or is a draft with other media."""
    left = bool(view.status) and not _fits(message, view)
    cut = message["problem"].endswith("…")  # the whole reason is in the database
    return left or cut or message["stage"] == Stage.DRAFT or _goes_back(known, message)


def _fits(message: Message, view: ViewQuery) -> bool:
    wanted = "pending" if view.status == "queued" else view.status
    return not wanted or wanted in (message["status"], message["stage"])
