"""The account's events: a list to catch up from, and a stream."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter

from app.services.jobs.schema import EventPage
from tests.support.product import Product

pytestmark = pytest.mark.server

SRT = b"1\n00:00:01,000 --> 00:00:02,500\nHello\n"


@pytest.fixture
def api(product: Product) -> Iterator[httpx.Client]:
    with product.client() as client:
        yield client


def convert(api: httpx.Client, external_id: str | None = None) -> str:
    form = {"config": json.dumps({"target_profile": "WebVTT", "external_id": external_id})}
    answer = api.post("/v1/jobs?wait=30", files={"source": ("a.srt", SRT)}, data=form)
    job_id: str = answer.json()["job_id"]
    return job_id


def newest(api: httpx.Client) -> int:
    after, more = 0, True
    while more:
        body = api.get("/v1/events", params={"after": after, "limit": 1000}).json()
        after, more = body["next_after"], body["has_more"]
    return after


def test_catching_up_meets_everything_once_and_in_order(api: httpx.Client) -> None:
    after = newest(api)
    jobs = [convert(api, f"e{number}") for number in range(3)]
    seen: list[dict[str, Any]] = []
    more, at = True, after
    while more:
        body = api.get("/v1/events", params={"after": at, "limit": 2}).json()
        TypeAdapter(EventPage).validate_python(body)
        seen += body["items"]
        at, more = body["next_after"], body["has_more"]
    assert [(each["job_id"], each["event"]) for each in seen] == [
        (job, event) for job in jobs for event in ("job.created", "job.processing", "job.completed")
    ]
    assert [each["stage"] for each in seen[:3]] == ["created", "converting", "converted"]
    assert [each["status"] for each in seen[:3]] == ["pending", "processing", "completed"]
    assert seen[0]["external_id"] == "e0"
    assert api.get("/v1/events", params={"after": at}).json() == {
        "items": [],
        "next_after": at,
        "has_more": False,
    }


def test_a_failure_names_its_code(api: httpx.Client) -> None:
    after = newest(api)
    answer = api.post("/v1/jobs", json={"target_profile": "nothing"})
    (event,) = api.get("/v1/events", params={"after": after}).json()["items"]
    assert (event["event"], event["error_code"]) == ("job.failed", answer.json()["code"])


def read(lines: Iterator[str], wanted: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for line in lines:
        if line.startswith("data: "):
            found.append(json.loads(line[6:]))
            if len(found) == wanted:
                break
    return found


def test_the_stream_tells_of_every_job_from_now_on(api: httpx.Client, product: Product) -> None:
    headers = {"accept": "text/event-stream"}
    with product.client() as other, other.stream("GET", "/v1/events", headers=headers) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = stream.iter_lines()
        assert next(lines) == ": listening"
        jobs = {convert(api), convert(api)}
        told = read(lines, 6)
    assert {each["job_id"] for each in told} == jobs
    assert [each["id"] for each in told] == sorted(each["id"] for each in told)


def test_the_stream_goes_on_after_the_last_event_seen(api: httpx.Client, product: Product) -> None:
    after = newest(api)
    job = convert(api)
    headers = {"accept": "text/event-stream", "last-event-id": str(after)}
    with product.client() as other, other.stream("GET", "/v1/events", headers=headers) as stream:
        told = read(stream.iter_lines(), 3)
    assert [each["job_id"] for each in told] == [job] * 3


@pytest.mark.parametrize(
    "query", ["after=-1", "after=x", "limit=0", "limit=1001", "after=99999999999999999999"]
)
def test_bad_values(api: httpx.Client, query: str) -> None:
    answer = api.get(f"/v1/events?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_error")


def test_without_a_key(product: Product) -> None:
    assert httpx.get(f"{product.base_url}/v1/events").status_code == 401
