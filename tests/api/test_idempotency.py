"""`Idempotency-Key`: done once, answered alike; in flight 409, another request 422."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from sqlmodel import Session
from starlette.testclient import TestClient
from starlette.types import Message

from app.api.idempotency import Idempotency, _Fingerprint
from app.core.db import read_scope, session_scope
from app.services import idempotency
from app.services.idempotency import Carried, Repeatable
from models import KeptAnswer
from tests.support.api.minimal import description
from tests.support.product import Product

SRT = b"1\n00:00:01,000 --> 00:00:02,500\nHello\n"


@pytest.fixture
def api(product: Product) -> Iterator[httpx.Client]:
    with product.client() as client:
        yield client


def fresh() -> dict[str, str]:
    return {"idempotency-key": str(uuid.uuid4())}


def submit(
    api: httpx.Client, headers: dict[str, str], target: str = "WebVTT", data: bytes = SRT
) -> httpx.Response:
    form = {"config": json.dumps({"target_profile": target})}
    return api.post("/v1/jobs", files={"source": ("a.srt", data)}, data=form, headers=headers)


def count(api: httpx.Client) -> int:
    number: int = api.get("/v1/jobs", params={"limit": 1}).json()["items"][0]["number"]
    return number


@pytest.mark.server
def test_the_same_submission_is_one_job(api: httpx.Client) -> None:
    headers = fresh()
    first, second = submit(api, headers), submit(api, headers)  # with another multipart boundary
    assert first.request.headers["content-type"] != second.request.headers["content-type"]
    assert first.status_code == second.status_code == 202
    assert first.content == second.content
    assert first.headers["location"] == second.headers["location"]
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert {"x-request-id", "x-ratelimit-remaining"} <= set(second.headers)
    assert submit(api, fresh()).json()["job_id"] != first.json()["job_id"]


@pytest.mark.server
@pytest.mark.parametrize("target", ["TTML", "WebVTT"])
def test_another_request_with_the_same_key_is_refused(api: httpx.Client, target: str) -> None:
    headers = fresh()
    submit(api, headers)
    before = count(api)
    answer = submit(api, headers, target, SRT if target == "TTML" else SRT + b"\n")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    elsewhere = api.post("/v1/convert", json={"media_path": "https://example.com/a.srt"}, headers=headers)
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (422, "idempotency_key_reused")
    assert count(api) == before


@pytest.mark.server
def test_ten_at_once_do_the_work_once(api: httpx.Client) -> None:
    headers = fresh()
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: submit(api, headers), range(10)))
    assert {answer.status_code for answer in answers} <= {202, 409}
    jobs = {answer.json()["job_id"] for answer in answers if answer.status_code == 202}
    assert len(jobs) == 1
    codes = {answer.json()["code"] for answer in answers if answer.status_code == 409}
    assert codes <= {"idempotency_in_flight"}


@pytest.mark.server
def test_in_flight(api: httpx.Client, product: Product) -> None:
    headers = fresh()
    body = description("convert", target_profile="WebVTT", finish_in=60)
    sandbox = product.cli("keys", "create", "--name", "s", "--sandbox").stdout.strip()
    with product.client(sandbox) as tester, ThreadPoolExecutor(1) as pool:
        slow = pool.submit(tester.post, "/v1/jobs", json=body, params={"wait": 2}, headers=headers)
        seen: list[str] = []
        while not slow.done():
            with product.client(sandbox) as other:
                answer = other.post("/v1/jobs", json=body, params={"wait": 2}, headers=headers)
            seen.append(answer.json().get("code", str(answer.status_code)))
        answer = slow.result()  # either may have come first
        seen.append(answer.json().get("code", str(answer.status_code)))
    assert set(seen) == {"202", "idempotency_in_flight"}


@pytest.mark.server
def test_a_refusal_is_kept_too(api: httpx.Client) -> None:
    headers = fresh()
    first, second = submit(api, headers, "No such profile"), submit(api, headers, "No such profile")
    assert first.status_code == second.status_code == 422
    assert first.json()["job_id"] == second.json()["job_id"]
    assert second.headers["content-type"] == "application/problem+json"


@pytest.mark.server
def test_a_new_keys_text_is_repeated_and_not_readable_in_the_database(
    api: httpx.Client, product: Product
) -> None:
    headers = fresh()
    first = api.post("/v1/keys", json={"name": "one"}, headers=headers)
    second = api.post("/v1/keys", json={"name": "one"}, headers=headers)
    assert first.json() == second.json()
    text = first.json()["key"]
    with sqlite3.connect(product.data_dir / "cuedeck.db") as database:
        bodies = [row[0] for row in database.execute("SELECT body FROM keptanswer")]
    assert bodies
    assert not any(text.encode() in body for body in bodies)
    api.delete(f"/v1/keys/{first.json()['key_id']}")


@pytest.mark.server
def test_a_post_without_a_body(api: httpx.Client) -> None:
    job = submit(api, fresh()).json()["job_id"]
    headers = fresh()
    answers = [api.post(f"/v1/jobs/{job}/cancel", headers=headers) for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert answers[1].headers["idempotency-replayed"] == "true"


@pytest.mark.server
def test_keys_are_apart_and_a_revoked_one_reads_nothing(api: httpx.Client) -> None:
    headers = fresh()
    mine = submit(api, headers).json()["job_id"]
    made = api.post("/v1/keys", json={"name": "two"}).json()
    bearer = {**headers, "authorization": f"Bearer {made['key']}"}
    assert submit(api, bearer).json()["job_id"] != mine
    assert submit(api, bearer).headers["idempotency-replayed"] == "true"
    api.delete(f"/v1/keys/{made['key_id']}")
    assert submit(api, bearer).status_code == 401


@pytest.mark.server
def test_bad_keys(api: httpx.Client) -> None:
    assert submit(api, {"idempotency-key": "x" * 256}).json()["code"] == "bad_request"
    assert submit(api, {"idempotency-key": ""}).json()["code"] == "bad_request"


def digest(boundary: str, body: bytes, chunk: int) -> str:
    kind = f"multipart/form-data; boundary={boundary}".encode()
    scope: dict[str, Any] = {
        "type": "http",
        "path": "/",
        "query_string": b"",
        "headers": [(b"content-type", kind)],
    }
    made = _Fingerprint(scope)
    pieces = [body[at : at + chunk] for at in range(0, len(body), chunk)]
    for piece in pieces:
        message: Message = {"type": "http.request", "body": piece, "more_body": piece is not pieces[-1]}
        made.add(message)
    return made.text()


@pytest.mark.parametrize("chunk", [1, 3, 7, 1000])
def test_the_boundary_does_not_count_however_it_is_cut(chunk: int) -> None:
    def body(mark: str) -> bytes:
        return f"--{mark}\r\nname\r\n\r\n--almost {mark[:-1]}x\r\n--{mark}--\r\n".encode()

    assert digest("aabaab", b"--aabaab\r\n\r\n1\r\n--aabaab--", chunk) == digest(
        "zz", b"--zz\r\n\r\n1\r\n--zz--", 1000
    )
    assert digest("aabaab", body("aabaab"), chunk) == digest("aabaab", body("aabaab"), 1000)
    assert digest("b", b"--b\r\n1\r\n--b--", chunk) != digest("b", b"--b\r\n2\r\n--b--", chunk)


def test_a_job_whose_answer_was_lost_is_answered_and_not_made_again(
    live: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a crash between the commit and the answer: the key is there, with the job."""

    async def lost(*_: object) -> None:
        return None

    headers = fresh()
    with monkeypatch.context() as crash:
        crash.setattr(Idempotency, "_keep", lost)
        made = submit(live, headers)
    assert made.status_code == 202
    again = submit(live, headers)
    assert (again.status_code, again.json()["job_id"]) == (202, made.json()["job_id"])
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["location"] == made.headers["location"]
    assert len(live.get("/v1/jobs").json()["items"]) == 1
    other = submit(live, headers, "TTML")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_what_else_was_made_is_not_made_again_either(
    live: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(*_: object) -> None:
        return None

    headers = fresh()
    with monkeypatch.context() as crash:
        crash.setattr(Idempotency, "_keep", lost)
        assert live.post("/v1/keys", json={"name": "one"}, headers=headers).status_code == 201
    again = live.post("/v1/keys", json={"name": "one"}, headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "idempotency_answer_lost")
    assert [key["name"] for key in live.get("/v1/keys").json()].count("one") == 1


def _beaten(monkeypatch: pytest.MonkeyPatch, key: str, credential: str) -> None:
    """Another process takes the key after this one has looked for it and before it commits."""
    request = Repeatable(credential, key)

    def first(session: Session, asked: Repeatable) -> KeptAnswer | None:
        assert asked == request
        monkeypatch.undo()
        with session_scope() as other:
            Carried(request, lambda: "")(other)
        return None

    monkeypatch.setattr(idempotency, "find", first)


@pytest.mark.parametrize("route", ["submission", "bulk", "job_v4"])
def test_whoever_is_beaten_leaves_no_trace(
    live: TestClient, monkeypatch: pytest.MonkeyPatch, route: str
) -> None:
    headers = fresh()
    made = submit(live, fresh()).json()["job_id"]
    credential = live.headers["authorization"].removeprefix("Bearer ")
    _beaten(monkeypatch, headers["idempotency-key"], credential)
    if route == "submission":
        answer = submit(live, headers)
    elif route == "bulk":
        body = {"action": "cancel", "job_ids": [made]}
        answer = live.post("/v1/jobs/bulk", json=body, headers=headers)
    else:
        answer = live.post("/job/new", json={"v": 4, "job_name": "a"}, headers=headers)
    assert answer.status_code == 409, answer.text
    assert [job["job_id"] for job in live.get("/v1/jobs").json()["items"]] == [made]
    assert live.get(f"/v1/jobs/{made}").json()["status"] not in ("canceled", "canceling")
    with read_scope() as session:
        kept = idempotency.find(session, Repeatable(credential, headers["idempotency-key"]))
    assert kept is not None
    assert kept.status is None
