"""Who is told what, in whose words, signed by whom."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import orjson
import pytest
import standardwebhooks
import svix.webhooks
from sqlmodel import select

from app.core import clock
from app.core.db import read_scope, session_scope
from app.core.errors import AppError, Conflict, JobError, NotFound, SourceError
from app.core.settings import get_settings
from app.core.storage import Stored
from app.services import undo
from app.services.access import Principal, person
from app.services.files import outputs
from app.services.files.outputs import NewOutput
from app.services.jobs.lifecycle import error_fields
from app.services.jobs.rendering import job_json
from app.services.jobs.transitions import transition
from app.services.webhooks import endpoints, sending
from models import Account, Job, Stage, WebhookDelivery, WebhookEndpoint
from tests.support.servers.receivers import receiver
from tests.support.services.jobs import add_job, finish
from tests.support.services.webhooks import URL, claim, endpoint, finished, owed, reread


def test_an_event_is_owed_to_those_who_asked(account: Account, who: Principal) -> None:
    every, some = endpoint(who), endpoint(who, "job.completed", "job.failed")
    finished(account)
    told = [(row.endpoint_id, row.event) for row in owed()]
    assert told == [(every.id, "job.processing"), (every.id, "job.completed"), (some.id, "job.completed")]
    first, second, third = owed()
    assert second.message_id == third.message_id != first.message_id


def test_an_endpoint_that_comes_back_missed_nothing(account: Account, who: Principal) -> None:
    made = endpoint(who, "job.completed")
    finished(account)
    with session_scope() as session:
        endpoints.remove(session, who, made.id, undoable=True)
    finished(account)
    assert [row.state for row in owed()] == ["skipped", "skipped"]
    assert claim() is None
    with session_scope() as session:
        assert endpoints.restore(session, who, made.id).state == "active"
    assert [row.state for row in owed()] == ["pending", "pending"]
    with session_scope() as session:
        endpoints.remove(session, who, made.id, undoable=True)
    clock.advance(undo.UNDO.total_seconds() + 1)
    finished(account)
    assert len(owed()) == 2
    with session_scope() as session, pytest.raises(Conflict, match="stays deleted"):
        endpoints.restore(session, who, made.id)


def test_an_endpoint_that_a_program_deletes_is_owed_nothing_more(account: Account, who: Principal) -> None:
    made = endpoint(who, "job.completed")
    finished(account)
    with session_scope() as session:
        endpoints.remove(session, who, made.id)
    finished(account)
    assert [(row.state, row.next_attempt_at) for row in owed()] == [("skipped", None)]


def test_nothing_is_owed_when_the_transaction_fails(account: Account, who: Principal) -> None:
    endpoint(who)
    with suppress(RuntimeError), session_scope() as session:
        finish(session, add_job(session, account))
        assert session.exec(select(WebhookDelivery)).all() != []
        raise RuntimeError
    assert owed() == []


def test_other_accounts_hear_nothing(account: Account, other_account: Account, who: Principal) -> None:
    made = endpoint(Principal(other_account.id, None, "other"))
    finished(account)
    assert owed() == []
    with pytest.raises(NotFound), session_scope() as session:
        endpoints.get(session, person(account), made.id)


def test_the_payload_to_the_letter(account: Account, who: Principal) -> None:
    endpoint(who, "job.completed")
    job = finished(account, duration=84.0)
    message = claim()
    assert message is not None
    body = orjson.loads(message.body)
    (output,) = body["data"].pop("outputs")
    assert set(output) == {"url", "expiresAt", "sizeBytes"}
    assert body.pop("timestamp").endswith("Z")
    data = {"jobId": job.id, "status": "converted", "apiProduct": "convert", "duration": 84.0, "cost": 1}
    assert body == {"event": "job.completed", "data": data}
    hour = clock.iso(clock.now() + timedelta(seconds=3590))
    assert output["expiresAt"] >= str(hour)


def test_several_outputs_are_numbered_and_links_are_fresh(account: Account, who: Principal) -> None:
    endpoint(who, "job.completed")
    job = finished(account)
    with session_scope() as session:
        outputs.add(session, job, [NewOutput(Stored("l", 1, "1" * 64), "b.vtt", "text/vtt")] * 2)
    clock.advance(40_000)
    message = claim()
    assert message is not None
    files = orjson.loads(message.body)["data"]["outputs"]
    assert sorted(file["outputIndex"] for file in files) == [0, 0, 1]
    assert all(file["expiresAt"] > str(clock.iso(clock.now())) for file in files)


def test_a_failure_tells_its_error(account: Account, who: Principal) -> None:
    endpoint(who, "job.failed")
    with session_scope() as session:
        job = add_job(session, account)
        transition(session, job, Stage.FAILED, **error_fields(JobError("It broke.", code="x", hint="Retry.")))
    (delivery,) = owed()
    assert delivery.payload["data"]["error"] == {"code": "x", "message": "It broke.", "hint": "Retry."}
    assert delivery.payload["data"]["cost"] == 0


def test_a_jobs_own_address_gets_the_jobs_json_at_its_end(account: Account) -> None:
    job = finished(account, webhook="https://a.example.com/x")
    (delivery,) = owed()
    message = claim()
    assert message is not None
    with read_scope() as session:
        now = job_json(
            session, session.exec(select(Job).where(Job.id == job.id)).one(), get_settings().base_url
        )
    assert orjson.loads(message.body) == now
    assert now["credits_charged"] == 1
    assert (delivery.url, message.url) == ("https://a.example.com/x",) * 2


@pytest.mark.parametrize("library", [standardwebhooks.Webhook, svix.webhooks.Webhook])
def test_both_libraries_verify_through_a_rotation(account: Account, who: Principal, library: Any) -> None:
    made = endpoint(who, "job.completed")
    with session_scope() as session:
        rotated = endpoints.rotate(session, who, made.id)
    finished(account)
    message = claim()
    assert message is not None
    assert message.headers["webhook-signature"].count("v1,") == 2
    for secret in (made.secret, rotated.secret):
        library(secret).verify(message.body, message.headers)
    with pytest.raises(Exception, match="ignature"):
        library(made.secret).verify(message.body + b" ", message.headers)


def test_after_the_overlap_only_the_new_secret_signs(account: Account, who: Principal) -> None:
    made = endpoint(who, "job.completed")
    with session_scope() as session:
        endpoints.rotate(session, who, made.id)
    clock.advance(25 * 3600)
    assert len(endpoints.secrets_of(reread(made))) == 1


def test_endpoints_hear_of_the_jobs_of_their_own_side(account: Account, who: Principal) -> None:
    tester = Principal(account.id, "k", "key", sandbox=True)
    made, live = endpoint(tester, "job.completed"), endpoint(who, "job.completed")
    finished(account)
    finished(account, sandbox=True)
    assert [(row.endpoint_id, row.sandbox) for row in owed()] == [(live.id, False), (made.id, True)]
    assert owed()[-1].payload["data"]["sandbox"] is True
    with pytest.raises(NotFound), session_scope() as session:
        endpoints.rotate(session, tester, live.id)


def test_the_addresses_of_sandbox_jobs_have_an_endpoint_of_their_own(account: Account) -> None:
    for sandbox in (False, True):
        finished(account, sandbox=sandbox, webhook="https://a.example.com/x")
    with read_scope() as session:
        ends = [session.get_one(WebhookEndpoint, row.endpoint_id) for row in owed()]
    assert [end.sandbox for end in ends] == [False, True]
    assert ends[0].secret != ends[1].secret


def test_nothing_is_sent_to_a_private_address(account: Account, who: Principal) -> None:
    with receiver() as consumer:
        endpoint(who, "job.completed", url=consumer.url())  # as if it had become private after the check
        finished(account)
        message = claim()
        assert message is not None
        outcome = sending.send(message)
        assert consumer.seen == []
    assert isinstance(outcome, SourceError)
    assert outcome.code == "source_forbidden_address"


@pytest.mark.parametrize("events", [[], ["job.exploded"]])
def test_unknown_events(who: Principal, events: list[str]) -> None:
    with pytest.raises(AppError) as caught, session_scope() as session:
        endpoints.create(session, who, URL, events)
    assert caught.value.code == "validation_error"
