"""Uploads straight to the bucket of a real S3 server, by signed addresses."""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.core import clock
from app.core.db import read_scope
from app.core.errors import Conflict, NotFound
from app.core.settings import get_settings
from app.core.storage import StorageAway, read_stored, storage
from app.core.storage.base import Multipart, Part, new_key
from app.core.storage.s3_multipart import S3Multipart
from app.services.files import direct_uploads, orphans, shared_uploads, uploads
from models import UnfinishedUpload, Upload
from tests.support.product import free_port
from tests.support.servers.s3 import S3Server

pytestmark = pytest.mark.slow
SRT = b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"
PART = 5 << 20
AT = "/v1/uploads/direct"


@pytest.fixture(autouse=True)
def direct(bucket: S3Server, monkeypatch: pytest.MonkeyPatch) -> S3Server:
    """The bucket takes files straight, in the smallest parts that S3 allows."""
    monkeypatch.setattr(get_settings(), "s3", get_settings().s3.model_copy(update={"direct_uploads": True}))
    monkeypatch.setattr(direct_uploads, "PART_BYTES", PART)
    storage.cache_clear()
    return bucket


def begin(client: TestClient, content: bytes, name: str = "film.srt") -> dict[str, Any]:
    answer = client.post(AT, json={"file_name": name, "size": len(content)})
    assert answer.status_code == 201, answer.text
    begun: dict[str, Any] = answer.json()
    return begun


def sign(client: TestClient, upload_id: str, *numbers: int) -> dict[int, str]:
    answer = client.post(f"{AT}/{upload_id}/parts", json={"numbers": numbers})
    assert answer.status_code == 200, answer.text
    return {part["number"]: part["url"] for part in answer.json()["parts"]}


def send(client: TestClient, begun: dict[str, Any], content: bytes, *numbers: int) -> None:
    size = begun["part_size"]
    for number, url in sign(client, begun["upload_id"], *numbers).items():
        httpx.put(url, content=content[(number - 1) * size : number * size]).raise_for_status()


def complete(client: TestClient, upload_id: str, **known: str) -> httpx.Response:
    return client.post(f"{AT}/{upload_id}/complete", json=known)


def row_of(upload_id: str) -> UnfinishedUpload | None:
    with read_scope() as session:
        return session.get(UnfinishedUpload, upload_id)


def multipart() -> Multipart:
    found = storage().multipart()
    assert found is not None
    return found


def test_a_large_file_goes_to_the_bucket_in_parts(live: TestClient) -> None:
    content = os.urandom(2 * PART) + b"the end"
    begun = begin(live, content, "../film.mp4")
    assert (begun["part_count"], begun["arrived"], begun["file_name"]) == (3, [], "film.mp4")
    send(live, begun, content, 3, 1)
    state = live.get(f"{AT}/{begun['upload_id']}").json()
    assert state == begun | {"arrived": [1, 3]}
    lacking = complete(live, begun["upload_id"])
    assert (lacking.status_code, lacking.json()["code"]) == (409, "upload_incomplete")
    assert lacking.json()["missing"] == [2]
    send(live, begun, content, 2)
    digest = hashlib.sha256(content).hexdigest()
    whole = complete(live, begun["upload_id"], sha256=digest.upper())
    assert whole.status_code == 201, whole.text
    assert (whole.json()["upload_id"], whole.json()["sha256"]) == (begun["upload_id"], digest)
    assert complete(live, begun["upload_id"]).json() == whole.json()
    with read_scope() as session:
        upload = session.get_one(Upload, begun["upload_id"])
    assert read_stored(upload.storage_key) == content
    assert row_of(begun["upload_id"]) is None
    assert live.get(f"{AT}/{begun['upload_id']}").status_code == 404


def test_captions_are_looked_into_and_make_a_job(live: TestClient) -> None:
    begun = begin(live, SRT)
    send(live, begun, SRT, 1)
    assert complete(live, begun["upload_id"]).json()["inspection"]["cue_count"] == 1
    asked = {"upload_id": begun["upload_id"], "target_profile": "WebVTT"}
    assert live.post("/v1/jobs", json=asked).status_code == 202


def test_an_address_takes_exactly_its_part(live: TestClient) -> None:
    begun = begin(live, SRT)
    url = sign(live, begun["upload_id"], 1)[1]
    assert httpx.put(url, content=SRT + b"more").status_code == 403
    assert httpx.put(url.replace("partNumber=1", "partNumber=2"), content=SRT).status_code == 403
    assert httpx.get(url).status_code == 403
    assert httpx.delete(url).status_code == 403
    unknown = live.post(f"{AT}/{begun['upload_id']}/parts", json={"numbers": [1, 2]})
    assert (unknown.status_code, "no part 2" in unknown.json()["detail"]) == (422, True)
    clock.set_forward(-2 * direct_uploads.URL_LIFETIME.total_seconds())
    late = sign(live, begun["upload_id"], 1)[1]
    assert httpx.put(late, content=SRT).status_code == 403


