"""A private webhook address is refused in every place where one can be given."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

PRIVATE = [
    "http://127.0.0.1/x",
    "http://169.254.169.254/latest",
    "https://innocent.example/",
    "http://[::1]/",
]
PRESET = {"name": "P", "job_type": "convert"}


def refused(answer: Any, field: str) -> None:
    body = answer.json()
    assert (answer.status_code, body["code"]) == (422, "webhook_forbidden_address"), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["field"] for error in body["errors"]] == [field]
    assert "CUEDECK_FETCH_ALLOW" in body["hint"]


@pytest.mark.parametrize("url", PRIVATE)
def test_in_a_preset(live: TestClient, url: str) -> None:
    made = live.post("/v1/presets", json=PRESET | {"name": "good"}).json()
    refused(live.post("/v1/presets", json=PRESET | {"webhook": url}), "webhook")
    refused(live.post("/v1/presets", json=PRESET | {"settings": {"webhook": url}}), "settings.webhook")
    refused(live.patch(f"/v1/presets/{made['profile_id']}", json={"webhook": url}), "webhook")
    assert live.get("/v1/presets").json() == [made]


@pytest.mark.parametrize("url", PRIVATE)
def test_in_a_submission_a_start_and_a_retry(rehearsal: TestClient, url: str) -> None:
    refused(rehearsal.post("/v1/convert", json={"webhook": url}), "webhook")
    address = f"/v1/jobs/{rehearsal.post('/v1/jobs', json={'start': False}).json()['job_id']}"
    refused(rehearsal.post(f"{address}/start", json={"webhook": url}), "webhook")
    rehearsal.post(f"{address}/cancel")
    refused(rehearsal.post(f"{address}/retry", json={"webhook": url}), "webhook")
    assert rehearsal.get(address).json()["webhook"] is None


@pytest.mark.parametrize("url", PRIVATE)
@pytest.mark.parametrize("place", ["callback_url", "options"])
def test_at_the_start_of_a_staged_job(rehearsal: TestClient, url: str, place: str) -> None:
    number = rehearsal.post("/job/new?v=4").json()["job_id"]
    body = {"job_id": number, place: url if place == "callback_url" else {"webhook": url}}
    answer = rehearsal.post("/job/perform_transcription?v=4", json=body)
    assert (answer.status_code, answer.json()["ErrorType"]) == (400, "INVALID_URL"), answer.text
    assert "private" in answer.json()["ErrorComment"]
