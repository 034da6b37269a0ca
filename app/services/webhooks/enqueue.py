"""Webhook enqueueing: deliveries are written in the transaction that changes a job's stage."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_
from sqlmodel import Session, col, select

from app.core import clock
from app.core.security import random_text
from app.services import undo
from app.services.webhooks import endpoints, payloads
from app.services.webhooks.addresses import host_of
from models import (
    DeliveryState,
    EndpointState,
    Job,
    WebhookDelivery,
    WebhookEndpoint,
)
from models.webhook import ALL_EVENTS

# Built once: every step of every job asks this.
_ENDPOINTS = select(WebhookEndpoint).where(
    col(WebhookEndpoint.account_id) == bindparam("account_id"),
    col(WebhookEndpoint.sandbox) == bindparam("sandbox"),
    or_(
        col(WebhookEndpoint.deleted_at).is_(None),
        col(WebhookEndpoint.deleted_at) > bindparam("undo_from"),
    ),
    col(WebhookEndpoint.url).is_not(None),
    col(WebhookEndpoint.state) != EndpointState.DISABLED,
)


def enqueue_for_event(session: Session, job: Job, event: str, at: datetime) -> None:
    """Enqueue an event for the endpoints of the job's side and, when the job ends, for its own webhook."""
    message_id = new_message_id()
    for endpoint in _subscribed(session, job, event):
        delivery = add_delivery(session, endpoint, message_id, event, payloads.event(job, event, at), at)
        delivery.job_id = job.id
        if endpoint.state == EndpointState.PAUSED:
            delivery.state, delivery.next_attempt_at = DeliveryState.SKIPPED, None
        elif endpoint.deleted_at is not None:  # `endpoints.restore` sends it
            delivery.state = DeliveryState.SKIPPED
    if job.ended and job.webhook:  # a preset's address is here too: it is the default for its jobs
        _owe_job(session, job, job.webhook, event, at)


def _owe_job(session: Session, job: Job, url: str, event: str, at: datetime) -> None:
    endpoint = endpoints.endpoint_of_jobs(session, job.account_id, sandbox=job.sandbox)
    body = payloads.without_tokens(payloads.job_payload(session, job))
    delivery = add_delivery(session, endpoint, new_message_id(), event, body, at, url)
    delivery.job_id = job.id


def add_delivery(
    session: Session,
    endpoint: WebhookEndpoint,
    message_id: str,
    event: str,
    payload: dict[str, Any],
    at: datetime,
    url: str | None = None,
) -> WebhookDelivery:
    """One delivery, due at once."""
    delivery = WebhookDelivery(
        message_id=message_id,
        account_id=endpoint.account_id,
        sandbox=endpoint.sandbox,
        endpoint_id=endpoint.id,
        receiver=endpoint.id if url is None else f"{endpoint.account_id} {host_of(url)}",
        url=url or endpoint.url or "",
        event=event,
        payload=payload,
        next_attempt_at=at,
        created_at=at,
    )
    session.add(delivery)
    return delivery


def new_message_id() -> str:
    """A `webhook-id`: one for each event, the same for every attempt."""
    return f"msg_{random_text(24)}"


def _subscribed(session: Session, job: Job, event: str) -> list[WebhookEndpoint]:
    with session.no_autoflush:  # nothing that waits to be written is an endpoint
        of_job = {"account_id": job.account_id, "sandbox": job.sandbox}
        same_side = session.scalars(_ENDPOINTS, {**of_job, "undo_from": clock.now() - undo.UNDO})
    return [endpoint for endpoint in same_side if {event, ALL_EVENTS} & set(endpoint.events)]
