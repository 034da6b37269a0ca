"""What the webhook routes take and answer, and how rows become JSON."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from app.api.datetimes import DateTime
from app.api.schemas.base import SIDE, Given
from app.core.clock import iso
from app.core.http_fetch.redirects import without_password
from models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from models.webhook import ALL_EVENTS, EVENTS

_EVENTS = "all, or some of job.created, job.processing, job.completed, job.failed"
EventName = Literal["job.created", "job.processing", "job.completed", "job.failed"]
_EventWord = Annotated[str, Field(max_length=100, json_schema_extra={"enum": [ALL_EVENTS, *EVENTS]})]
EventChoice = Annotated[
    list[_EventWord],
    Field(max_length=10, description=_EVENTS, json_schema_extra={"minItems": 1}),
]
"""The words are told here; what is wrong with one is told in words by app.services.webhooks.endpoints."""
_WEB: dict[str, Any] = {"pattern": "^https?://"}  # told here; what is wrong with an address is told in words
_WHY = "Why it failed, null after a success"
_PLAIN = r"^[^\x00-\x1f]*$"


class NewEndpoint(Given):
    """An address that is to get events."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(
        min_length=1,
        max_length=2048,
        examples=["https://example.com/hooks/cuedeck"],
        json_schema_extra=_WEB,
    )
    events: EventChoice = ["all"]
    description: str = Field("", max_length=200, pattern=_PLAIN)
    sandbox: bool | None = Field(None, description=SIDE)


class EndpointChanges(Given):
    """What to change; a field left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    url: str | None = Field(None, min_length=1, max_length=2048, json_schema_extra=_WEB)
    events: EventChoice | None = None
    description: str | None = Field(None, max_length=200, pattern=_PLAIN)
    state: Literal["active", "disabled"] | None = None


class Notice(BaseModel):
    """Something the owner of an endpoint should know."""

    at: str
    code: str = Field(examples=["endpoint_paused"])
    message: str


class EndpointOut(BaseModel):
    """A webhook endpoint. Without a `url` it stands for the addresses that jobs and presets name."""

    endpoint_id: str
    url: str | None
    events: list[str]
    description: str
    sandbox: bool = Field(description="Gets the events of sandbox jobs, or of live ones")
    state: str = Field(description="active, paused (days of failures) or disabled")
    failing_since: str | None
    notice: str | None = Field(description="Why it is not active, in words")
    notices: list[Notice]
    previous_secret_until: str | None = Field(description="Until then two secrets sign")
    created_at: str


class EndpointWithSecret(EndpointOut):
    """An endpoint with its signing secret, shown this once."""

    secret: str = Field(examples=["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"])


class AttemptOut(BaseModel):
    """One request and what came back."""

    at: str
    url: str
    request_headers: dict[str, str]
    request_body: str
    status: int | None
    latency_ms: int | None
    answer: str = Field(description="The first 2 KB")
    error_code: str | None = Field(description=_WHY, examples=["source_unreachable"])
    error_message: str | None
    error_hint: str | None = Field(description="What to do next")


class DeliveryOut(BaseModel):
    """One event owed to one address."""

    delivery_id: str
    message_id: str = Field(description="The webhook-id of every attempt")
    endpoint_id: str
    job_id: str | None
    url: str
    event: str
    state: str = Field(description="pending, delivered, failed or skipped")
    attempts: int
    last_status: int | None
    error_code: str | None = Field(description=f"{_WHY}: of the last attempt", examples=["http_status"])
    error_message: str | None
    error_hint: str | None = Field(description="What to do next")
    next_attempt_at: str | None
    created_at: str
    delivered_at: str | None


class DeliveryDetail(DeliveryOut):
    """A delivery with every attempt, oldest first."""

    history: list[AttemptOut]


class DeliveryList(BaseModel):
    """One page of deliveries, newest first."""

    items: list[DeliveryOut]
    next_cursor: str | None
    has_more: bool


class TestEvent(Given):
    """Which event to try out."""

    event: EventName = "job.completed"


class ResendSince(Given):
    """From when on to send again."""

    since: DateTime
    everything: StrictBool = Field(False, description="Also what was delivered")


class Resent(BaseModel):
    """How many deliveries wait again."""

    queued: int


def endpoint_json(endpoint: WebhookEndpoint) -> dict[str, Any]:
    """An endpoint without its secret."""
    notice = endpoint.notices[-1]["message"] if endpoint.notices and endpoint.state != "active" else None
    return {
        "endpoint_id": endpoint.id,
        "url": endpoint.url and without_password(endpoint.url),
        "events": endpoint.events,
        "description": endpoint.description,
        "sandbox": endpoint.sandbox,
        "state": endpoint.state,
        "failing_since": iso(endpoint.failing_since),
        "notice": notice,
        "notices": endpoint.notices,
        "previous_secret_until": iso(endpoint.previous_until),
        "created_at": iso(endpoint.created_at),
    }


def delivery_json(delivery: WebhookDelivery) -> dict[str, Any]:
    """A delivery without its attempts."""
    return {
        "delivery_id": delivery.id,
        "message_id": delivery.message_id,
        "endpoint_id": delivery.endpoint_id,
        "job_id": delivery.job_id,
        "url": without_password(delivery.url),
        "event": delivery.event,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "last_status": delivery.last_status,
        "error_code": delivery.error_code,
        "error_message": delivery.error_message,
        "error_hint": delivery.error_hint,
        "next_attempt_at": iso(delivery.next_attempt_at),
        "created_at": iso(delivery.created_at),
        "delivered_at": iso(delivery.delivered_at),
    }


def attempt_json(attempt: WebhookAttempt) -> dict[str, Any]:
    """One attempt."""
    names = ("url", "request_headers", "request_body", "status", "latency_ms", "answer")
    facts = {name: getattr(attempt, name) for name in (*names, "error_code", "error_message", "error_hint")}
    return {"at": iso(attempt.at), **facts}
