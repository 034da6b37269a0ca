"""Webhook deliveries: list, inspect, test, resend, expire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, and_, delete, or_, update
from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import Conflict, Invalid, NotFound
from app.core.settings import get_settings
from app.services import access
from app.services.access import Principal
from app.services.cursors import make_cursor, open_cursor
from app.services.webhooks import endpoints, enqueue, payloads
from models import DeliveryState, EndpointState, WebhookAttempt, WebhookDelivery, WebhookEndpoint
from models.webhook import EVENTS

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Filters:
    """Which deliveries to list."""

    endpoint_id: str | None = None
    job_id: str | None = None
    state: str | None = None
    event: str | None = None


def page(
    session: Session, who: Principal, filters: Filters, limit: int = 20, cursor: str | None = None
) -> tuple[list[WebhookDelivery], str | None]:
    """Deliveries, newest first, and the cursor of the next page (None at the end)."""
    statement = access.visible(who, WebhookDelivery)
    for name in ("endpoint_id", "job_id", "state", "event"):
        value = getattr(filters, name)
        if value is not None:
            statement = statement.where(col(getattr(WebhookDelivery, name)) == value)
    if cursor:
        statement = statement.where(col(WebhookDelivery.number) < open_cursor("deliveries", cursor, who))
    found = list(session.exec(statement.order_by(col(WebhookDelivery.number).desc()).limit(limit + 1)))
    more = len(found) > limit
    shown = found[:limit]
    return shown, make_cursor("deliveries", shown[-1].number, who) if more else None


def get(session: Session, who: Principal, delivery_id: str) -> WebhookDelivery:
    """A delivery of the asker's."""
    mine = access.visible(who, WebhookDelivery)
    found = session.exec(mine.where(col(WebhookDelivery.id) == delivery_id)).first()
    if found is None:
        raise NotFound("There is no such delivery.", hint="List them with GET /v1/webhooks/deliveries.")
    return found


def attempts_of(session: Session, delivery: WebhookDelivery) -> list[WebhookAttempt]:
    """Every attempt at a delivery, oldest first."""
    return attempts_of_all(session, [delivery])[delivery.number]


def attempts_of_all(
    session: Session, deliveries: Sequence[WebhookDelivery]
) -> dict[int | None, list[WebhookAttempt]]:
    """Every attempt at each of these deliveries, by the delivery's number, oldest first."""
    found: dict[int | None, list[WebhookAttempt]] = {each.number: [] for each in deliveries}
    theirs = select(WebhookAttempt).where(col(WebhookAttempt.delivery_number).in_(found))
    for attempt in session.exec(theirs.order_by(col(WebhookAttempt.id))):
        found[attempt.delivery_number].append(attempt)
    return found


def try_out(session: Session, who: Principal, endpoint_id: str, event: str) -> WebhookDelivery:
    """Send an endpoint a sample event, whatever events it asked for."""
    if event not in EVENTS:
        raise Invalid(f"There is no event {event!r}.", hint=f"Use one of: {', '.join(EVENTS)}.")
    endpoint = endpoints.get(session, who, endpoint_id)
    if endpoint.url is None:
        raise Conflict("This endpoint has no address of its own.", hint="Test an endpoint with a URL.")
    now = clock.now()
    made = enqueue.add_delivery(
        session, endpoint, enqueue.new_message_id(), event, payloads.sample(event, now), now
    )
    session.flush()
    return made


def resend(session: Session, who: Principal, delivery_id: str) -> WebhookDelivery:
    """Put one delivery in the queue again, from the start of the schedule, under the same `webhook-id`."""
    delivery = get(session, who, delivery_id)
    _active(endpoints.get(session, who, delivery.endpoint_id))
    delivery.state, delivery.step, delivery.next_attempt_at = DeliveryState.PENDING, 0, clock.now()
    delivery.delivered_at = None
    session.add(delivery)
    return delivery


def resend_since(
    session: Session, who: Principal, endpoint_id: str, since: datetime, *, everything: bool
) -> int:
    """Send now what an endpoint missed since a time (or `everything` it was sent); returns how many.

    What waits for its next attempt was missed as well.
    """
    endpoint = _active(endpoints.get(session, who, endpoint_id))
    endpoint.held_until = None
    session.add(endpoint)
    retried = and_(col(WebhookDelivery.state) == DeliveryState.PENDING, col(WebhookDelivery.attempts) > 0)
    states = [DeliveryState.FAILED, DeliveryState.SKIPPED]
    states += [DeliveryState.DELIVERED] if everything else []
    missed = update(WebhookDelivery).where(
        col(WebhookDelivery.endpoint_id) == endpoint.id,
        col(WebhookDelivery.created_at) >= since,
        or_(col(WebhookDelivery.state).in_([str(state) for state in states]), retried),
    )
    again = missed.values(
        state=str(DeliveryState.PENDING), step=0, next_attempt_at=clock.now(), delivered_at=None
    )
    return cast("CursorResult[Any]", session.execute(again)).rowcount


def _active(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    if endpoint.state != EndpointState.ACTIVE:
        raise Conflict(
            f"This webhook endpoint is {endpoint.state}.",
            hint='Make it active first: PATCH it with {"state": "active"}.',
        )
    return endpoint


def expire(session: Session) -> int:
    """Remove a batch of deliveries that ended, with their attempts, once they are old; returns how many."""
    cutoff = clock.now() - timedelta(days=get_settings().webhooks.kept_days)
    old = select(WebhookDelivery.number).where(
        col(WebhookDelivery.created_at) < cutoff, col(WebhookDelivery.state) != DeliveryState.PENDING
    )
    numbers = list(session.exec(old.limit(_BATCH)))
    session.execute(delete(WebhookAttempt).where(col(WebhookAttempt.delivery_number).in_(numbers)))
    session.execute(delete(WebhookDelivery).where(col(WebhookDelivery.number).in_(numbers)))
    return len(numbers)
