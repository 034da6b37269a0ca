"""Outcomes of webhook attempts: delivered, retried, given up, or the endpoint paused.

Standard Webhooks: 2xx is success, 410 disables, 429, 502 and 504 ask for a slower pace; `Retry-After`
(RFC 9110, section 10.2.3) is waited for, up to ten hours.
"""

from __future__ import annotations

import random
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime

from sqlmodel import Session

from app.core import clock
from app.core.errors import SourceError
from app.core.http_fetch.client import Answer
from app.core.settings import get_settings
from app.services.files import links
from app.services.webhooks import endpoints, failure_reasons
from app.services.webhooks.failure_reasons import Reason
from app.services.webhooks.sending import Message
from models import DeliveryState, EndpointState, WebhookAttempt, WebhookDelivery, WebhookEndpoint

_GONE = 410
_SLOW_DOWN = (429, 502, 504)
_LONGEST_WAIT = 36_000.0
_HOLD_SECONDS = 60.0
_JITTER = 0.2
_random = random.SystemRandom()


def record(session: Session, message: Message, outcome: Answer | SourceError) -> WebhookDelivery:
    """Keep the attempt and decide what comes next."""
    # Always the endpoint first: whoever stops it locks its deliveries after it.
    endpoint = session.get_one(WebhookEndpoint, message.delivery.endpoint_id, with_for_update=True)
    delivery = session.get_one(WebhookDelivery, message.delivery.number, with_for_update=True)
    session.add(_attempt(message, outcome))
    status = outcome.status if isinstance(outcome, Answer) else None
    delivery.attempts, delivery.last_status = delivery.attempts + 1, status
    reason = failure_reasons.of(outcome)
    _tell(delivery, reason)
    if reason is None:
        _succeeded(delivery, endpoint)
    else:
        _failed(session, delivery, endpoint, outcome)
    session.add(delivery)
    session.add(endpoint)
    return delivery


def _attempt(message: Message, outcome: Answer | SourceError) -> WebhookAttempt:
    kept = WebhookAttempt(
        delivery_number=message.delivery.number or 0,
        at=message.at,
        url=message.url,
        request_headers=message.headers,
        request_body=links.masked(message.body.decode()),
    )
    if isinstance(outcome, Answer):
        kept.status, kept.latency_ms = outcome.status, outcome.latency_ms
        kept.answer = links.masked(outcome.snippet)
    else:
        kept.latency_ms = round((clock.now() - message.at).total_seconds() * 1000)
    _tell(kept, failure_reasons.of(outcome))
    return kept


def _tell(row: WebhookAttempt | WebhookDelivery, reason: Reason | None) -> None:
    row.error_code = reason.code if reason else None
    row.error_message = reason.message if reason else None
    row.error_hint = reason.hint if reason else None


def _succeeded(delivery: WebhookDelivery, endpoint: WebhookEndpoint) -> None:
    delivery.state, delivery.next_attempt_at = DeliveryState.DELIVERED, None
    delivery.delivered_at = clock.now()
    if endpoint.url is not None:
        endpoint.failing_since, endpoint.held_until = None, None


def _failed(
    session: Session, delivery: WebhookDelivery, endpoint: WebhookEndpoint, outcome: Answer | SourceError
) -> None:
    status = outcome.status if isinstance(outcome, Answer) else None
    asked = _asked(outcome.retry_after) if isinstance(outcome, Answer) else None
    wait = _next_wait(delivery.step, asked)
    delivery.step += 1
    if delivery.state != DeliveryState.PENDING:  # the endpoint was stopped while this was under way
        return
    if status == _GONE or wait is None:
        delivery.state, delivery.next_attempt_at = DeliveryState.FAILED, None
    else:
        delivery.next_attempt_at = clock.now() + timedelta(seconds=wait)
    if endpoint.url is None:
        return
    endpoint.failing_since = endpoint.failing_since or clock.now()
    if status == _GONE:
        _stop_gone(session, endpoint)
    elif clock.now() - endpoint.failing_since >= timedelta(days=get_settings().webhooks.pause_after_days):
        _pause(session, endpoint)
    elif status in _SLOW_DOWN or asked is not None:
        rest = asked if asked is not None else min(wait or _HOLD_SECONDS, _HOLD_SECONDS)
        endpoint.held_until = clock.now() + timedelta(seconds=rest)


def _next_wait(step: int, asked: float | None) -> float | None:
    """Seconds until the next attempt; None when the schedule is used up."""
    schedule = get_settings().webhooks.schedule
    if step >= len(schedule):
        return None
    planned = schedule[step] * (1 + _random.random() * _JITTER)
    return max(planned, asked or 0.0)


def _asked(retry_after: str) -> float | None:
    """`Retry-After` in seconds, from either of its forms; None when it says nothing usable."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return min(float(text), _LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((moment - clock.now()).total_seconds(), 0.0), _LONGEST_WAIT)


def _stop_gone(session: Session, endpoint: WebhookEndpoint) -> None:
    endpoints.stop(session, endpoint, EndpointState.DISABLED)
    said = "The receiver answered 410 Gone, so nothing more is sent. Give a new address and make it active."
    endpoints.notify(endpoint, "endpoint_gone", said)


def _pause(session: Session, endpoint: WebhookEndpoint) -> None:
    endpoints.stop(session, endpoint, EndpointState.PAUSED)
    days = get_settings().webhooks.pause_after_days
    endpoints.notify(
        endpoint,
        "endpoint_paused",
        f"Every attempt of the last {days:g} days failed, so sending is paused. Mend the receiver, make the "
        "endpoint active again, and fetch what it missed with resend-since.",
    )
