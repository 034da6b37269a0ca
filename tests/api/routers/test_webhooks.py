"""Webhooks of the really started product: delivered, retried, verified, looked into, sent again."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import standardwebhooks
import svix.webhooks
from pydantic import TypeAdapter

from app.api.schemas.webhooks import DeliveryDetail, EndpointWithSecret
from app.services.jobs.schema import Job
from tests.support.product import CAPTIONS_ONLY, Product, free_port, start, stop, wait_for
from tests.support.servers.receivers import Received, receiver

pytestmark = pytest.mark.server

SRT = b"1\n00:00:01,000 --> 00:00:02,500\nHello\n"
BEGAN = datetime(2020, 1, 1, tzinfo=UTC).isoformat()


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    """An instance that may call this machine, and soon tries again."""
    settings = {
        "CUEDECK_FETCH_ALLOW": '["127.0.0.1"]',
        "CUEDECK_WEBHOOKS__SCHEDULE": json.dumps([0.3] * 60),
        "CUEDECK_WEBHOOKS__TIMEOUT_SECONDS": "1.5",
        "CUEDECK_JOBS__SWEEP_SECONDS": "0.2",
    }
    with tempfile.TemporaryDirectory() as folder:
        running = start(Path(folder) / "data", **settings, **CAPTIONS_ONLY)
        yield running
        stop(running)


@pytest.fixture
def api(product: Product) -> Iterator[httpx.Client]:
    with product.client() as client:
        yield client
        for endpoint in client.get("/v1/webhooks").json():
            if endpoint["url"] is not None:
                client.delete(f"/v1/webhooks/{endpoint['endpoint_id']}")


def convert(api: httpx.Client, wait: int = 30, **config: Any) -> dict[str, Any]:
    described = json.dumps({"target_profile": "WebVTT", **config})
    params = {"wait": wait} if wait else {}
    answer = api.post("/v1/jobs", files={"source": ("a.srt", SRT)}, data={"config": described}, params=params)
    assert answer.status_code in (200, 202), answer.text
    job: dict[str, Any] = answer.json()
    return job


def subscribe(api: httpx.Client, url: str, *events: str) -> dict[str, Any]:
    answer = api.post("/v1/webhooks", json={"url": url, "events": list(events) or ["all"]})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    EndpointWithSecret.model_validate(made)
    return made


def deliveries(api: httpx.Client, **query: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = api.get("/v1/webhooks/deliveries", params=query).json()["items"]
    return items


def until(condition: Callable[[], bool], what: str) -> None:
    wait_for(condition, 30, what)


def test_all_events_of_a_job(api: httpx.Client) -> None:
    with receiver() as consumer:
        made = subscribe(api, consumer.url())
        job = convert(api)
        until(lambda: len(consumer.accepted) == 3, "three events")
    told = [got.json for got in consumer.accepted]
    assert {each["event"] for each in told} == {"job.created", "job.processing", "job.completed"}
    (last,) = (each for each in told if each["event"] == "job.completed")
    assert (last["data"]["jobId"], last["data"]["status"], last["data"]["cost"]) == (
        job["job_id"],
        "converted",
        1,
    )
    assert httpx.get(last["data"]["outputs"][0]["url"]).text.startswith("WEBVTT")
    for got in consumer.accepted:
        standardwebhooks.Webhook(made["secret"]).verify(got.body, got.headers)
        svix.webhooks.Webhook(made["secret"]).verify(got.body, got.headers)


def test_a_consumer_that_is_down_gets_everything_once_it_is_back(api: httpx.Client) -> None:
    port = free_port()
    made = subscribe(api, f"http://127.0.0.1:{port}/hook", "job.completed")
    jobs = {convert(api)["job_id"] for _ in range(5)}
    until(lambda: all(each["attempts"] >= 2 for each in deliveries(api)[:5]), "failed attempts")
    flaky: list[str] = []

    def first_fails(got: Received) -> tuple[int, dict[str, str]]:
        known = got.headers["webhook-id"] in flaky
        flaky.append(got.headers["webhook-id"])
        return (200 if known else 500), {}

    with receiver(port) as consumer:
        consumer.answer = first_fails
        until(lambda: len(consumer.accepted) == 5, "every event")
    assert {got.json["data"]["jobId"] for got in consumer.accepted} == jobs
    verify = standardwebhooks.Webhook(made["secret"]).verify
    assert all(verify(got.body, got.headers) for got in consumer.seen)
    assert sorted(flaky) == sorted([got.headers["webhook-id"] for got in consumer.accepted] * 2)


def test_a_jobs_own_webhook_gets_its_json(api: httpx.Client, product: Product) -> None:
    with receiver() as consumer:
        job = convert(api, webhook=consumer.url("/mine"))
        until(lambda: len(consumer.accepted) == 1, "the job's webhook")
    told = consumer.accepted[0].json
    TypeAdapter(Job).validate_python(told)
    assert told == {**job, **{name: told[name] for name in ("download_url", "expires_at", "outputs")}}
    assert httpx.get(told["download_url"]).status_code == 200
    endpoint = next(each for each in api.get("/v1/webhooks").json() if each["url"] is None)
    secret = api.post(f"/v1/webhooks/{endpoint['endpoint_id']}/rotate-secret").json()["secret"]
    with receiver() as consumer:
        convert(api, webhook=consumer.url("/mine"))
        until(lambda: len(consumer.accepted) == 1, "the job's webhook")
    got = consumer.accepted[0]
    standardwebhooks.Webhook(secret).verify(got.body, got.headers)


def test_one_slow_endpoint_delays_nobody(api: httpx.Client) -> None:
    def slow(_: Received) -> tuple[int, dict[str, str]]:
        time.sleep(3)  # longer than the time limit of this instance
        return 200, {}

    with receiver() as stuck, receiver() as quick:
        stuck.answer = slow
        slow_one = subscribe(api, stuck.url(), "job.completed")
        subscribe(api, quick.url(), "job.completed")
        jobs = {convert(api)["job_id"] for _ in range(12)}
        until(lambda: len(quick.accepted) == 12, "the quick one to have everything")
        waiting = deliveries(api, endpoint_id=slow_one["endpoint_id"], state="pending", limit=100)
        assert len(waiting) == 12  # the stuck one has nothing yet
        assert {got.json["data"]["jobId"] for got in quick.accepted} == jobs


def test_history_test_event_and_resend(api: httpx.Client) -> None:
    with receiver() as consumer:
        made = subscribe(api, consumer.url(), "job.failed")
        base = f"/v1/webhooks/{made['endpoint_id']}"
        sent = api.post(f"{base}/test", json={"event": "job.completed"})
        assert sent.status_code == 202
        until(lambda: len(consumer.accepted) == 1, "the test event")
        assert consumer.accepted[0].json["data"]["test"] is True
        one = f"/v1/webhooks/deliveries/{sent.json()['delivery_id']}"
        until(lambda: api.get(one).json()["state"] == "delivered", "the outcome")
        detail = api.get(one).json()
        DeliveryDetail.model_validate(detail)
        (attempt,) = detail["history"]
        assert (attempt["status"], attempt["answer"]) == (200, "ok")
        assert json.loads(attempt["request_body"]) == consumer.accepted[0].json
        assert made["secret"] not in json.dumps(detail)
        assert api.post(f"{one}/resend").status_code == 202
        until(lambda: len(consumer.accepted) == 2, "it again")
        assert len({got.headers["webhook-id"] for got in consumer.accepted}) == 1
        since = {"since": BEGAN, "everything": True}
        until(lambda: api.get(one).json()["state"] == "delivered", "the outcome")
        assert api.post(f"{base}/resend-since", json=since).json() == {"queued": 1}
        until(lambda: len(consumer.accepted) == 3, "it once more")
    listed = api.get(f"{base}/deliveries", params={"limit": 1}).json()
    assert (len(listed["items"]), listed["has_more"]) == (1, False)


def test_endpoints_are_changed_and_deleted(api: httpx.Client) -> None:
    made = subscribe(api, "https://example.com/a")
    one = f"/v1/webhooks/{made['endpoint_id']}"
    assert "secret" not in api.get(one).json()
    assert "whsec_" not in api.get("/v1/webhooks").text
    changed = api.patch(one, json={"state": "disabled", "events": ["job.failed", "job.failed"]}).json()
    assert (changed["state"], changed["events"]) == ("disabled", ["job.failed"])
    assert api.patch(one, json={"state": "paused"}).status_code == 422
    assert api.patch(one, json={"url": "http://169.254.169.254/"}).status_code == 422
    assert api.delete(one).status_code == 204
    assert api.get(one).status_code == api.delete(one).status_code == 404


def test_a_redirect_is_not_followed(api: httpx.Client) -> None:
    def elsewhere(got: Received) -> tuple[int, dict[str, str]]:
        return (302, {"location": "/inside"}) if got.path == "/hook" else (200, {})

    with receiver() as consumer:
        consumer.answer = elsewhere
        made = subscribe(api, consumer.url())
        api.post(f"/v1/webhooks/{made['endpoint_id']}/test")
        until(lambda: len(consumer.seen) >= 2, "a second attempt")
        assert {got.path for got in consumer.seen} == {"/hook"}
