"""Webhooks: endpoints, the deliveries they are owed, and every attempt at one."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, Text
from sqlmodel import Field, SQLModel

from models.base import BigInt, UtcDateTime, new_id, utcnow

ALL_EVENTS = "all"
EVENTS = ("job.created", "job.processing", "job.completed", "job.failed")


class EndpointState(StrEnum):
    """`paused` by us after days of failure, `disabled` by its owner or by an answer of 410."""

    ACTIVE = "active"
    PAUSED = "paused"
    DISABLED = "disabled"


class DeliveryState(StrEnum):
    """`skipped` is what came while the endpoint was paused; it and `failed` can be sent again."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    SKIPPED = "skipped"


class WebhookEndpoint(SQLModel, table=True):
    """An address that gets an account's events.

    With `url` None it stands for the addresses that jobs and presets name themselves: it holds the secret
    those deliveries are signed with. `previous_secret` signs too until `previous_until`. `failing_since` is
    the first failure after the last success. `notices` is what its owner should know, oldest first:
    `{"at", "code", "message"}`.
    """

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    url: str | None = None
    description: str = ""
    events: list[str] = Field(default_factory=lambda: [ALL_EVENTS], sa_column=Column(JSON, nullable=False))
    sandbox: bool = False
    state: str = EndpointState.ACTIVE.value
    secret: str
    previous_secret: str | None = None
    previous_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failing_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    held_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    notices: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(default_factory=utcnow, sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class WebhookDelivery(SQLModel, table=True):
    """One event owed to one address; written in the transaction that moved the job.

    `message_id` is the `webhook-id` of every attempt, shared by all endpoints that get the event.
    `receiver` is what waits in line together: an endpoint, or the host of a job's own webhook.
    `next_attempt_at` is also the claim of whoever sends it: moved ahead while an attempt is under way.
    `step` counts the attempts since it was last put in the queue, `attempts` all of them. `error_code`,
    `error_message` and `error_hint` are those of the last attempt. `payload` is the body; the download
    links in it are made new for every attempt.
    """

    __table_args__ = (
        Index("ix_webhookdelivery_due", "state", "next_attempt_at"),
        Index("ix_webhookdelivery_receiver", "receiver", "state", "next_attempt_at"),
        Index("ix_webhookdelivery_account", "account_id", "number"),
        Index("ix_webhookdelivery_endpoint", "endpoint_id", "number"),
    )

    number: int | None = Field(default=None, sa_column=Column(BigInt, primary_key=True, autoincrement=True))
    id: str = Field(default_factory=new_id, unique=True, index=True)
    message_id: str
    account_id: str = Field(foreign_key="account.id")
    sandbox: bool = False
    endpoint_id: str = Field(foreign_key="webhookendpoint.id")
    receiver: str
    job_id: str | None = Field(default=None, foreign_key="job.id", index=True)
    url: str
    event: str
    payload: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    state: str = DeliveryState.PENDING.value
    step: int = 0
    attempts: int = 0
    next_attempt_at: datetime | None = Field(default_factory=utcnow, sa_type=UtcDateTime)
    last_status: int | None = None
    error_code: str | None = None
    error_message: str | None = None
    error_hint: str | None = None
    created_at: datetime = Field(default_factory=utcnow, sa_type=UtcDateTime, index=True)
    delivered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class WebhookAttempt(SQLModel, table=True):
    """One request and what came back: `answer` is its first 2 KB, `latency_ms` until that was read."""

    id: int | None = Field(default=None, sa_column=Column(BigInt, primary_key=True, autoincrement=True))
    delivery_number: int = Field(
        sa_column=Column(BigInt, nullable=False, index=True),
    )
    at: datetime = Field(default_factory=utcnow, sa_type=UtcDateTime)
    url: str
    request_headers: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    request_body: str = Field(default="", sa_column=Column(Text, nullable=False))
    status: int | None = None
    latency_ms: int | None = None
    answer: str = Field(default="", sa_column=Column(Text, nullable=False))
    error_code: str | None = None
    error_message: str | None = None
    error_hint: str | None = None
