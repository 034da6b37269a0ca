"""What is planned for a moment waits as long as it was to wait, also when the clock is set."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from app.core import clock
from app.core.log import logger
from models import DeliveryState, Job, WebhookDelivery, WebhookEndpoint

SMALLEST_JUMP = timedelta(seconds=30)
"""Less is left alone: clocks are put right by some seconds all the time."""

_PLANNED: tuple[tuple[Any, Any, tuple[Any, ...]], ...] = (
    (Job, Job.next_attempt_at, (col(Job.completed_at).is_(None),)),
    (Job, Job.finish_at, (col(Job.completed_at).is_(None),)),
    (
        WebhookDelivery,
        WebhookDelivery.next_attempt_at,
        (col(WebhookDelivery.state) == DeliveryState.PENDING,),
    ),
    (WebhookEndpoint, WebhookEndpoint.held_until, ()),
)


class ClockWatch:
    """Compares the time of day with a clock that only goes on."""

    def __init__(self) -> None:
        self._began = _distance()

    def jumped(self) -> timedelta | None:
        """By how much the clock was set since this was last asked; None when it was not."""
        now = _distance()
        jump = now - self._began
        if abs(jump) < SMALLEST_JUMP:
            return None
        self._began = now
        return jump


def _distance() -> timedelta:
    return clock.now() - datetime.fromtimestamp(clock.monotonic(), clock.now().tzinfo)


def shift(session: Session, jump: timedelta) -> None:
    """Move all that is planned by as much as the clock was."""
    for model, column, conditions in _PLANNED:
        for row in session.exec(select(model).where(col(column).is_not(None), *conditions)):
            setattr(row, column.key, getattr(row, column.key) + jump)
            session.add(row)
    logger().warning("clock_was_set", seconds=round(jump.total_seconds()))
