"""Webhook sending: claims due deliveries and sends them; claims are rows, so any process may send."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import orjson
from sqlalchemy import CursorResult, and_, func, or_, update
from sqlmodel import Session, col, select
from standardwebhooks import Webhook

from app.core import clock, telemetry
from app.core.errors import SourceError
from app.core.http_fetch.client import Answer, GuardedClient
from app.core.settings import get_settings
from app.services.webhooks import endpoints, payloads
from models import DeliveryState, Job, WebhookDelivery, WebhookEndpoint
from models.base import NOW

_CLAIM = timedelta(seconds=60)
_RECEIVERS = 500


@dataclass(frozen=True, slots=True)
class Message:
    """A claimed delivery, ready to be sent."""

    delivery: WebhookDelivery
    url: str
    body: bytes
    headers: dict[str, str]
    at: datetime
    traceparent: str | None = None
    """The trace of the delivery's job."""


_DUE = and_(
    col(WebhookDelivery.state) == DeliveryState.PENDING,
    col(WebhookDelivery.next_attempt_at) <= NOW,
    or_(col(WebhookEndpoint.held_until).is_(None), col(WebhookEndpoint.held_until) <= NOW),
)
_RECEIVERS_DUE = (  # built once: asked every second
    select(WebhookDelivery.receiver, func.count())
    .join(WebhookEndpoint, col(WebhookEndpoint.id) == col(WebhookDelivery.endpoint_id))
    .where(_DUE)
    .group_by(col(WebhookDelivery.receiver))
    .order_by(func.min(WebhookDelivery.next_attempt_at))
    .limit(_RECEIVERS)
)


def due_receivers(session: Session) -> list[tuple[str, int]]:
    """Every receiver to which something is due, the longest waiting first, and how much."""
    return list(session.exec(_RECEIVERS_DUE, params={"now": clock.now()}))


def claim(session: Session, receiver: str) -> Message | None:
    """The receiver's next due delivery, ours for a minute; None when there is none (or another took it)."""
    first = select(WebhookDelivery, WebhookEndpoint).join(
        WebhookEndpoint, col(WebhookEndpoint.id) == col(WebhookDelivery.endpoint_id)
    )
    first = first.where(col(WebhookDelivery.receiver) == receiver, _DUE)
    order = (col(WebhookDelivery.next_attempt_at), col(WebhookDelivery.number))
    found = session.exec(first.order_by(*order).limit(1), params={"now": clock.now()}).first()
    if found is None:
        return None
    delivery, endpoint = found
    same = (
        col(WebhookDelivery.number) == delivery.number,
        col(WebhookDelivery.next_attempt_at) == delivery.next_attempt_at,
        col(WebhookDelivery.state) == DeliveryState.PENDING,
    )
    taken = update(WebhookDelivery).where(*same).values(next_attempt_at=clock.now() + _CLAIM)
    if cast("CursorResult[Any]", session.execute(taken)).rowcount == 0:
        return None
    return _message(session, delivery, endpoint)


def _message(session: Session, delivery: WebhookDelivery, endpoint: WebhookEndpoint) -> Message:
    now = clock.now()
    body = orjson.dumps(payloads.with_links(session, delivery))
    signed = [
        Webhook(secret).sign(delivery.message_id, now.astimezone(UTC), body.decode())
        for secret in endpoints.secrets_of(endpoint)
    ]
    headers = {
        "content-type": "application/json",
        "user-agent": "Cuedeck-Webhooks/1.0",
        "webhook-id": delivery.message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signed),
    }
    return Message(delivery, endpoint.url or delivery.url, body, headers, now, _trace(session, delivery))


def _trace(session: Session, delivery: WebhookDelivery) -> str | None:
    if delivery.job_id is None or not telemetry.is_on():
        return None
    return session.scalars(select(Job.traceparent).where(col(Job.id) == delivery.job_id)).first()


def send(message: Message) -> Answer | SourceError:
    """One request through the guarded client: no private address, no redirect, one time limit for it all."""
    settings = get_settings()
    seconds = settings.webhooks.timeout_seconds
    client = GuardedClient(settings.fetch_allow, timeout=seconds, total_timeout=seconds)
    trace = telemetry.traceparent()
    headers = message.headers | ({"traceparent": trace} if trace else {})
    try:
        return client.post(message.url, message.body, headers)
    except SourceError as error:
        return error
