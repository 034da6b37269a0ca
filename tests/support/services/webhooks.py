"""Webhooks in a test's own database: made, owed, claimed and answered without a network."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, select

from app.core import clock
from app.core.db import read_scope, session_scope
from app.core.errors import SourceError
from app.core.http_fetch.client import Answer
from app.core.storage import Stored
from app.core.storage.base import new_key
from app.services.access import Principal
from app.services.files import outputs
from app.services.files.outputs import NewOutput
from app.services.webhooks import endpoints, outcomes, sending
from app.services.webhooks.sending import Message
from models import Account, Job, WebhookDelivery, WebhookEndpoint
from tests.support.services.jobs import add_job, finish

URL = "https://hooks.example.com/a"


def endpoint(who: Principal, *events: str, url: str = URL) -> WebhookEndpoint:
    with session_scope() as session:
        return endpoints.create(session, who, url, list(events) or ["all"])


def finished(account: Account, **fields: Any) -> Job:
    with session_scope() as session:
        job = add_job(session, account, **fields)
        outputs.add(
            session, job, [NewOutput(Stored(new_key("output"), 12458, "0" * 64), "a.vtt", "text/vtt")]
        )
        return finish(session, job)


def owed() -> list[WebhookDelivery]:
    with read_scope() as session:
        return list(session.exec(select(WebhookDelivery).order_by(col(WebhookDelivery.number))))


def reread(made: WebhookEndpoint) -> WebhookEndpoint:
    with read_scope() as session:
        return session.get_one(WebhookEndpoint, made.id)


def claim() -> Message | None:
    with session_scope() as session:
        due = sending.due_receivers(session)
        return sending.claim(session, due[0][0]) if due else None


def attempt(status: int | None, retry_after: str = "") -> WebhookDelivery:
    """Send the next due delivery to a receiver that answers with `status` (None: nobody is there)."""
    message = claim()
    assert message is not None
    nobody = SourceError("nobody there", code="source_unreachable")
    outcome = nobody if status is None else Answer(status, "said", 5, retry_after)
    with session_scope() as session:
        return outcomes.record(session, message, outcome)


def wait_of(delivery: WebhookDelivery) -> float:
    assert delivery.next_attempt_at is not None
    return (delivery.next_attempt_at - clock.now()).total_seconds()