def test_a_file_that_arrived_otherwise_is_removed(live: TestClient) -> None:
    begun = begin(live, SRT)
    send(live, begun, SRT.replace(b"Hello", b"Hullo"), 1)
    row = row_of(begun["upload_id"])
    assert row is not None
    wrong = complete(live, begun["upload_id"], sha256=hashlib.sha256(SRT).hexdigest())
    assert (wrong.status_code, wrong.json()["code"]) == (422, "checksum_mismatch")
    assert not storage().exists(row.storage_key or "")
    assert complete(live, begun["upload_id"]).status_code == 404


def test_a_file_that_is_complete_is_given_again_only_for_its_own_checksum(live: TestClient) -> None:
    begun = begin(live, SRT)
    send(live, begun, SRT, 1)
    own, other = hashlib.sha256(SRT).hexdigest(), hashlib.sha256(b"another file").hexdigest()
    assert complete(live, begun["upload_id"], sha256=own).status_code == 201
    wrong = complete(live, begun["upload_id"], sha256=other)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "checksum_mismatch")
    assert complete(live, begun["upload_id"], sha256=own.upper()).json()["upload_id"] == begun["upload_id"]


def test_nobody_else_has_a_part_in_it(
    live: TestClient, rehearsal: TestClient, app_client: TestClient
) -> None:
    begun = begin(live, SRT)
    address = f"{AT}/{begun['upload_id']}"
    for other, status in ((rehearsal, 404), (app_client, 401)):
        assert other.get(address).status_code == status
        assert other.delete(address).status_code == status
        assert other.post(f"{address}/parts", json={"numbers": [1]}).status_code == status
        assert other.post(f"{address}/complete", json={}).status_code == status
    tus = {"tus-resumable": "1.0.0"}
    assert live.head(f"/v1/uploads/tus/{begun['upload_id']}", headers=tus).status_code == 404
    assert live.get(address).status_code == 200


