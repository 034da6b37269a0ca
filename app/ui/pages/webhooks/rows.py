"""Endpoints, deliveries and attempts as the page lists them."""

from __future__ import annotations

from typing import TypedDict

from app.core.clock import iso
from app.core.db import read_scope
from app.core.http_fetch.redirects import without_password
from app.services.access import Principal
from app.services.webhooks import deliveries, endpoints
from app.services.webhooks.deliveries import Filters
from app.ui.language import counted, message, tr
from models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from models.webhook import ALL_EVENTS

SHOWN = 30


class EndpointRow(TypedDict):
    """An endpoint. `own` tells one with an address from the one that stands for the addresses of jobs."""

    id: str
    url: str
    events: str
    state: str
    notice: str
    own: bool
    sandbox: bool


class DeliveryRow(TypedDict):
    """One event owed to one address; `status` is the last answer's and `problem` why it failed, or ""."""

    id: str
    event: str
    url: str
    state: str
    status: str
    problem: str
    attempts: str
    created: str


class AttemptRow(TypedDict):
    """One request and what came back."""

    at: str
    result: str
    problem: str
    latency: str
    request: str
    answer: str


def endpoint_rows(who: Principal) -> list[EndpointRow]:
    """The account's endpoints, oldest first."""
    with read_scope() as db:
        return [_endpoint(found) for found in endpoints.list_for(db, who)]


def _endpoint(endpoint: WebhookEndpoint) -> EndpointRow:
    said = endpoint.notices[-1]["message"] if endpoint.notices and endpoint.state != "active" else ""
    return {
        "id": endpoint.id,
        "url": without_password(endpoint.url or message(endpoint.description)),
        "events": tr("all events") if ALL_EVENTS in endpoint.events else ", ".join(endpoint.events),
        "state": str(endpoint.state),
        "notice": message(said),
        "own": endpoint.url is not None,
        "sandbox": endpoint.sandbox,
    }


def delivery_rows(who: Principal, state: str) -> list[DeliveryRow]:
    """The newest deliveries, of one state if given."""
    with read_scope() as db:
        found, _ = deliveries.page(db, who, Filters(state=state or None), SHOWN)
    return [_delivery(delivery) for delivery in found]


def _delivery(delivery: WebhookDelivery) -> DeliveryRow:
    return {
        "id": delivery.id,
        "event": delivery.event,
        "url": without_password(delivery.url),
        "state": str(delivery.state),
        "status": str(delivery.last_status or ""),
        "problem": _problem(delivery),
        "attempts": counted(delivery.attempts, "1 attempt", "{count} attempts"),
        "created": iso(delivery.created_at) or "",
    }


def attempt_rows(who: Principal, delivery_id: str) -> list[AttemptRow]:
    """Every attempt at a delivery, oldest first."""
    with read_scope() as db:
        delivery = deliveries.get(db, who, delivery_id)
        return [_attempt(attempt) for attempt in deliveries.attempts_of(db, delivery)]


def _attempt(attempt: WebhookAttempt) -> AttemptRow:
    head = "\n".join(f"{name}: {value}" for name, value in attempt.request_headers.items())
    return {
        "at": iso(attempt.at) or "",
        "result": f"HTTP {attempt.status}" if attempt.status else tr("No answer"),
        "problem": _problem(attempt),
        "latency": f"{attempt.latency_ms} ms" if attempt.latency_ms is not None else "",
        "request": f"POST {attempt.url}\n{head}\n\n{attempt.request_body}",
        "answer": attempt.answer,
    }


def _problem(row: WebhookDelivery | WebhookAttempt) -> str:
    return f"{message(row.error_message or '')} {message(row.error_hint or '')}".strip()
