"""Resumable uploads whose requests reach several web servers, which share database and file store only."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.api.routers import resumable
from app.core import clock
from app.core.db import read_scope
from app.core.errors import Conflict, NotFound, RateLimited
from app.core.settings import Settings, get_settings
from app.core.storage import read_stored, storage
from app.services.access import Principal
from app.services.files import orphans, shared_uploads, uploads
from app.services.files.resumable_uploads import Locked
from models import Account, UnfinishedChunk, UnfinishedUpload, Upload
from tests.support.product import wait_for

BODY = {"tus-resumable": "1.0.0", "content-type": "application/offset+octet-stream"}
CONTENT = b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"


@pytest.fixture(autouse=True)
def _several_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Settings, "is_one_machine", property(lambda _: False))
    for key in parts_stored():
        storage().delete(key)


def pieces() -> list[int]:
    with read_scope() as session:
        return [chunk.size for chunk in session.exec(select(UnfinishedChunk))]


def parts_stored() -> list[str]:
    return [key for key, _ in storage().stored_since(0) if key.startswith("part/")]


def test_over_http_nothing_is_left_in_a_folder(live: TestClient) -> None:
    head = {"tus-resumable": "1.0.0", "upload-length": str(len(CONTENT))}
    place = live.post("/v1/uploads/tus", headers=head).headers["location"]
    sent = live.patch(place, headers=BODY | {"upload-offset": "0"}, content=CONTENT[:10])
    assert (sent.status_code, sent.headers["upload-offset"]) == (204, "10")
    wrong = live.patch(place, headers=BODY | {"upload-offset": "3"}, content=b"x")
    assert (wrong.status_code, wrong.json()["code"]) == (409, "offset_conflict")
    assert live.head(place, headers=BODY).headers["upload-offset"] == "10"
    rest = live.patch(place, headers=BODY | {"upload-offset": "10"}, content=CONTENT[10:])
    assert rest.status_code == 204
    assert live.head(place, headers=BODY).headers["upload-offset"] == str(len(CONTENT))
    with read_scope() as session:
        upload = session.get_one(Upload, place.rpartition("/")[2])
    assert read_stored(upload.storage_key) == CONTENT
    assert (parts_stored(), pieces()) == ([], [])
    assert not list((get_settings().data_dir / "resumable").glob(f"{upload.id}*"))


def test_a_large_request_is_stored_in_pieces(who: Principal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_uploads, "PIECE_BYTES", 1000)
    content = os.urandom(2500)
    part = shared_uploads.create(who, "film.mp4", len(content))
    with shared_uploads.appending(part, 0) as appender:
        for start in range(0, len(content), 500):
            appender.write(content[start : start + 500])
            if appender.is_full:
                appender.flush()
    assert sorted(pieces()) == [500, 1000, 1000]
    assert read_stored(shared_uploads.store(part).key) == content
    shared_uploads.remove(part)
    assert (parts_stored(), shared_uploads.find(who, part.id)) == ([], None)


def test_what_came_before_a_break_is_kept(who: Principal) -> None:
    part = shared_uploads.create(who, "film.srt", 10)
    with suppress(ConnectionError), shared_uploads.appending(part, 0) as appender:
        appender.write(b"0123")
        raise ConnectionError
    assert shared_uploads.get(who, part.id).offset == 4
    with pytest.raises(Conflict), shared_uploads.appending(part, 0):
        pass
    with shared_uploads.appending(part, 4) as appender:
        appender.write(b"456789")
    assert read_stored(shared_uploads.store(part).key) == b"0123456789"


def test_one_request_at_a_time_and_the_next_when_a_server_died(who: Principal) -> None:
    part = shared_uploads.create(who, "film.srt", 10)
    with pytest.raises(Locked), shared_uploads.appending(part, 0) as dead:  # noqa: PT012 - it ends in error
        dead.write(b"01")
        with pytest.raises(Locked), shared_uploads.appending(part, 0):
            pass
        clock.advance(shared_uploads.WRITER_SECONDS + 1)
        with shared_uploads.appending(part, 0) as other:
            other.write(b"ab")
        dead.flush()  # it comes too late, and is not mixed in
    assert shared_uploads.get(who, part.id).offset == 2
    assert len(parts_stored()) == 1
    assert read_stored(parts_stored()[0]) == b"ab"


def test_nobody_else_gets_it_while_it_is_made_one_file(
    live: TestClient, who: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large file may take longer to copy and to look at than a request has an upload alone."""
    head = {"tus-resumable": "1.0.0", "upload-length": str(len(CONTENT))}
    place = live.post("/v1/uploads/tus", headers=head).headers["location"]
    real, kept = uploads.inspect_stored, list[bool]()

    def is_kept() -> bool:
        with read_scope() as session:
            row = session.exec(select(UnfinishedUpload)).one()
            return row.writer_until is not None and row.writer_until > clock.now()

    def slow(*given: Any) -> Any:
        clock.advance(shared_uploads.WRITER_SECONDS + 1)
        wait_for(is_kept, 20, "more time for the upload")
        kept.append(is_kept())
        return real(*given)

    monkeypatch.setattr(resumable, "_RENEW_SECONDS", 0.05)
    monkeypatch.setattr(uploads, "inspect_stored", slow)
    assert live.patch(place, headers=BODY | {"upload-offset": "0"}, content=CONTENT).status_code == 204
    assert (kept, pieces()) == ([True], [])


def test_limits_and_other_peoples(
    who: Principal, other_account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(get_settings().limits, "unfinished_uploads", 1)
    part = shared_uploads.create(who, "one.srt", 10)
    with pytest.raises(RateLimited):
        shared_uploads.create(who, "two.srt", 10)
    stranger = replace(who, account_id=other_account.id)
    with pytest.raises(NotFound):
        shared_uploads.get(stranger, part.id)
    for other in (stranger, replace(who, sandbox=True)):
        assert shared_uploads.create(other, "theirs.srt", 10).offset == 0


def test_what_nobody_finished_goes_and_what_is_recorded_stays(who: Principal) -> None:
    part = shared_uploads.create(who, "film.srt", 10)
    with shared_uploads.appending(part, 0) as appender:
        appender.write(b"0123")
    with read_scope() as session:
        assert orphans.unrecorded(session, dict.fromkeys(parts_stored(), 0.0)) == set()
    assert shared_uploads.expire() == 0
    clock.advance(get_settings().limits.resumable_seconds + 1)
    assert shared_uploads.find(who, part.id) is None
    assert (shared_uploads.expire(), parts_stored()) == (1, [])
