"""Human editing: the draft, its lock, approving and sending back."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.core.db import session_scope
from app.services.dispatch import leases
from app.services.files import outputs
from app.services.jobs import editing
from app.ui.pages.home.detail.timeline import timeline_entries
from models import CaptionDraft, Job, JobStep, Outbox, Stage
from tests.support.services.review import PROJECT, new_draft


@pytest.fixture
def job(job_in_review: Job) -> Job:
    return job_in_review


def put(client: TestClient, job: Job, body: Any, output: int = 0, **headers: str) -> httpx.Response:
    path = f"/v1/jobs/{job.id}/draft"
    return client.put(path, json=body, params={"output": output}, headers=headers)


def test_a_job_in_editing_waits_for_no_worker(live: TestClient, job: Job) -> None:
    shown = live.get(f"/v1/jobs/{job.id}").json()
    assert (shown["status"], shown["stage"]) == ("processing", "editing")
    assert [step["state"] for step in shown["steps"]] == ["done", "running"]
    with session_scope() as session:
        assert session.exec(select(Job.lease_token).where(col(Job.id) == job.id)).one() is None
        assert leases.claim(session, job.id) is None


def test_save_with_the_version_that_was_read(live: TestClient, job: Job) -> None:
    got = live.get(f"/v1/jobs/{job.id}/draft")
    assert (got.json()["version"], got.headers["etag"], got.json()["drafts"]) == (1, '"1"', 2)
    saved = put(live, job, {"document": PROJECT, "version": 1})
    assert (saved.status_code, saved.json()["version"], saved.json()["cue_count"]) == (200, 2, 1)
    assert saved.json()["changed_by"].startswith("key live")
    stale = put(live, job, {"document": PROJECT, "version": 1})
    assert (stale.status_code, stale.json()["code"], stale.json()["version"]) == (412, "version_conflict", 2)
    assert stale.json()["changed_by"] == saved.json()["changed_by"]
    assert stale.json()["changed_at"] == saved.json()["changed_at"]
    assert put(live, job, PROJECT, **{"if-match": saved.headers["etag"]}).json()["version"] == 3
    assert put(live, job, PROJECT, **{"if-match": '"1"'}).status_code == 412
    assert put(live, job, PROJECT, **{"if-match": "*"}).json()["version"] == 4
    assert put(live, job, PROJECT).json()["code"] == "version_missing"
    again = live.get(f"/v1/jobs/{job.id}/draft").json()["document"]
    assert again["cues"] == PROJECT["cues"]
    assert live.get(f"/v1/jobs/{job.id}/draft", params={"output": 1}).json()["version"] == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"document": {"format": "x"}, "version": 1}, "invalid_project"),
        ({"document": {**PROJECT, "cues": [{"start": "x"}]}, "version": 1}, "invalid_project"),
        ({"document": PROJECT, "version": "1"}, "malformed_json"),
        ([], "malformed_json"),
        ({"document": None, "version": 1}, "invalid_project"),
    ],
)
def test_a_bad_draft_is_refused(live: TestClient, job: Job, body: Any, code: str) -> None:
    answer = put(live, job, body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert live.get(f"/v1/jobs/{job.id}/draft").json()["version"] == 1


def test_there_is_no_such_draft(live: TestClient, job: Job) -> None:
    assert put(live, job, {"document": PROJECT, "version": 1}, output=7).status_code == 404
    assert live.get(f"/v1/jobs/{job.id}/draft", params={"output": 7}).status_code == 404


def test_approve_writes_the_outputs_and_charges(live: TestClient, job: Job) -> None:
    empty = live.post(f"/v1/jobs/{job.id}/approve")
    assert empty.status_code == 422  # a draft without captions is no result
    for index in (0, 1):
        put(live, job, {"document": PROJECT, "version": 1}, index)
    done = live.post(f"/v1/jobs/{job.id}/approve").json()
    assert (done["status"], done["stage"], done["credits_charged"]) == ("completed", "edited", 3)
    assert [step["state"] for step in done["steps"]] == ["done", "done"]
    assert [file["file_name"] for file in done["outputs"]] == ["film.vtt", "film.vtt"]
    content = live.get(f"/v1/jobs/{job.id}/outputs/0").text
    assert "00:00:01.000 --> 00:00:02.000\nHello" in content
    for call in (
        live.post(f"/v1/jobs/{job.id}/approve"),
        put(live, job, {"document": PROJECT, "version": 2}),
    ):
        assert (call.status_code, call.json()["code"]) == (409, "not_in_editing")


def test_approval_of_what_was_saved_meanwhile_is_refused(live: TestClient, job: Job) -> None:
    with session_scope() as session:
        seen = editing.list_for_job(session, job.id)
    put(live, job, {"document": PROJECT, "version": 1})
    with pytest.raises(editing.PreconditionFailed), session_scope() as session:
        editing.approve(session, session.get_one(Job, job.number), seen, [], [])
    with session_scope() as session:
        assert outputs.list_for_job(session, job.id) == []


def test_send_back_runs_the_work_again(live: TestClient, job: Job) -> None:
    put(live, job, {"document": PROJECT, "version": 1})
    back = live.post(f"/v1/jobs/{job.id}/send-back", json={"language": "de"})
    assert back.status_code == 202
    assert (back.json()["stage"], back.json()["language"]) == ("created", "de")
    with session_scope() as session:
        assert session.exec(select(CaptionDraft)).all() == []
        assert {step.checkpoint_key for step in session.exec(select(JobStep))} == {""}
        claimed = leases.claim(session, job.id)
        assert claimed is not None
        assert leases.checkpoint(session, claimed[1], Stage.TRANSCRIBING, "key") is None


def test_a_note_goes_with_what_is_sent_back(live: TestClient, job: Job) -> None:
    refused = live.post(f"/v1/jobs/{job.id}/send-back", json={"note": 5})
    assert [error["field"] for error in refused.json()["errors"]] == ["note"]
    live.post(f"/v1/jobs/{job.id}/send-back", json={"note": " Two speakers are one. "})
    with session_scope() as session:
        step = session.exec(select(JobStep).where(col(JobStep.stage) == "editing")).one()
        told = editing.sent_back(step)
        assert told is not None
        assert (told[0][:8], told[1]) == ("key live", "Two speakers are one.")
        working = session.exec(select(Job)).one()
        lines = timeline_entries(working, list(session.exec(select(JobStep))))
    assert f"sent back by {told[0]}: Two speakers are one." in [line["note"] for line in lines]


@pytest.mark.parametrize("way", [["send-back"], ["cancel", "retry"]])
def test_a_row_of_an_earlier_round_is_in_nobodys_way(live: TestClient, job: Job, way: list[str]) -> None:
    for step in way:
        with session_scope() as session:
            session.add(Outbox(job_id=job.id, task="jobs.run", queue="speech"))
        assert live.post(f"/v1/jobs/{job.id}/{step}").is_success


def test_a_retry_keeps_what_the_person_saved(live: TestClient, job: Job) -> None:
    put(live, job, {"document": PROJECT, "version": 1})
    live.post(f"/v1/jobs/{job.id}/cancel")
    assert put(live, job, {"document": PROJECT, "version": 2}).json()["code"] == "not_in_editing"
    assert live.post(f"/v1/jobs/{job.id}/retry").status_code == 202
    with session_scope() as session:
        claimed = leases.claim(session, job.id)
        assert claimed is not None
        editing.enter_editing(session, *claimed, [new_draft("k0"), new_draft("other")])
        assert [draft.version for draft in editing.list_for_job(session, job.id)] == [2, 1]


def test_removing_the_files_removes_the_drafts(live: TestClient, job: Job) -> None:
    assert live.delete(f"/v1/jobs/{job.id}").json()["stage"] == "canceled"
    assert live.get(f"/v1/jobs/{job.id}/draft").status_code == 404
