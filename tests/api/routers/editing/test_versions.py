"""A finished caption file is opened, changed, and saved as a new version; the earlier ones stay."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.core.db import read_scope, session_scope
from app.core.settings import get_settings
from app.core.storage import storage
from app.services.editor import versions
from app.services.files import orphans, quota
from models import CaptionDraft, Job, OutputVersion
from tasks import run_job

SRT = b"1\n00:00:01,000 --> 00:00:02,000\nHello\n\n2\n00:00:03,000 --> 00:00:04,000\n<i>World</i>\n"
Answer = dict[str, Any]


@pytest.fixture
def job(live: TestClient) -> str:
    sent = live.post("/v1/convert", files={"source": ("film.srt", SRT)}, data={"target_profile": "WebVTT"})
    job_id = str(sent.json()["job_id"])
    run_job.run(job_id)
    return job_id


@pytest.fixture
def change(live: TestClient, job: str) -> Callable[[int, str], int]:
    """Give a cue another text in the draft; returns the draft's version."""

    def change(index: int, text: str) -> int:
        draft = live.post(f"/v1/jobs/{job}/draft").json()
        draft["document"]["cues"][index] |= {"text": text, "runs": []}
        del draft["document"]["cues"][index]["runs"]
        saved = live.put(f"/v1/jobs/{job}/draft", json=draft["document"], headers={"if-match": "*"})
        return int(saved.json()["version"])

    return change


def test_a_finished_file_is_opened_once(live: TestClient, job: str) -> None:
    closed = live.get(f"/v1/jobs/{job}/draft")
    assert closed.status_code == 404
    opened = live.post(f"/v1/jobs/{job}/draft")
    assert (opened.status_code, opened.headers["etag"], opened.json()["cue_count"]) == (200, '"1"', 2)
    first, second = opened.json()["document"]["cues"]
    assert (first["text"], second["runs"]) == ("Hello", [{"text": "World", "style": {"italic": True}}])
    document = opened.json()["document"] | {"cues": [first]}
    saved = live.put(
        f"/v1/jobs/{job}/draft", json=document, headers={"if-match": '"1"', "prefer": "return=minimal"}
    )
    assert (saved.status_code, saved.headers["etag"], saved.content) == (204, '"2"', b"")
    assert live.post(f"/v1/jobs/{job}/draft").json()["cue_count"] == 1


def test_saving_makes_a_version_and_keeps_the_one_before(
    live: TestClient, job: str, change: Callable[[int, str], int]
) -> None:
    output = f"/v1/jobs/{job}/outputs/0"
    before = live.get(output).text
    (only,) = live.get(f"{output}/versions").json()["items"]
    assert (only["version"], only["created_by"]) == (1, live.get(f"/v1/jobs/{job}").json()["submitted_by"])
    made = live.post(f"{output}/versions", json={"version": change(0, "Good day"), "note": "Politer"})
    assert (made.status_code, made.json()["version"], made.json()["note"]) == (201, 2, "Politer")
    assert live.get(output).text == before.replace("Hello", "Good day")
    assert live.get(f"{output}/versions/1").text == before
    assert live.get(f"{output}/versions/2").text == live.get(output).text
    assert live.get(f"{output}/versions/3").status_code == 404
    assert [each["version"] for each in live.get(f"{output}/versions").json()["items"]] == [2, 1]
    shown = live.get(f"/v1/jobs/{job}").json()["outputs"][0]
    assert shown["sha256"] == made.json()["sha256"]
    assert live.get(shown["url"]).text == live.get(output).text  # links bring what the file is now


def test_versions_are_compared(live: TestClient, job: str, change: Callable[[int, str], int]) -> None:
    output = f"/v1/jobs/{job}/outputs/0"
    live.post(f"{output}/versions", json={"version": change(0, "Good day")})
    found = live.get(f"{output}/versions/2/changes", params={"with": 1}).json()
    old = {"cue": 1, "start": 1.0, "end": 2.0, "text": "Hello"}
    assert found == {
        "total": 1,
        "changes": [{"change": "changed", "old": old, "new": old | {"text": "Good day"}}],
    }


