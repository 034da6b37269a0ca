"""The words, fields and orders that programs written for other services rely on, to the letter."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.core.db import session_scope
from app.services.sandbox import jobs
from models import JobEvent
from tests.support.api.minimal import MINIMAL, description

WORKFLOWS = {
    "transcribe": "created transcribing transcribed",
    "translate": "created transcribing transcribed translating translated",
    "voiceover": "created dubbing dubbed merging merged",
    "dub": "created transcribing transcribed translating translated dubbing dubbed merging merged",
}
DESCRIPTION = {
    "job_type": "convert",
    "source_profile": "SubRip Video Subtitle Script",
    "target_profile": "WebVTT",
    "webhook": "https://station.example.com/captions-are-ready",
}
SOURCE = MINIMAL["convert"]


def ended(client: TestClient, job_type: str, **more: Any) -> dict[str, Any]:
    job = client.post("/v1/jobs", json=description(job_type, finish_in=0, **more)).json()
    with session_scope() as session:
        jobs.finish_due(session)
    shown: dict[str, Any] = client.get(f"/v1/jobs/{job['job_id']}").json()
    return shown


def result(client: TestClient, job: dict[str, Any]) -> Any:
    return client.post(f"/v1/jobs/{job['job_id']}/download-result", json={"expirationSeconds": 3600})


@pytest.mark.parametrize("job_type", WORKFLOWS)
def test_stages_and_events_of_a_workflow(rehearsal: TestClient, job_type: str) -> None:
    job = ended(rehearsal, job_type)
    with session_scope() as session:
        mine = select(JobEvent).where(col(JobEvent.job_id) == job["job_id"]).order_by(col(JobEvent.id))
        events = list(session.exec(mine))
    assert " ".join(event.stage for event in events) == WORKFLOWS[job_type]
    middle = ["job.processing"] * (len(events) - 2)
    assert [event.event for event in events] == ["job.created", *middle, "job.completed"]


@pytest.mark.parametrize("job_type", WORKFLOWS)
def test_only_translations_number_their_outputs(
    rehearsal: TestClient,
    job_type: str,
) -> None:
    answer = result(rehearsal, ended(rehearsal, job_type)).json()
    assert set(answer) == {"jobId", "apiProduct", "expiresAt", "outputs"}
    assert answer["apiProduct"] == job_type
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", answer["expiresAt"])
    fields = {"url", "expiresAt", "sizeBytes"} | ({"outputIndex"} if job_type == "translate" else set())
    assert [set(file) for file in answer["outputs"]] == [fields]
    assert answer["outputs"][0]["expiresAt"] == answer["expiresAt"]


def test_a_rejected_job_is_told_from_a_failed_one(rehearsal: TestClient) -> None:
    failed = ended(rehearsal, "dub", finish_with_error=True)
    refused = rehearsal.post("/v1/jobs", json={"job_type": "dub", "nope": 1}).json()
    rejected = rehearsal.get(f"/v1/jobs/{refused['job_id']}").json()
    assert (failed["stage"], rejected["stage"]) == ("failed", "rejected")
    for job in (failed, rejected):
        assert result(rehearsal, job).json() == {
            "error": {"code": "INVALID_REQUEST", "message": "Job failed. No output files available."}
        }


@pytest.mark.parametrize(
    "job_type", ["download", "transcribe", "translate", "preview", "fingerprint", "comments"]
)
def test_fields_of_a_job(rehearsal: TestClient, job_type: str) -> None:
    address = {"url": "https://example.com/v"} if job_type in ("download", "preview") else {}
    job = ended(rehearsal, job_type, **address)
    texts = ("job_id", "job_type", "status", "source_url", "download_url", "created_at", "completed_at")
    kinds = {**dict.fromkeys(texts, str), "expires_at": str, "parameters": dict, "credits_charged": int}
    if job_type == "fingerprint":  # its result is data and no file
        kinds |= {"download_url": type(None), "expires_at": type(None), "result_data": dict}
    assert {name: type(job[name]) for name in kinds} == kinds
    assert (job["job_type"], job["status"], job["error_message"]) == (job_type, "completed", None)
    assert rehearsal.get("/v1/jobs", params={"job_type": job_type}).json()["items"] == [job]


def test_a_status_is_one_of_four_words(rehearsal: TestClient) -> None:
    made = [
        rehearsal.post("/v1/jobs", json=description("transcribe")).json(),
        rehearsal.post("/v1/jobs", json={"start": False}).json(),
        ended(rehearsal, "transcribe"),
        ended(rehearsal, "transcribe", finish_with_error=True),
    ]
    assert [job["status"] for job in made] == ["pending", "pending", "completed", "failed"]
    for word, count in (("pending", 2), ("queued", 2), ("processing", 0), ("completed", 1), ("failed", 1)):
        assert len(rehearsal.get("/v1/jobs", params={"status": word}).json()["items"]) == count, word


def test_the_job_description_is_kept_to_the_letter(rehearsal: TestClient) -> None:
    job = rehearsal.post("/v1/jobs", json=DESCRIPTION | SOURCE).json()
    assert job["parameters"] == DESCRIPTION | SOURCE
    assert job["webhook"] == DESCRIPTION["webhook"]
    camel = {"targetProfile": "WebVTT", "default_frameRate": 25, "default_dropFrame": False,
             "source_frameRate": "25", "encoding_options": {}, "incode": "auto"}  # fmt: skip
    assert rehearsal.post("/v1/jobs", json=camel | SOURCE).json()["parameters"] == SOURCE | {
        "target_profile": "WebVTT", "default_frame_rate": 25, "default_drop_frame": False,
        "source_frame_rate": "25", "encode_options": {}, "incode": "auto",
    }  # fmt: skip
