"""What follows an attempt: the schedule, a rest, the end, and catching up."""

from __future__ import annotations

import re
from datetime import timedelta
from email.utils import format_datetime

import pytest
from sqlmodel import select

from app.api.schemas.webhooks import attempt_json, delivery_json
from app.core import clock
from app.core.db import read_scope, session_scope
from app.core.errors import Conflict, SourceError
from app.core.http_fetch.client import Answer
from app.core.http_fetch.errors import forbidden_address, timed_out, unknown_host, unreachable
from app.services.access import Principal
from app.services.webhooks import deliveries, endpoints, outcomes, sending
from app.services.webhooks.endpoints import Changes
from models import Account, WebhookAttempt, WebhookDelivery
from tests.support.services.webhooks import URL, attempt, claim, endpoint, finished, owed, reread, wait_of


def test_the_schedule(account: Account, who: Principal) -> None:
    made = endpoint(who, "job.completed")
    finished(account)
    for planned in (5, 300, 1800, 7200, 18_000, 36_000, 36_000):
        delivery = attempt(500)
        assert planned <= wait_of(delivery) + 1 <= planned * 1.2 + 2
        assert claim() is None
        clock.advance(planned * 1.2 + 1)
    delivery = attempt(None)
    assert (delivery.state, delivery.attempts, delivery.next_attempt_at) == ("failed", 8, None)
    with read_scope() as session:
        kept = deliveries.attempts_of(session, delivery)
    assert [row.status for row in kept] == [500] * 7 + [None]
    assert len({row.request_headers["webhook-id"] for row in kept}) == 1
    assert (kept[0].answer, kept[0].latency_ms, kept[-1].error_code) == ("said", 5, "source_unreachable")
    assert made.secret not in str([row.model_dump() for row in kept])


@pytest.mark.parametrize(
    ("outcome", "code", "message", "hint"),
    [
        (503, "http_status", "answered with HTTP 503; only 2xx counts", "Check the receiver's log"),
        (404, "http_status", "answered with HTTP 404; only 2xx counts", "Check the path"),
        (307, "redirect", "answered with a redirect (HTTP 307)", "Change the endpoint's address"),
        (
            unreachable("a.example", "it refused the connection"),
            "source_unreachable",
            "refused",
            "See that the",
        ),
        (timed_out("a.example", 10), "source_timeout", "did not answer in time", "answer 2xx first"),
        (forbidden_address("a.example"), "source_forbidden_address", "private", "CUEDECK_FETCH_ALLOW"),
        (unknown_host("a.example"), "source_not_found", "no server named", "Check the spelling"),
    ],
)
def test_a_failure_has_a_code_words_and_a_hint(
    account: Account, who: Principal, outcome: int | SourceError, code: str, message: str, hint: str
) -> None:
    """On the attempt and on its delivery, until an attempt succeeds."""
    endpoint(who, "job.completed")
    finished(account)
    sent = claim()
    assert sent is not None
    came = Answer(outcome, "said", 5, "") if isinstance(outcome, int) else outcome
    with session_scope() as session:
        delivery = outcomes.record(session, sent, came)
        (kept,) = deliveries.attempts_of(session, delivery)
        for told in (attempt_json(kept), delivery_json(delivery)):
            assert told["error_code"] == code
            assert message in told["error_message"]
            assert hint in told["error_hint"]
    clock.advance(10)
    after = delivery_json(attempt(200))
    assert (after["error_code"], after["error_message"], after["error_hint"]) == (None, None, None)


def test_success_ends_it(account: Account, who: Principal) -> None:
    made = endpoint(who, "job.completed")
    finished(account)
    attempt(500)
    assert reread(made).failing_since is not None
    clock.advance(10)
    delivery = attempt(204)
    assert (delivery.state, delivery.attempts, delivery.next_attempt_at) == ("delivered", 2, None)
    assert reread(made).failing_since is None


def test_a_redirect_is_a_failure(account: Account, who: Principal) -> None:
    endpoint(who, "job.completed")
    finished(account)
    delivery = attempt(302)
    with read_scope() as session:
        (kept,) = deliveries.attempts_of(session, delivery)
    assert (delivery.state, kept.error_code) == ("pending", "redirect")


@pytest.mark.parametrize("as_date", [False, True])
def test_retry_after_holds_the_whole_endpoint(account: Account, who: Principal, as_date: bool) -> None:
    endpoint(who, "job.completed")
    finished(account)
    finished(account)
    until = format_datetime(clock.now() + timedelta(seconds=120), usegmt=True)
    delivery = attempt(429, until if as_date else "120")
    assert 118 <= wait_of(delivery) <= 121
    assert claim() is None  # the second event waits too
    clock.advance(122)
    assert claim() is not None


