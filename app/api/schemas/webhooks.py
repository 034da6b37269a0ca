"""What the webhook routes take and answer, and how rows become JSON."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StrictBool

from app.api import datetimes
from app.api.schemas.base import SIDE, Answer, Given
from app.core.clock import iso
from app.core.http_fetch.redirects import without_password
from app.core.schemas import DateTime, Url, shown
from models import DeliveryState, EndpointState, WebhookAttempt, WebhookDelivery, WebhookEndpoint
from models.webhook import ALL_EVENTS, EVENTS

_EVENTS = "all, or some of job.created, job.processing, job.completed, job.failed"
EventName = Literal["job.created", "job.processing", "job.completed", "job.failed"]
EventWord = Annotated[str, Field(max_length=100, json_schema_extra={"enum": [ALL_EVENTS, *EVENTS]})]
EventChoice = Annotated[
    list[EventWord],
    Field(max_length=10, description=_EVENTS, json_schema_extra={"minItems": 1}),
]
"""The words are told here; what is wrong with one is told in words by app.services.webhooks.endpoints."""
_WEB: dict[str, Any] = {"pattern": "^https?://"}  # told here; what is wrong with an address is told in words
_PLAIN = r"^[^\x00-\x1f]*$"


class NewEndpoint(Given):
    """A webhook endpoint to make."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(
        min_length=1,
        max_length=2048,
        examples=["https://example.com/hooks/cuedeck"],
        json_schema_extra=_WEB,
    )
    """Where to send events; public, http or https."""
    events: EventChoice = ["all"]
    description: str = Field("", max_length=200, pattern=_PLAIN)
    """A note for yourself."""
    sandbox: bool | None = Field(None, description=SIDE)


class EndpointChanges(Given):
    """What to change; a field left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    url: str | None = Field(None, min_length=1, max_length=2048, json_schema_extra=_WEB)
    """The new address."""
    events: EventChoice | None = None
    """The events it is to get from now on."""
    description: str | None = Field(None, max_length=200, pattern=_PLAIN)
    """A note for yourself."""
    state: Literal["active", "disabled"] | None = None
    """Make it active again, or stop it."""


class Notice(Answer):
    """Something the owner of an endpoint should know."""

    at: DateTime
    """When it happened."""
    code: str
    """Stable code, such as `endpoint_paused`."""
    message: str
    """What happened, and what to do."""


class Endpoint(Answer):
    """A webhook endpoint. Without a `url` it stands for the addresses that jobs and presets name."""

    endpoint_id: str
    """Identifier of the endpoint."""
    url: Url | None
    """Where events are sent to."""
    events: list[EventWord]
    """The events it gets."""
    description: str
    """A note by its owner."""
    sandbox: bool
    """Whether it gets the events of sandbox jobs, or of live ones."""
    state: EndpointState
    """Whether it is sent to; paused after days of failures."""
    failing_since: DateTime | None
    """The first failure after the last success."""
    notice: str | None
    """Why it is not active, in words."""
    notices: list[Notice]
    """What its owner should know, oldest first."""
    previous_secret_until: DateTime | None
    """Until then two secrets sign."""
    created_at: DateTime
    """When it was made."""


class EndpointWithSecret(Endpoint):
    """An endpoint with its signing secret, shown this once."""

    secret: str
    """Verifies the signatures (Standard Webhooks)."""


class Attempt(Answer):
    """One request and what came back."""

    at: DateTime
    """When it was sent."""
    url: Url
    """Where to."""
    request_headers: dict[str, str]
    """The headers sent."""
    request_body: str
    """The body sent."""
    status: int | None
    """HTTP status of the answer; null when none came."""
    latency_ms: int | None
    """Milliseconds until the answer was read."""
    answer: str
    """The first 2 KB of the answer."""
    error_code: str | None
    """Stable code of why it failed; null after a success."""
    error_message: str | None
    """Why it failed."""
    error_hint: str | None
    """What to do next."""


class Delivery(Answer):
    """One event for one address, with all attempts to send it."""

    delivery_id: str
    """Identifier of the delivery."""
    message_id: str
    """The `webhook-id` of every attempt."""
    endpoint_id: str
    """The endpoint it is for."""
    job_id: str | None
    """The job it is about."""
    url: Url
    """Where it is sent to."""
    event: EventName
    """The event."""
    state: DeliveryState
    """Whether it has arrived."""
    attempts: int
    """How often it was sent."""
    last_status: int | None
    """HTTP status of the last answer."""
    error_code: str | None
    """Stable code of why the last attempt failed; null after a success."""
    error_message: str | None
    """Why the last attempt failed."""
    error_hint: str | None
    """What to do next."""
    next_attempt_at: DateTime | None
    """When it is sent again; null when it is not."""
    created_at: DateTime
    """When the event happened."""
    delivered_at: DateTime | None
    """When it arrived."""


class DeliveryDetail(Delivery):
    """A delivery with every attempt."""

    history: list[Attempt]
    """The attempts, oldest first."""


class DeliveryPage(Answer):
    """One page of deliveries, newest first."""

    items: list[Delivery]
    """The deliveries."""
    next_cursor: str | None
    """Pass it as `cursor` to get the next page; null on the last one."""
    has_more: bool
    """Whether there is a next page."""


class TestEvent(Given):
    """The event to send as a test."""

    model_config = ConfigDict(extra="forbid")

    event: EventName = "job.completed"
    """The event."""


class ResendSince(Given):
    """The time from which deliveries that failed, were skipped, or wait for another attempt are sent now."""

    since: datetimes.DateTime
    """Send again what happened after this moment."""
    everything: StrictBool = False
    """Also what was delivered."""


class Resent(Answer):
    """What is sent again."""

    queued: int
    """How many deliveries wait again."""


def endpoint_json(endpoint: WebhookEndpoint) -> dict[str, Any]:
    """An endpoint without its secret."""
    notice = endpoint.notices[-1]["message"] if endpoint.notices and endpoint.state != "active" else None
    return shown(
        Endpoint.model_fields,
        endpoint,
        endpoint_id=endpoint.id,
        url=endpoint.url and without_password(endpoint.url),
        notice=notice,
        previous_secret_until=iso(endpoint.previous_until),
    )


def delivery_json(delivery: WebhookDelivery) -> dict[str, Any]:
    """A delivery without its attempts."""
    url = without_password(delivery.url)
    return shown(Delivery.model_fields, delivery, delivery_id=delivery.id, url=url)


def attempt_json(attempt: WebhookAttempt) -> dict[str, Any]:
    """One attempt."""
    return shown(Attempt.model_fields, attempt)