def test_what_an_account_has_no_room_for_is_refused_at_its_beginning(
    live: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = get_settings().limits
    monkeypatch.setattr(limits, "upload_bytes", 1000)
    large = live.post(AT, json={"file_name": "film.mp4", "size": 1001})
    assert (large.status_code, large.json()["code"]) == (413, "file_too_large")
    monkeypatch.setattr(limits, "account_bytes", 100)
    full = live.post(AT, json={"file_name": "film.mp4", "size": 101})
    assert (full.status_code, full.json()["code"]) == (413, "storage_quota")
    monkeypatch.setattr(limits, "unfinished_uploads", 1)
    begin(live, SRT)
    many = live.post(AT, json={"file_name": "film.mp4", "size": 1})
    assert (many.status_code, many.json()["code"]) == (429, "too_many_uploads")
    assert live.post(AT, json={"file_name": "a", "size": 0}).status_code == 422
    assert live.post(AT, content=b"{" + b" " * (limits.json_bytes + (1 << 17))).status_code == 413


def test_room_that_goes_meanwhile_is_told_at_the_end(
    live: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = begin(live, SRT)
    send(live, begun, SRT, 1)
    monkeypatch.setattr(get_settings().limits, "account_bytes", len(SRT) - 1)
    late = complete(live, begun["upload_id"])
    assert (late.status_code, late.json()["code"]) == (413, "storage_quota")
    assert live.get(f"{AT}/{begun['upload_id']}").status_code == 404
    assert list(storage().stored_since(0)) == []


def test_two_requests_that_complete_it_at_once_make_one_file(
    live: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = begin(live, SRT)
    send(live, begun, SRT, 1)
    others: list[httpx.Response] = []
    look = uploads.inspect_stored

    def meanwhile(*given: Any) -> dict[str, Any]:
        if not others:
            others.append(httpx.Response(500))
            others.append(complete(live, begun["upload_id"]))
        return look(*given)

    monkeypatch.setattr(uploads, "inspect_stored", meanwhile)
    assert complete(live, begun["upload_id"]).json() == others[1].json()
    assert others[1].status_code == 201
    with read_scope() as session:
        assert len(session.exec(select(Upload)).all()) == 1


def test_one_that_nobody_finishes_ends(live: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = begin(live, SRT), begin(live, SRT)
    send(live, begun, SRT, 1)
    row = row_of(begun["upload_id"])
    assert row is not None
    name = (row.storage_key or "", row.multipart or "")
    assert live.delete(f"{AT}/{ended['upload_id']}").status_code == 204
    assert live.delete(f"{AT}/{ended['upload_id']}").status_code == 404
    assert shared_uploads.expire() == 0
    assert multipart().parts(*name).keys() == {1}
    monkeypatch.setattr(get_settings().limits, "resumable_seconds", -1)
    assert live.get(f"{AT}/{begun['upload_id']}").status_code == 404
    assert shared_uploads.expire() == 1
    with pytest.raises(NotFound):
        multipart().parts(*name)
    assert row_of(begun["upload_id"]) is None


def test_a_whole_file_that_is_not_recorded_yet_is_no_orphan(
    live: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that is killed while it looks into the file: it is completed again, however much later."""
    begun = begin(live, SRT)
    send(live, begun, SRT, 1)

    def killed(*_: Any) -> dict[str, Any]:
        raise RuntimeError("killed")

    monkeypatch.setattr(uploads, "inspect_stored", killed)
    assert complete(live, begun["upload_id"]).status_code == 500
    monkeypatch.undo()
    (key,) = (key for key, _ in storage().stored_since(0))
    with read_scope() as session:
        assert orphans.unrecorded(session, {key: 0.0}) == set()
    assert live.get(f"{AT}/{begun['upload_id']}").json()["arrived"] == [1]
    assert complete(live, begun["upload_id"]).status_code == 201


def test_a_database_that_fails_at_the_end_costs_nothing_that_was_sent(
    live: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = begin(live, SRT)
    send(live, begun, SRT, 1)
    record = uploads.record

    def fails(*given: Any, **named: Any) -> Upload:
        record(*given, **named)
        raise RuntimeError("the database went away")

    monkeypatch.setattr(uploads, "record", fails)
    assert complete(live, begun["upload_id"]).status_code == 500
    monkeypatch.setattr(uploads, "record", record)
    assert complete(live, begun["upload_id"]).status_code == 201
    with read_scope() as session:
        upload = session.get_one(Upload, begun["upload_id"])
    assert read_stored(upload.storage_key) == SRT


def test_one_that_expires_while_it_is_completed_keeps_its_file(
    live: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = begin(live, SRT)
    send(live, begun, SRT, 1)
    record = uploads.record
    sweep = Thread(target=shared_uploads.expire)

    def meanwhile(*given: Any, **named: Any) -> Upload:
        monkeypatch.setattr(shared_uploads, "_oldest", lambda: clock.now() + timedelta(hours=1))
        sweep.start()
        sweep.join(1)  # it has looked by then where it does not wait for us
        return record(*given, **named)

    monkeypatch.setattr(uploads, "record", meanwhile)
    assert complete(live, begun["upload_id"]).status_code == 201
    sweep.join()
    with read_scope() as session:
        upload = session.get_one(Upload, begun["upload_id"])
    assert read_stored(upload.storage_key) == SRT


def test_where_it_is_not_allowed_it_says_what_to_do(
    live: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(get_settings(), "s3", get_settings().s3.model_copy(update={"direct_uploads": False}))
    storage.cache_clear()
    refused = live.post(AT, json={"file_name": "a.srt", "size": 1})
    assert (refused.status_code, refused.json()["code"]) == (409, "direct_uploads_off")
    assert "/v1/uploads/tus" in refused.json()["hint"]


def test_parts_grow_with_the_file_and_all_have_a_number() -> None:
    for size in (1, PART, PART + 1, 10_000 * PART, 10_000 * PART + 1, 1 << 46):
        row = UnfinishedUpload(
            account_id="a", file_name="f", length=size, part_bytes=direct_uploads.part_bytes(size)
        )
        sizes = direct_uploads.part_sizes(row)
        assert len(sizes) <= 10_000
        assert sum(sizes.values()) == size
        assert list(sizes) == list(range(1, len(sizes) + 1))


def test_what_the_server_refuses_is_told_apart(s3: S3Server, tmp_path: Path) -> None:
    settings = s3.settings("errors", direct_uploads=True)
    store, key = S3Multipart(settings, "errors/"), new_key("upload")
    upload = store.begin(key)
    httpx.put(store.part_url(key, upload, 1, 3, 60), content=b"abc").raise_for_status()
    with pytest.raises(Conflict) as changed:
        store.complete(key, upload, {1: Part(3, '"00000000000000000000000000000000"')})
    assert changed.value.code == "upload_changed"
    store.abort(key, upload)
    store.abort(key, upload)
    for ask in (store.parts, lambda *name: store.complete(*name, {1: Part(3, '"0"')})):
        with pytest.raises(NotFound):
            ask(key, upload)
    away = S3Multipart(s3.settings(endpoint=f"http://127.0.0.1:{free_port()}"), "")
    with pytest.raises(StorageAway):
        away.begin(key)
    with pytest.raises(ValueError, match="direct_uploads signs"):
        s3.settings(access_key_id="", secret_access_key="", direct_uploads=True)


def test_the_answer_tells_until_when(live: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    hours = get_settings().s3.model_copy(update={"unfinished_hours": 1})
    monkeypatch.setattr(get_settings(), "s3", hours)
    row = row_of(begin(live, SRT)["upload_id"])
    assert row is not None
    assert direct_uploads.expires(row) - row.created_at == timedelta(hours=1)
