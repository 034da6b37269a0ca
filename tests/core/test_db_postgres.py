"""The same product on PostgreSQL, by one setting."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import standardwebhooks

from tests.support.product import start, stop, wait_for
from tests.support.servers.postgres import running_postgres
from tests.support.servers.receivers import Receiver, receiver

pytestmark = [pytest.mark.server, pytest.mark.slow]

SRT = b"1\n00:00:01,000 --> 00:00:02,500\nHello\n"


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    with running_postgres() as url:
        yield url


def test_the_main_job(postgres: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        allowed = '["127.0.0.1"]'
        product = start(Path(folder) / "data", CUEDECK_DATABASE_URL=postgres, CUEDECK_FETCH_ALLOW=allowed)
        try:
            with product.client() as api:
                files = {"source": ("film.srt", SRT)}
                form = {"config": '{"target_profile": "WebVTT", "labels": ["a"]}'}
                job = api.post("/v1/jobs?wait=30", files=files, data=form).json()
                assert (job["status"], job["credits_charged"]) == ("completed", 1)
                listed = api.get("/v1/jobs", params={"q": "FILM", "label": "a", "status": "completed"}).json()
                assert [item["job_id"] for item in listed["items"]] == [job["job_id"]]
                assert api.get(job["download_url"]).text.startswith("WEBVTT")
                with receiver() as consumer:
                    _check_around(api, consumer)
            assert not list(product.data_dir.glob("*.db"))
        finally:
            stop(product)


def _check_around(api: httpx.Client, consumer: Receiver) -> None:
    """Webhooks, idempotency, events, credits and usage."""
    made = api.post("/v1/webhooks", json={"url": consumer.url()}).json()
    form = {"config": '{"target_profile": "WebVTT"}'}
    once = {"idempotency-key": "k"}
    answers = [api.post("/v1/jobs", files={"source": ("a.srt", SRT)}, data=form, headers=once) for _ in "ab"]
    assert answers[0].content == answers[1].content
    wait_for(lambda: len(consumer.accepted) == 3, 30, "the webhooks")
    for got in consumer.accepted:
        standardwebhooks.Webhook(made["secret"]).verify(got.body, got.headers)
    one = f"/v1/webhooks/{made['endpoint_id']}"
    listed = api.get(f"{one}/deliveries").json()["items"]
    wait_for(lambda: api.get(f"{one}/deliveries?state=delivered").json()["items"] != [], 10, "the outcome")
    assert len(listed) == 3
    assert api.post(f"{one}/resend-since", json={"since": "2020-01-01T00:00:00Z"}).json() == {"queued": 0}
    wait_for(lambda: len(api.get("/v1/events").json()["items"]) == 6, 10, "the events to settle")
    assert api.get("/v1/credits").json()["balance"] == -2
    (row,) = api.get("/v1/usage").json()["items"]
    assert (row["jobs"], row["completed"], row["credits"]) == (2, 2, 2)
