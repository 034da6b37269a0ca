"""/metrics: the figures of the whole installation, and who may read them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import event
from starlette.testclient import TestClient

from app.core import clock
from app.core.db import engine, session_scope
from app.core.settings import get_settings
from app.services.operations import metrics
from models import Account, JobStep, Outbox, WebhookDelivery, WebhookEndpoint
from tests.support.api.client import application
from tests.support.services.jobs import add_job


def figures(text: str) -> dict[str, float]:
    """The samples by name and labels."""
    samples = (sample for family in text_string_to_metric_families(text) for sample in family.samples)
    return {" ".join([sample.name, *sorted(sample.labels.values())]): sample.value for sample in samples}


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "current", metrics.Metrics())


@pytest.fixture
def here(account: Account) -> TestClient:
    return TestClient(application(), client=("127.0.0.1", 50000))


def test_what_waits_and_what_was_done_is_told(account: Account, here: TestClient) -> None:
    now = clock.now()
    with session_scope() as session:
        job = add_job(session, account, changed_at=now - timedelta(seconds=90))
        session.add(Outbox(job_id=job.id, task="jobs.run", queue="captions"))
        for error, seconds in ((None, 2.5), (None, 1.5), ("bad", 1)):
            began = now - timedelta(seconds=60 + seconds)
            end = now - timedelta(seconds=60)
            times = {"started_at": began, "ended_at": end, "error_code": error}
            session.add(JobStep(job_id=job.id, stage="converting", position=0, **times))
        endpoint = WebhookEndpoint(account_id=account.id, secret="s", state="paused")
        session.add(endpoint)
        session.flush()
        owed = {"message_id": "m", "receiver": "r", "url": "https://x", "event": "job.created"}
        due = now - timedelta(seconds=30)
        session.add(
            WebhookDelivery(account_id=account.id, endpoint_id=endpoint.id, next_attempt_at=due, **owed)
        )
    answer = here.get("/metrics")
    assert answer.headers["content-type"] == metrics.CONTENT_TYPE
    found = figures(answer.text)
    assert found["cuedeck_queue_jobs captions"] == found["cuedeck_open_jobs created"] == 1
    assert found["cuedeck_queue_jobs speech"] == found["cuedeck_queue_oldest_seconds speech"] == 0
    assert 90 <= found["cuedeck_queue_oldest_seconds captions"] < 200
    assert found["cuedeck_stages_last_hour converting done"] == 2
    assert found["cuedeck_stages_last_hour converting failed"] == 1
    assert found["cuedeck_stage_seconds_last_hour converting done"] == pytest.approx(4, abs=0.01)
    assert found["cuedeck_webhooks_pending"] == found["cuedeck_webhook_endpoints_paused"] == 1
    assert 30 <= found["cuedeck_webhooks_late_seconds"] < 200
    assert found["cuedeck_links"] == 0
    assert found["cuedeck_credits_last_hour hold"] == -1
    assert found["cuedeck_workers captions"] == 1
    assert 0 < found["cuedeck_disk_free_bytes"] < found["cuedeck_disk_bytes"]


def test_many_scrapes_are_one_look(account: Account, here: TestClient) -> None:
    statements: list[str] = []

    def note(*given: Any) -> None:
        statements.append(given[2])

    event.listen(engine(), "before_cursor_execute", note)
    try:
        first = here.get("/metrics").text
        asked = len(statements)
        assert here.get("/metrics").text == first
    finally:
        event.remove(engine(), "before_cursor_execute", note)
    assert 0 < asked == len(statements) < 15


def test_only_the_server_itself_reads_them(here: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = TestClient(application(), client=("192.0.2.7", 50000))
    assert here.get("/metrics").status_code == 200
    assert here.get("/metrics", headers={"x-forwarded-for": "192.0.2.7"}).status_code == 403
    assert elsewhere.get("/metrics").status_code == 403
    monkeypatch.setattr(get_settings(), "metrics", "off")
    assert here.get("/metrics").json()["code"] == "not_found"


def test_a_token_reads_them_from_elsewhere(here: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings(), "metrics", "token")
    monkeypatch.setattr(get_settings(), "metrics_token", "t" * 20)
    assert here.get("/metrics").status_code == 401
    assert here.get("/metrics", headers={"authorization": "Bearer nö".encode()}).status_code == 401
    assert here.get("/metrics", headers={"authorization": f"Bearer {'t' * 20}"}).status_code == 200
