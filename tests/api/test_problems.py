"""What bad input gets, in both of the API's shapes: problem JSON under /v1, two fields under /job.

Webhook addresses are in test_webhook_places and test_webhook_refusals, redirects in test_webhooks, the rest
of /job in test_staged, download-result in results.test_download_result.
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from app.core.db import session_scope
from app.services.access import person
from app.services.accounts import api_keys
from app.services.engines import capabilities
from app.services.jobs import lookup
from models import Account, Job
from tests.support.api.client import with_key
from tests.support.services.jobs import add_job

POSTS = ("/v1/jobs", "/v1/convert", "/v1/presets", "/v1/webhooks", "/v1/links", "/v1/keys", "/job/new?v=4")
JSON = {"content-type": "application/json"}


def refused(answer: httpx.Response, status: int, code: str | None = None) -> dict[str, Any]:
    """The documented shape, whichever the address has."""
    body: dict[str, Any] = answer.json()
    assert answer.headers["x-request-id"]
    if answer.url.path.startswith("/job"):
        assert answer.status_code == (400 if status == 422 else status), answer.text
        assert set(body) == {"ErrorType", "ErrorComment"}
        return body
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "status", "detail", "code", "request_id"} <= set(body)
    assert (body["status"], body["request_id"]) == (status, answer.headers["x-request-id"])
    assert code in (None, body["code"])
    return body


@pytest.fixture
def live_job(account: Account) -> Job:
    with session_scope() as session:
        return add_job(session, account)


@pytest.mark.parametrize("path", ["/v1/jobs", "/v1/credits", "/v1/webhooks", "/job/list?v=4"])
def test_keys(app_client: TestClient, account: Account, path: str) -> None:
    refused(app_client.get(path), 401, "unauthorized")
    refused(with_key(app_client, "cd_live_unknown").get(path), 401, "unauthorized")
    with session_scope() as session:
        made, text = api_keys.create(session, person(account), "gone")
        api_keys.revoke(session, person(account), made.id)
    refused(with_key(app_client, text).get(path), 401, "unauthorized")


@pytest.mark.parametrize("path", POSTS)
def test_who_has_no_key_learns_nothing_about_bodies(app_client: TestClient, path: str) -> None:
    for body in (b"{", b"\xff\xfe", b"{}"):
        refused(app_client.post(path, content=body, headers=JSON), 401, "unauthorized")


def test_a_sandbox_key_on_a_live_job(rehearsal: TestClient, live_job: Job) -> None:
    refused(rehearsal.get(f"/v1/jobs/{live_job.id}"), 404, "not_found")
    refused(rehearsal.post(f"/v1/jobs/{live_job.id}/cancel"), 404, "not_found")
    refused(rehearsal.get("/job/info", params={"v": 4, "job_id": live_job.number}), 404)


def test_another_accounts_job(app_client: TestClient, other_account: Account, live_job: Job) -> None:
    with session_scope() as session:
        theirs = with_key(app_client, api_keys.create(session, person(other_account), "theirs")[1])
    address = f"/v1/jobs/{live_job.id}"
    for call in ("cancel", "retry", "start", "approve", "send-back"):
        refused(theirs.post(f"{address}/{call}"), 404, "not_found")
    for path in (address, f"{address}/draft", f"{address}/outputs/0", f"{address}/events"):
        refused(theirs.get(path), 404, "not_found")
    refused(theirs.delete(address), 404, "not_found")
    refused(theirs.post("/v1/links", json={"job_id": live_job.id}), 404, "not_found")
    refused(theirs.get("/job/info", params={"v": 4, "job_id": live_job.number}), 404)
    assert theirs.get("/v1/jobs").json()["items"] == []


def test_drafts(live: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capabilities, "missing", lambda _: None)
    live.post("/v1/presets", json={"name": "P", "required_metadata": ["title", "speaker"]})
    address = f"/v1/jobs/{live.post('/v1/jobs', json={'preset_id': 'P', 'start': False}).json()['job_id']}"
    bare = refused(live.post(f"{address}/start"), 422, "validation_error")
    assert bare["missing"] == ["source", "job_metadata.title", "job_metadata.speaker"]
    media = {"media_url": "https://example.com/film.mp4", "job_metadata": {"title": "Film"}}
    assert refused(live.post(f"{address}/start", json=media), 422)["missing"] == ["job_metadata.speaker"]
    media["job_metadata"]["speaker"] = "Ann"  # type: ignore[index]
    assert live.post(f"{address}/start", json=media).status_code == 202
    refused(live.post(f"{address}/start", json=media), 409, "conflict")


@pytest.mark.parametrize("value", [901, -1, 1.5, "soon", True, {}])
def test_finish_in(rehearsal: TestClient, value: Any) -> None:
    body = refused(rehearsal.post("/v1/jobs", json={"finish_in": value}), 422, "validation_error")
    assert [error["field"] for error in body["errors"]] == ["finish_in"]
    refused(rehearsal.post("/job/perform_transcription?v=4", json={"job_id": 1, "finish_in": value}), 422)


@pytest.mark.parametrize("path", POSTS)
def test_bodies(live: TestClient, path: str) -> None:
    huge = b'{"name": "' + b"x" * 20_000_000 + b'"}'
    refused(live.post(path, content=huge, headers=JSON), 413)
    for deep in (b'{"a":' * 100_000, b'{"a":' * 900 + b"1" + b"}" * 900, b"[" * 100_000):
        answer = live.post(path, content=deep, headers=JSON)
        assert answer.status_code in (400, 422)
        refused(answer, answer.status_code)
    for content, kind in ((b"a=b", "application/x-www-form-urlencoded"), (b"\x00\x01", "image/png")):
        answer = live.post(path, content=content, headers={"content-type": kind})
        assert answer.status_code in (400, 422)
        refused(answer, answer.status_code)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/jobs", {"job_name": "a\x00b"}),
        ("/v1/jobs", {"labels": ["a\x00b"]}),
        ("/v1/jobs", {"job_metadata": {"a": "\x00"}}),
        ("/v1/jobs", {"job_metadata": {"\x00": "a"}}),
        ("/v1/presets", {"name": "a\x00b"}),
        ("/v1/presets", {"name": "P", "required_metadata": ["\x00"]}),
        ("/v1/keys", {"name": "a\x00b"}),
        ("/v1/webhooks", {"url": "https://example.com/", "description": "\x00"}),
        ("/v1/links", {"job_id": "\x00"}),
        ("/job/new?v=4", {"external_id": "\x00"}),
        ("/job/new?v=4", {"job_metadata": {"a": "\x00"}}),
    ],
)
def test_nul_bytes(rehearsal: TestClient, path: str, body: dict[str, Any]) -> None:
    answer = rehearsal.post(path, json=body)
    refused(answer, 422)


@pytest.mark.parametrize("path", ["/v1/jobs?q=%00", "/v1/jobs?label=a%00b", "/v1/keys?x=%00"])
def test_nul_bytes_in_addresses(live: TestClient, path: str) -> None:
    refused(live.get(path), 422, "validation_error")
    refused(live.get(path.partition("?")[0] + "/a%00b"), 405 if "keys" in path else 404)


def test_nul_bytes_in_a_form(live: TestClient) -> None:
    form = {"config": '{"target_profile": "WebVTT"}', "job_name": "a\x00b"}
    body = refused(
        live.post("/v1/jobs", files={"source": ("a.srt", b"x")}, data=form), 422, "validation_error"
    )
    assert live.get(f"/v1/jobs/{body['job_id']}").json()["stage"] == "rejected"


def test_a_body_that_is_no_json_is_kept_to_the_letter(live: TestClient, account: Account) -> None:
    body = refused(live.post("/v1/jobs", content=b'{"job_name": \x00', headers=JSON), 400, "malformed_json")
    with session_scope() as session:
        kept = lookup.get(session, person(account), body["job_id"])
    assert kept.description == '{"job_name": \ufffd'


@pytest.mark.parametrize("path", ["/v1/jobs", "/v1/presets", "/v1/links", "/v1/webhooks", "/v1/jobs/bulk"])
def test_a_body_that_is_no_json_is_told_with_its_place(live: TestClient, path: str) -> None:
    body = refused(live.post(path, content=b'{\n "a": }', headers=JSON), 400, "malformed_json")
    assert "at line 2, column 7" in body["detail"]
    assert (body["line"], body["column"]) == (2, 7)