@pytest.mark.parametrize("said", ["soon", "-5", "99999999999", "Wed, 99 Foo 2020"])
def test_odd_retry_after_values_do_no_harm(account: Account, who: Principal, said: str) -> None:
    endpoint(who, "job.completed")
    finished(account)
    assert wait_of(attempt(503, said)) <= 36_001


def test_a_502_slows_down_and_another_receiver_does_not_wait(account: Account, who: Principal) -> None:
    endpoint(who, "job.completed")
    endpoint(who, "job.completed", url="https://other.example.com/")
    finished(account)
    finished(account)
    attempt(502)
    with read_scope() as session:
        assert [count for _, count in sending.due_receivers(session)] == [2]


def test_410_disables(account: Account, who: Principal) -> None:
    made = endpoint(who, "job.completed")
    finished(account)
    finished(account)
    assert attempt(410).state == "failed"
    now = reread(made)
    assert (now.state, now.notices[-1]["code"]) == ("disabled", "endpoint_gone")
    assert [row.state for row in owed()] == ["failed", "skipped"]
    finished(account)
    assert len(owed()) == 2


def test_days_of_failure_pause_and_resend_since_catches_up(account: Account, who: Principal) -> None:
    made = endpoint(who, "job.completed")
    began = clock.now()
    finished(account)
    attempt(500)
    clock.advance(5 * 86_400)
    attempt(500)
    now = reread(made)
    assert (now.state, now.notices[-1]["code"]) == ("paused", "endpoint_paused")
    finished(account)
    assert [row.state for row in owed()] == ["skipped", "skipped"]
    with pytest.raises(Conflict, match="paused"), session_scope() as session:
        deliveries.resend_since(session, who, made.id, began, everything=False)
    with session_scope() as session:
        endpoints.change(session, who, made.id, Changes(state="active"))
        assert deliveries.resend_since(session, who, made.id, began, everything=False) == 2
    assert [attempt(200).state, attempt(200).state] == ["delivered"] * 2
    with session_scope() as session:
        assert deliveries.resend_since(session, who, made.id, began, everything=False) == 0
        assert deliveries.resend_since(session, who, made.id, began, everything=True) == 2


def test_what_waits_for_its_next_attempt_is_sent_as_soon_as_its_receiver_is_back(
    account: Account, who: Principal
) -> None:
    made = endpoint(who, "job.completed")
    began = clock.now()
    finished(account)
    finished(account)
    attempt(429)  # which holds all that the endpoint would get
    finished(account)
    with session_scope() as session:
        assert sending.due_receivers(session) == []
        assert deliveries.resend_since(session, who, made.id, began, everything=False) == 1
    with read_scope() as session:
        assert [count for _, count in sending.due_receivers(session)] == [3]
    assert [attempt(200).state for _ in range(3)] == ["delivered"] * 3


def test_resend_keeps_the_message_id(account: Account, who: Principal) -> None:
    endpoint(who, "job.completed")
    finished(account)
    first = attempt(200)
    with session_scope() as session:
        deliveries.resend(session, who, first.id)
    again = attempt(200)
    with read_scope() as session:
        ids = {row.request_headers["webhook-id"] for row in deliveries.attempts_of(session, again)}
    assert ids == {first.message_id}


def test_a_deleted_endpoint_gets_nothing_more(account: Account, who: Principal) -> None:
    made = endpoint(who)
    finished(account)
    with session_scope() as session:
        endpoints.remove(session, who, made.id)
    finished(account)
    assert {row.state for row in owed()} == {"skipped"}
    assert claim() is None


def test_a_claim_is_exclusive_and_ends(account: Account, who: Principal) -> None:
    endpoint(who, "job.completed")
    finished(account)
    assert claim() is not None
    assert claim() is None
    clock.advance(61)  # the sender died
    assert claim() is not None


def test_old_deliveries_are_removed(account: Account, who: Principal) -> None:
    endpoint(who, "job.completed")
    finished(account)
    attempt(200)
    finished(account)
    clock.advance(31 * 86_400)
    with session_scope() as session:
        assert deliveries.expire(session) == 1
    assert [row.state for row in owed()] == ["pending"]


def test_what_is_kept_of_an_attempt_opens_no_file(account: Account) -> None:
    """Neither what was sent, nor what a receiver sends back of it, nor the event that waits to be sent."""
    finished(account, webhook=URL)
    message = claim()
    assert message is not None
    token = re.search(rb"/d/([\w.-]+)", message.body)
    assert token is not None
    with session_scope() as session:
        outcomes.record(session, message, Answer(200, f"thanks for {message.body.decode()}", 5, ""))
    with read_scope() as session:
        attempt = session.exec(select(WebhookAttempt)).one()
        kept = [
            attempt.request_body,
            attempt.answer,
            str(session.exec(select(WebhookDelivery)).one().payload),
        ]
    assert all("/d/…" in text and token[1].decode() not in text for text in kept)
    assert not any("/d/1" in text for text in kept)
