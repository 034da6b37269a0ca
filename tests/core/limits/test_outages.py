"""A full disk and a database that is away are told from faults of ours, and heal by themselves."""

from __future__ import annotations

import base64
import errno
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import select
from starlette.testclient import TestClient

from app.core import db
from app.core.db import engine, read_scope
from app.core.limits import outages
from app.core.storage import storage
from app.core.storage.group_sync import GroupSync
from app.core.storage.local import LocalWriter
from app.services.jobs.history import answers
from models import Job, Upload
from tests.support.services.review import PROJECT


def database_says(text: str) -> OperationalError:
    return OperationalError("x", {}, sqlite3.OperationalError(text))


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "disk_full"),
        (database_says("database or disk is full"), "disk_full"),
        (database_says("database is locked"), "database_away"),
        (database_says("unable to open database file"), "database_away"),
        (PoolTimeout("QueuePool limit"), "database_away"),
        (OperationalError("COMMIT", None, OSError(errno.ENOSPC, "No space left")), "commit_not_synced"),
        (IntegrityError("x", {}, sqlite3.IntegrityError("UNIQUE constraint failed")), None),
        (OSError(errno.EPIPE, "Broken pipe"), None),
        (ValueError("x"), None),
    ],
)
def test_what_is_an_outage(error: Exception, code: str | None) -> None:
    outage = outages.of(error)
    assert (outage and outage.code) == code


@contextmanager
def full_database() -> Iterator[None]:
    """A SQLite file that may not grow: the real error, from the real library."""

    def bound(connection: sqlite3.Connection, _record: object, _proxy: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # what there is stays

    raw = engine().raw_connection()
    raw.cursor().execute("VACUUM")  # earlier tests have left empty pages
    raw.close()
    event.listen(engine(), "checkout", bound)
    try:
        yield
    finally:
        event.remove(engine(), "checkout", bound)
        engine().dispose()


def test_a_full_disk_refuses_what_is_new_and_heals(live: TestClient) -> None:
    name = {"name": "x" * 79}
    with full_database():
        answers = [live.post("/v1/keys", json=name) for _ in range(80)]
        kept = {key["key_id"] for key in live.get("/v1/keys").json()}
    refused = answers[-1]
    assert (refused.status_code, refused.json()["code"]) == (503, "disk_full")
    assert int(refused.headers["retry-after"]) > 0
    assert {answer.status_code for answer in answers} <= {201, 503}
    assert {answer.json()["key_id"] for answer in answers if answer.status_code == 201} < kept
    assert live.post("/v1/keys", json=name).status_code == 201


@pytest.mark.parametrize("path", ["/v1/jobs", "/v1/keys", "/v1/capabilities"])
def test_a_database_that_is_away_is_said_and_comes_back(live: TestClient, path: str) -> None:
    def away(*_: object) -> None:
        raise database_says("unable to open database file")

    assert live.get(path).status_code == 200
    answers._kept.clear()  # a page that nothing has changed since is given out without the database
    event.listen(engine(), "before_cursor_execute", away)
    try:
        answer = live.get(path)
    finally:
        event.remove(engine(), "before_cursor_execute", away)
    assert (answer.status_code, answer.json()["code"]) == (503, "database_away")
    assert int(answer.headers["retry-after"]) > 0
    assert live.get(path).status_code == 200


def test_what_the_disk_may_not_have_kept_is_no_success(
    live: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = {"idempotency-key": "once"}
    captions = b"1\n00:00:01,000 --> 00:00:02,000\nHi\n"
    named = {"x-file-name": "a.srt"}
    upload = live.post("/v1/uploads", content=captions, headers=named).json()["upload_id"]
    job = {"upload_id": upload, "target_profile": "WebVTT", "external_id": "once"}
    with monkeypatch.context() as broken:
        broken.setattr(db, "_log", lambda: GroupSync(_fail))
        answers = [live.post("/v1/jobs", json=job, headers=again) for _ in range(2)]
    for answer in answers:  # repeated, it is found, but not on the disk either
        assert (answer.status_code, answer.json()["code"]) == (503, "commit_not_synced")
        assert int(answer.headers["retry-after"]) > 0
    repeated = live.post("/v1/jobs", json=job, headers=again)
    assert repeated.status_code == 202
    jobs = live.get("/v1/jobs", params={"external_id": "once"}).json()["items"]
    assert [each["job_id"] for each in jobs] == [repeated.json()["job_id"]]


def _fail() -> None:
    raise OSError(errno.EIO, "Input/output error")


def test_files_that_a_row_names_stay_when_the_disk_may_not_have_kept_it(
    live: TestClient, rehearsal: TestClient, job_in_review: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    for output in (0, 1):
        draft = {"document": PROJECT, "version": 1}
        live.put(f"/v1/jobs/{job_in_review.id}/draft", json=draft, params={"output": output})
    staged = {"v": "4", "job_id": str(rehearsal.post("/job/new", params={"v": 4}, json={}).json()["job_id"])}
    with monkeypatch.context() as broken:
        broken.setattr(db, "_log", lambda: GroupSync(_fail))
        approved = live.post(f"/v1/jobs/{job_in_review.id}/approve")
        added = rehearsal.post("/job/add_media", data=staged, files={"media": ("film.mp4", b"film")})
    assert {approved.status_code, added.status_code} == {503}
    assert live.get(f"/v1/jobs/{job_in_review.id}/outputs/0").text.startswith("WEBVTT")
    with read_scope() as session:
        key = session.exec(select(Upload.storage_key).where(Upload.file_name == "film.mp4")).one()
    assert storage().exists(key)


def test_a_file_that_finds_no_room_is_refused(live: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(LocalWriter, "commit", full)
    answer = live.post("/v1/uploads", content=b"1", headers={"x-file-name": "a.srt"})
    assert (answer.status_code, answer.json()["code"]) == (503, "disk_full")
    assert int(answer.headers["retry-after"]) > 0


def _sent_raw(live: TestClient) -> Any:
    return live.post("/v1/uploads", content=b"1", headers={"x-file-name": "a.srt"})


def _sent_with_the_job(live: TestClient) -> Any:
    form = {"config": '{"job_type": "convert", "target_profile": "WebVTT"}'}
    return live.post("/v1/jobs", data=form, files={"source": ("a.srt", b"1")})


def _sent_in_parts(live: TestClient) -> Any:
    tus = {"tus-resumable": "1.0.0"}
    name = {"upload-metadata": f"filename {base64.b64encode(b'a.srt').decode()}"}
    begun = live.post("/v1/uploads/tus", headers={**tus, **name, "upload-length": "1"})
    more = {"upload-offset": "0", "content-type": "application/offset+octet-stream"}
    return live.patch(begun.headers["location"], content=b"1", headers={**tus, **more})


@pytest.mark.parametrize("send", [_sent_raw, _sent_with_the_job, _sent_in_parts])
def test_a_file_that_no_row_names_is_removed(live: TestClient, send: Callable[[TestClient], Any]) -> None:
    def locked(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO upload "):
            raise database_says("database is locked")

    before = {key for key, _ in storage().stored_since(0.0)}
    event.listen(engine(), "before_cursor_execute", locked)
    try:
        answer = send(live)
    finally:
        event.remove(engine(), "before_cursor_execute", locked)
    assert (answer.status_code, answer.json()["code"]) == (503, "database_away")
    assert {key for key, _ in storage().stored_since(0.0)} == before
    assert send(live).status_code < 300
