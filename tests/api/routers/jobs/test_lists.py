"""The history as a whole: bulk actions, archives, exports and counts, each for its owner's side only."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core.db import session_scope
from app.core.storage import storage
from app.core.storage.base import new_key
from app.services.files import outputs
from app.services.files.outputs import NewOutput
from app.services.jobs.transitions import transition
from models import Account, Job, Stage
from tests.support.services.jobs import add_job, finish, reread

ADDRESS = "https://example.com/a.srt"


def stored(data: bytes, name: str) -> NewOutput:
    writer = storage().writer(new_key("outputs"))
    writer.write(data)
    return NewOutput(writer.commit(), name, "text/vtt")


def completed(account: Account, files: dict[str, bytes], **fields: Any) -> Job:
    with session_scope() as session:
        job = add_job(session, account, **fields)
        outputs.add(session, job, [stored(data, name) for name, data in files.items()])
        return finish(session, job)


def failed(account: Account, **fields: Any) -> Job:
    with session_scope() as session:
        job = add_job(session, account, source_url=ADDRESS, parameters={"media_path": ADDRESS}, **fields)
        transition(session, job, Stage.FAILED, error_code="x", error_message="It broke.")
    return job


def bulk(client: TestClient, action: str, **which: Any) -> dict[str, Any]:
    answer = client.post("/v1/jobs/bulk", json={"action": action, **which})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_one_answer_says_what_happened_to_how_many(live: TestClient, account: Account) -> None:
    bad = [failed(account) for _ in range(3)]
    good = [completed(account, {"a.vtt": b"WEBVTT"}) for _ in range(2)]
    answer = bulk(live, "retry", job_ids=[job.id for job in (*good, *bad)])
    assert answer["message"] == "Queued 3 jobs again. 2 jobs stayed as before."
    assert (answer["matched"], answer["more"]) == (5, False)
    assert answer["done"] == [job.id for job in bad]
    assert [reason["count"] for reason in answer["reasons"]] == [2]
    assert {refusal["code"] for refusal in answer["refused"]} == {"conflict"}
    assert [reread(job).stage for job in bad] == ["created"] * 3


def test_jobs_of_others_are_as_if_they_were_not_there(
    live: TestClient, rehearsal: TestClient, account: Account, other_account: Account
) -> None:
    mine, theirs, tried = failed(account), failed(other_account), failed(account, sandbox=True)
    named = [mine.id, theirs.id, tried.id, "nothing"]
    answer = bulk(live, "retry", job_ids=named)
    assert answer["done"] == [mine.id]
    assert {refusal["code"] for refusal in answer["refused"]} == {"not_found"}
    assert len(answer["reasons"]) == 1
    assert (reread(theirs).stage, reread(tried).stage) == ("failed", "failed")
    assert bulk(rehearsal, "retry", filter={})["done"] == [tried.id]
    assert reread(theirs).stage == "failed"


def test_all_that_match(live: TestClient, account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = [failed(account, labels=["news"]) for _ in range(3)]
    failed(account)
    monkeypatch.setattr("app.services.jobs.history.bulk.MOST", 2)
    answer = bulk(live, "delete", filter={"label": "news", "status": "failed"})
    assert (answer["matched"], answer["more"]) == (2, True)
    assert answer["message"].startswith("Removed the files of 2 jobs. More jobs match")
    assert [reread(job).files_deleted_at is None for job in jobs] == [True, False, False]


def test_cancel_and_share(live: TestClient, account: Account) -> None:
    with session_scope() as session:
        waiting = add_job(session, account)
    done = completed(account, {"a.es.vtt": b"1", "a.ca.vtt": b"2"})
    assert bulk(live, "cancel", job_ids=[waiting.id, done.id])["done"] == [waiting.id]
    answer = bulk(live, "share", job_ids=[waiting.id, done.id], expires_in=600)
    assert answer["message"] == "Made 2 links to the files of 1 job. 1 job stayed as before."
    assert [live.get(link["url"].partition("/d/")[1] + link["url"].partition("/d/")[2]).content
            for link in answer["links"]] == [b"1", b"2"]  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        {"action": "retry"},
        {"action": "retry", "job_ids": ["a"], "filter": {}},
        {"action": "retry", "job_ids": ["a"] * 1001},
        {"action": "dance", "job_ids": []},
        {"action": "share", "job_ids": [], "expires_in": 1},
        {"action": "retry", "filter": {"status": "done"}},
        {"action": "retry", "filter": {"colour": "red"}},
    ],
)
def test_what_is_no_selection_is_refused(live: TestClient, body: dict[str, Any]) -> None:
    answer = live.post("/v1/jobs/bulk", json=body)
    assert answer.status_code in (400, 422), answer.text


def test_an_archive_has_the_right_bytes(
    live: TestClient, rehearsal: TestClient, account: Account, other_account: Account
) -> None:
    one = completed(account, {"film.vtt": b"one" * 100_000})
    two = completed(account, {"film.vtt": b"two", "Film.VTT": b"three", "a/../b.vtt": b"four"})
    theirs = completed(other_account, {"secret.vtt": b"secret"})
    answer = live.post("/v1/jobs/archive", data={"job_ids": [one.id, two.id, theirs.id, failed(account).id]})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert int(answer.headers["content-length"]) == len(answer.content)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as zipped:
        assert zipped.testzip() is None
        found = {name: zipped.read(name) for name in zipped.namelist()}
    number = two.number
    assert found == {
        "film.vtt": b"two",
        f"{number}/Film.VTT": b"three",
        "a_.._b.vtt": b"four",
        f"{one.number}/film.vtt": b"one" * 100_000,
    }
    matching = live.get("/v1/jobs/archive", params={"status": "completed"})
    assert matching.content[:2] == b"PK"
    assert len(zipfile.ZipFile(io.BytesIO(matching.content)).namelist()) == 4
    nothing = rehearsal.post("/v1/jobs/archive", data={"job_ids": [one.id]})
    assert (nothing.status_code, nothing.json()["code"]) == (404, "no_files")


def test_an_export_is_safe_in_a_spreadsheet(
    live: TestClient, account: Account, other_account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.jobs.history.export._BATCH", 2)
    with session_scope() as session:
        names = ["=HYPERLINK(1)", "+1", "-1", "@a", "\tb", 'plain, "quoted"\nname', "käse.srt"]
        for name in names:
            add_job(session, account, source_name=name, labels=["a", "b"])
        add_job(session, other_account, source_name="secret.srt")
        add_job(session, account, sandbox=True, source_name="tried.srt")
    answer = live.get("/v1/jobs/export", params={"order": "asc"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    shown = [row["source_name"] for row in rows]
    assert shown == [*(f"'{name}" for name in names[:5]), *names[5:]]
    assert (rows[0]["labels"], rows[0]["sandbox"], rows[0]["duration"]) == ("a, b", "false", "")
    assert rows[0]["created_at"].endswith("Z")
    assert live.get("/v1/jobs/export", params={"status": "done"}).status_code == 422


def test_counts(live: TestClient, rehearsal: TestClient, account: Account) -> None:
    failed(account)
    completed(account, {})
    found = live.get("/v1/jobs/counts").json()
    counts = {each["status"]: each["count"] for each in found["statuses"]}
    assert (counts["failed"], counts["completed"], counts["queued"]) == (1, 1, 0)
    assert found["days"][-1] == {"day": found["days"][-1]["day"], "completed": 1, "failed": 1, "open": 0}
    assert all(each["count"] == 0 for each in rehearsal.get("/v1/jobs/counts").json()["statuses"])


def test_pages_of_the_api_go_back(live: TestClient, account: Account) -> None:
    with session_scope() as session:
        for _ in range(3):
            add_job(session, account)
    first = live.get("/v1/jobs", params={"limit": 2}).json()
    second = live.get("/v1/jobs", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    back = live.get("/v1/jobs", params={"limit": 2, "cursor": second["previous_cursor"]}).json()
    assert first["previous_cursor"] is None
    assert [job["job_id"] for job in back["items"]] == [job["job_id"] for job in first["items"]]
    assert back["previous_cursor"] is None
