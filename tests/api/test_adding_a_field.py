"""A field of a job is one line in app.services.jobs.schema: everything that shows a job has it from there.

The toy field is `attempts`, which the table has and nobody is shown.
"""

from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import Field, TypeAdapter
from sqlmodel import select
from starlette.testclient import TestClient

from app.api import create_api
from app.client import types
from app.core.db import session_scope
from app.services.jobs.schema import Job
from app.services.sandbox import jobs
from models import WebhookDelivery
from tests.support.api.minimal import description

TOY = "attempts"


@pytest.fixture(autouse=True)
def toy_field(monkeypatch: pytest.MonkeyPatch) -> None:
    described = Annotated[int, Field(description="How often it was tried.")]
    monkeypatch.setitem(Job.__annotations__, TOY, described)
    monkeypatch.setattr(Job, "__required_keys__", Job.__required_keys__ | {TOY})


def test_every_answer_has_it(rehearsal: TestClient) -> None:
    made = rehearsal.post("/v1/jobs", json=description("convert")).json()
    assert made[TOY] == 0
    assert rehearsal.get(f"/v1/jobs/{made['job_id']}").json()[TOY] == 0
    assert rehearsal.get("/v1/jobs").json()["items"][0][TOY] == 0
    assert rehearsal.post(f"/v1/jobs/{made['job_id']}/cancel").json()[TOY] == 0


@pytest.mark.slow
def test_the_document_describes_it() -> None:
    job = create_api().openapi()["components"]["schemas"]["Job"]
    assert job["properties"][TOY]["description"] == "How often it was tried."
    assert job["properties"][TOY]["type"] == "integer"
    assert TOY in job["required"]


def test_the_client_knows_it() -> None:
    assert TOY in types.Job.__annotations__
    assert TOY in TypeAdapter(types.JobPage).json_schema()["$defs"]["Job"]["properties"]


def test_the_jobs_own_webhook_tells_it(rehearsal: TestClient) -> None:
    asked = description("convert", finish_in=0, webhook="https://example.com/hook")
    job_id = rehearsal.post("/v1/jobs", json=asked).json()["job_id"]
    with session_scope() as session:
        jobs.finish_due(session)
    with session_scope() as session:
        found = session.exec(select(WebhookDelivery).where(WebhookDelivery.job_id == job_id)).one()
        assert found.payload[TOY] == 0