def test_what_is_refused(live: TestClient, job: str, change: Callable[[int, str], int]) -> None:
    versions = f"/v1/jobs/{job}/outputs/0/versions"
    assert live.post(versions, json={"version": 1}).json()["code"] == "not_opened"
    live.post(f"/v1/jobs/{job}/draft")
    same = live.post(versions, json={"version": 1})
    assert (same.status_code, same.json()["code"]) == (409, "no_changes")
    version = change(0, "Other")
    late = live.post(versions, json={"version": version - 1})
    assert (late.status_code, late.json()["changed_by"][:8]) == (412, "key live")
    assert late.json()["changed_at"].endswith("Z")
    assert live.post(f"/v1/jobs/{job}/draft", params={"output": 5}).status_code == 404
    assert len(live.get(versions).json()["items"]) == 1


def test_a_file_that_is_no_caption_file_is_not_opened(live: TestClient, job: str) -> None:
    with session_scope() as session:
        session.connection().exec_driver_sql("UPDATE output SET media_type = 'video/mp4'")
    assert live.post(f"/v1/jobs/{job}/draft").json()["code"] == "not_captions"


def test_a_job_that_did_not_complete_is_not_opened(live: TestClient) -> None:
    sent = live.post("/v1/convert", files={"source": ("film.srt", SRT)})
    refused = live.post(f"/v1/jobs/{sent.json()['job_id']}/draft")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_editable")


def test_versions_end_with_the_files(live: TestClient, job: str, change: Callable[[int, str], int]) -> None:
    for number, text in enumerate(("One", "Two"), 1):
        made = live.post(f"/v1/jobs/{job}/outputs/0/versions", json={"version": change(0, text)})
        assert made.json()["version"] == number + 1
    with session_scope() as session:
        keys = [each.storage_key for each in session.exec(select(OutputVersion))]
        assert orphans.unrecorded(session, dict.fromkeys(keys, 0.0)) == set()
    assert len(keys) == 3
    assert all(storage().exists(key) for key in keys)
    live.delete(f"/v1/jobs/{job}")
    with session_scope() as session:
        assert session.exec(select(OutputVersion)).all() == []
        assert session.exec(select(CaptionDraft)).all() == []
    assert not any(storage().exists(key) for key in keys)


def test_what_was_approved_is_opened_with_all_that_the_draft_knew(
    live: TestClient, job_in_review: Job
) -> None:
    word = {"start": 90_000_000, "end": 180_000_000, "text": "Hello", "confidence": 0.2}
    words = {"words": [{"$type": "Word", "fields": word}]}
    cue = {"start": 90_000_000, "end": 180_000_000, "text": "Hello", "speaker": "Ana", "extras": words}
    document = {"format": "cuedeck-project", "version": 1, "cues": [cue]}
    for index in (0, 1):
        live.put(
            f"/v1/jobs/{job_in_review.id}/draft",
            params={"output": index},
            json={"document": document, "version": 1},
        )
    assert live.post(f"/v1/jobs/{job_in_review.id}/approve").json()["status"] == "completed"
    opened = live.post(f"/v1/jobs/{job_in_review.id}/draft").json()
    assert (opened["version"], opened["document"]["cues"]) == (2, [cue])


def test_versions_count_for_the_quota_and_are_not_without_number(
    live: TestClient, job: str, change: Callable[[int, str], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def save(text: str) -> Answer:
        body = {"version": change(0, text)}
        answer: Answer = live.post(f"/v1/jobs/{job}/outputs/0/versions", json=body).json()
        return answer

    def used() -> int:
        with read_scope() as session:
            account = session.exec(select(Job.account_id).where(Job.id == job)).one()
            return quota.used_bytes(session, account, sandbox=False)

    before = used()
    first = save("One")
    assert used() == before + first["size"]
    stored = sorted(get_settings().storage_dir.rglob("*"))
    with monkeypatch.context() as small:
        small.setattr(get_settings().limits, "account_bytes", used())
        assert save("Two")["code"] == "storage_quota"
    with monkeypatch.context() as few:
        few.setattr(versions, "MOST", 2)
        assert save("Three")["code"] == "too_many_versions"
    assert [path for path in sorted(get_settings().storage_dir.rglob("*")) if path.is_file()] == [
        path for path in stored if path.is_file()
    ]
    assert save("Four")["version"] == 3
