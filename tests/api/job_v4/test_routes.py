"""/job, version 4: the life of a staged job, its prerequisites, and every documented error."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from app.core import clock
from app.core.db import session_scope
from app.services.access import person
from app.services.accounts import api_keys
from app.services.sandbox import jobs
from models import Account
from tests.support.api.client import with_key

V4 = {"v": 4}
PRESET = {
    "name": "Broadcast",
    "job_type": "transcribe",
    "required_metadata": ["title", "speaker"],
    "language": "en",
    "target_profile": "WebVTT",
    "webhook": "https://example.com/hook",
}


@pytest.fixture
def job(rehearsal: TestClient) -> TestClient:
    """A sandbox client, rooted at /job."""
    return rehearsal


def new(client: TestClient, **values: Any) -> int:
    answer = client.post("/job/new", params=V4, json=values)
    assert answer.status_code == 200, answer.text
    number = answer.json()["job_id"]
    assert isinstance(number, int)
    return number


def with_media(client: TestClient, **values: Any) -> int:
    number = new(client, **values)
    media = {"job_id": number, "media_url": "https://example.com/film.mp4"}
    assert client.post("/job/add_media", params=V4, json=media).status_code == 200
    return number


def start(client: TestClient, number: int, **more: Any) -> httpx.Response:
    return client.post("/job/perform_transcription", params=V4 | {"job_id": number}, json=more)


def status(client: TestClient, number: int) -> str:
    word: str = client.get("/job/info", params=V4 | {"job_id": number}).json()["job_status"]
    return word


def pass_time(seconds: float) -> None:
    clock.advance(seconds)
    with session_scope() as session:
        jobs.finish_due(session)


def refused(answer: httpx.Response, status: int, kind: str, *told: str) -> None:
    body = answer.json()
    assert (answer.status_code, body.get("ErrorType")) == (status, kind), answer.text
    assert set(body) == {"ErrorType", "ErrorComment"}
    assert answer.headers["content-type"] == "application/json"
    for words in told:
        assert words in body["ErrorComment"]


def test_the_life_of_a_job(job: TestClient) -> None:
    number = new(job, job_name="Film", external_id="e-1", language="de")
    assert status(job, number) == "Pending"
    media = {"v": "4", "job_id": str(number)}
    added = job.post("/job/add_media", data=media, files={"media": ("film.mp4", b"x")})
    assert added.json()["media"] == [{"name": "film.mp4", "url": None}]
    started = start(job, number, finish_in=30, callback_url="https://example.com/done")
    assert started.json()["job_status"] == "In Progress"
    pass_time(29)
    assert status(job, number) == "In Progress"
    pass_time(2)
    found = job.get("/job/info", params=V4 | {"job_id": number}).json()
    assert (found["job_status"], found["stage"], found["progress"]) == ("Completed", "transcribed", 100)
    assert (found["language"], found["callback_url"]) == ("de", "https://example.com/done")
    caption = job.get("/job/get_caption", params=V4 | {"job_id": number, "caption_format": "WebVTT"})
    assert caption.text.startswith("WEBVTT")
    assert caption.headers["content-disposition"] == 'attachment; filename="film.vtt"'
    assert job.get("/job/get_caption", params=V4 | {"job_id": number}).text.startswith("1\n00:00:00,000")
    assert job.get(f"/v1/jobs/{found['job_uuid']}").json()["status"] == "completed"


def test_parameters_come_as_query_form_or_json(job: TestClient) -> None:
    by_query = job.post("/job/new", params=V4 | {"job_name": "q", "job_metadata": '{"a": "b"}'}).json()
    by_form = job.post("/job/new", data={"v": "4", "job_name": "f"}).json()
    by_json = job.post("/job/new", json={"v": 4, "job_name": "j", "job_metadata": {"a": 1}}).json()
    names = [
        job.get("/job/info", params=V4 | {"job_id": made["job_id"]}).json()["job_name"]
        for made in (by_query, by_form, by_json)
    ]
    assert names == ["q", "f", "j"]


def test_a_sandbox_job_stays_in_progress_unless_told(job: TestClient) -> None:
    first, second, third = (with_media(job) for _ in range(3))
    start(job, first)
    start(job, second, finish_with_error=True)  # without finish_in it stays
    start(job, third, finish_in=1, finish_with_error=True, error_code="no_speech")
    pass_time(901)
    assert [status(job, n) for n in (first, second, third)] == ["In Progress", "In Progress", "Error"]
    found = job.get("/job/info", params=V4 | {"job_id": third}).json()
    assert (found["stage"], found["error_code"]) == ("failed", "no_speech")
    assert job.get(f"/v1/jobs/{found['job_uuid']}").json()["credits_charged"] == 0


def test_a_preset_decides_and_requires(rehearsal: TestClient) -> None:
    preset = rehearsal.post("/v1/presets", json=PRESET).json()
    listed = rehearsal.get("/job/profiles", params=V4).json()["profiles"]
    assert listed[0]["steps"] == ["ASR", "Closed caption formatting"]
    assert listed[0]["required_metadata"] == ["title", "speaker"]
    number = new(rehearsal, profile=preset["profile_id"])
    told = ("no source", "'title'", "'speaker'")
    refused(start(rehearsal, number), 400, "MISSING_PARAMETER", *told)
    by_name = with_media(rehearsal, profile="Broadcast", job_metadata={"title": "Film"})
    refused(start(rehearsal, by_name), 400, "MISSING_PARAMETER", "'speaker'")
    assert status(rehearsal, by_name) == "Pending"
    complete = {"options": {"job_metadata": {"title": "Film", "speaker": "Ann"}}}
    started = start(rehearsal, by_name, **complete).json()
    assert (started["job_status"], started["callback_url"]) == ("In Progress", "https://example.com/hook")
    assert (started["profile"], started["language"]) == ("Broadcast", "en")


def test_start_demands_a_pending_job_with_media(job: TestClient) -> None:
    number = new(job)
    refused(start(job, number), 400, "MISSING_PARAMETER", "no source")
    job.post("/job/add_media", params=V4, json={"job_id": number, "media_url": "https://example.com/a.mp4"})
    assert start(job, number).status_code == 200
    refused(start(job, number), 409, "INVALID_STATE", "queued")
    late = {"job_id": number, "media_url": "https://example.com/b.mp4"}
    refused(job.post("/job/add_media", params=V4, json=late), 409, "INVALID_STATE")
    refused(job.get("/job/get_caption", params=V4 | {"job_id": number}), 409, "INVALID_STATE", "In Progress")


def test_other_media_replaces_only_when_told_to(job: TestClient) -> None:
    number = new(job)
    first, second = ({"job_id": number, "media_url": f"https://example.com/{n}.mp4"} for n in "ab")

    def names(answer: httpx.Response) -> list[str]:
        assert answer.status_code == 200, answer.text
        return [media["name"] for media in answer.json()["media"]]

    assert names(job.post("/job/add_media", params=V4, json=first)) == ["a.mp4"]
    assert names(job.post("/job/add_media", params=V4, json=first)) == ["a.mp4"]  # sent again
    refused(job.post("/job/add_media", params=V4, json=second), 409, "INVALID_STATE", "a.mp4", "replace=true")
    assert names(job.post("/job/add_media", params=V4, json=second | {"replace": True})) == ["b.mp4"]
    form = {"v": "4", "job_id": str(number), "replace": "true"}
    for _ in range(2):
        added = job.post("/job/add_media", data=form, files={"media": ("c.mp4", b"x")})
        assert names(added) == ["c.mp4"]
        form.pop("replace", None)
    other = job.post("/job/add_media", data=form, files={"media": ("d.mp4", b"y")})
    refused(other, 409, "INVALID_STATE", "c.mp4")
    both = job.post("/job/add_media", data=form | {"media_url": "https://example.com/e"}, files={"m": b"z"})
    refused(both, 400, "INVALID_OPTION", "one of them")


@pytest.mark.parametrize(
    ("values", "code", "kind"),
    [
        ({"profile": "nope"}, 404, "ITEM_NOT_FOUND"),
        ({"job_metadata": "x"}, 400, "INVALID_OPTION"),
        ({"nope": 1}, 400, "INVALID_OPTION"),
        ({"job_name": "a\x00b"}, 400, "INVALID_OPTION"),
    ],
)
def test_a_refused_new_job_is_in_the_history(
    job: TestClient, values: dict[str, Any], code: int, kind: str
) -> None:
    answer = job.post("/job/new", params=V4, json=values)
    refused(answer, code, kind)
    found = job.get("/job/info", params=V4 | {"job_id": answer.headers["x-job-id"]}).json()
    assert (found["job_status"], found["stage"]) == ("Error", "rejected")
    assert found["error_message"] in answer.json()["ErrorComment"]
    assert len(job.get("/v1/jobs?status=rejected").json()["items"]) == 1


def test_a_language_that_there_is_not_is_refused_before_the_job_is_made(job: TestClient) -> None:
    answer = job.post("/job/new", params=V4, json={"language": "xx-nope"})
    refused(answer, 400, "INVALID_OPTION", "There is no language “xx-nope”.")
    assert job.get("/job/list", params=V4 | {"job_status": "Pending"}).json()["jobs"] == []


def test_a_new_job_with_an_idempotency_key_is_one_job(job: TestClient) -> None:
    headers = {"idempotency-key": "once"}
    first, second = (job.post("/job/new?v=4", json={"job_name": "a"}, headers=headers) for _ in range(2))
    assert first.json() == second.json()
    assert second.headers["idempotency-replayed"] == "true"
    other = job.post("/job/new?v=4", json={"job_name": "b"}, headers=headers)
    refused(other, 400, "INVALID_OPTION", "Idempotency-Key")
    assert len(job.get("/job/list", params=V4).json()["jobs"]) == 1


def test_cancel(job: TestClient) -> None:
    number = with_media(job)
    assert job.post("/job/cancel", params=V4 | {"job_id": number}).json()["job_status"] == "Canceled"
    refused(job.post("/job/cancel", params=V4 | {"job_id": number}), 409, "INVALID_STATE")


def test_the_list(job: TestClient) -> None:
    numbers = [new(job, external_id=f"e{n}") for n in range(5)]
    page = job.get("/job/list", params=V4 | {"limit": 3}).json()
    rest = job.get("/job/list", params=V4 | {"limit": 3, "before": page["next_before"]}).json()
    assert [found["job_id"] for found in page["jobs"] + rest["jobs"]] == numbers[::-1]
    assert rest["next_before"] is None
    one = job.get("/job/list", params=V4 | {"external_id": "e2", "job_status": "Pending"}).json()["jobs"]
    assert [found["job_id"] for found in one] == [numbers[2]]
    assert job.get("/job/list", params=V4 | {"job_status": "Completed"}).json()["jobs"] == []
    refused(job.get("/job/list", params=V4 | {"job_status": "Done"}), 400, "INVALID_OPTION", "In Progress")


@pytest.mark.parametrize(
    ("version", "kind"), [(None, "MISSING_PARAMETER"), ("99", "INVALID_OPTION"), ("0", "INVALID_OPTION"),
                          ("four", "INVALID_OPTION"), ("-4", "INVALID_OPTION")]
)  # fmt: skip
def test_a_wrong_version(job: TestClient, version: str | None, kind: str) -> None:
    refused(job.post("/job/new", params={"v": version} if version else {}), 400, kind, " v ")


@pytest.mark.parametrize("version", [1, 2, 3])
def test_an_older_version_works_and_says_it_is_deprecated(job: TestClient, version: int) -> None:
    answer = job.post("/job/new", params={"v": version})
    assert answer.status_code == 200
    assert answer.headers["deprecation"] == "@1767225600"
    assert "deprecation" not in job.get("/job/list", params=V4).headers


@pytest.mark.parametrize(
    ("body", "kind", "told"),
    [
        ({"finish_in": 901}, "INVALID_OPTION", "0 and 900"),
        ({"finish_in": -1}, "INVALID_OPTION", "0 and 900"),
        ({"finish_in": "soon"}, "INVALID_OPTION", "whole number"),
        ({"finish_with_error": "maybe"}, "INVALID_OPTION", "true or false"),
        ({"fail_at_stage": "dubbing"}, "INVALID_OPTION", "transcribing"),
        ({"options": "x"}, "INVALID_OPTION", "JSON object"),
        ({"options": {"nope": 1}}, "INVALID_OPTION", "wrong field"),
        ({"options": {"job_type": "dub"}}, "INVALID_OPTION", "type"),
        ({"finish": 3}, "INVALID_OPTION", "finish_in"),
        ({"callback_url": "ftp://example.com"}, "INVALID_URL", "http"),
        ({"callback_url": "http://127.0.0.1/x"}, "INVALID_URL", "127.0.0.1"),
        ({"callback_url": "http://169.254.169.254/latest"}, "INVALID_URL", "169.254.169.254"),
        ({"callback_url": "http://localhost:8000/x"}, "INVALID_URL", "localhost"),
    ],
)
def test_wrong_options(job: TestClient, body: dict[str, Any], kind: str, told: str) -> None:
    number = with_media(job)
    refused(start(job, number, **body), 400, kind, told)
    assert status(job, number) == "Pending"


@pytest.mark.parametrize("number", ["x", "1.5", "999999999999999999999", "", "\x00"])
def test_a_wrong_job_id(job: TestClient, number: str) -> None:
    kind = "INVALID_OPTION" if number else "MISSING_PARAMETER"
    refused(job.get("/job/info", params=V4 | {"job_id": number}), 400, kind, "job_id")


@pytest.mark.parametrize("number", ["0", "-1", "77777777", "999999999999999999"])
def test_an_unknown_job(job: TestClient, number: str) -> None:
    refused(job.get("/job/info", params=V4 | {"job_id": number}), 404, "ITEM_NOT_FOUND", number)


def test_media_without_a_usable_address(job: TestClient) -> None:
    number = new(job)
    for address in ("nonsense", "http://", "file:///etc/passwd", "http://10.0.0.1/a", "http://[::1]/"):
        body = {"job_id": number, "media_url": address}
        refused(job.post("/job/add_media", params=V4, json=body), 400, "INVALID_URL")
    refused(job.post("/job/add_media", params=V4, json={"job_id": number}), 400, "MISSING_PARAMETER")


def test_keys(app_client: TestClient, live: TestClient, key: str, sandbox_key: str) -> None:
    assert with_key(app_client, key, "ApiToken").get("/job/list", params=V4).status_code == 200
    refused(app_client.get("/job/list", params=V4), 401, "BAD_API_TOKEN")
    refused(with_key(app_client, "cd_live_x").get("/job/list", params=V4), 401, "BAD_API_TOKEN")
    key_id = live.get("/v1/keys").json()[0]["key_id"]
    made = live.post("/v1/presets", json={"name": "c", "job_type": "convert"}).json()
    number = new(live, profile=made["profile_id"])
    test = with_key(app_client, sandbox_key)
    refused(test.get("/job/info", params=V4 | {"job_id": number}), 404, "ITEM_NOT_FOUND")
    refused(start(live, number, finish_in=3), 400, "INVALID_OPTION", "sandbox")
    live.delete(f"/v1/keys/{key_id}")
    assert key_id


def test_a_revoked_key(app_client: TestClient, account: Account) -> None:
    with session_scope() as session:
        made, text = api_keys.create(session, person(account), "gone")
        api_keys.revoke(session, person(account), made.id)
    refused(with_key(app_client, text).get("/job/list", params=V4), 401, "BAD_API_TOKEN", "revoked")


def test_another_account(app_client: TestClient, job: TestClient, other_account: Account) -> None:
    number = new(job)
    with session_scope() as session:
        text = api_keys.create(session, person(other_account), "theirs", sandbox=True)[1]
    theirs = with_key(app_client, text)
    refused(theirs.get("/job/info", params=V4 | {"job_id": number}), 404, "ITEM_NOT_FOUND")
    refused(theirs.post("/job/cancel", params=V4 | {"job_id": number}), 404, "ITEM_NOT_FOUND")


def test_bodies_that_cannot_be_read(job: TestClient) -> None:
    json_type = {"content-type": "application/json"}
    for body in (b"{", b"[1]", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"a":' * 50 + b"1" + b"}" * 50):
        refused(job.post("/job/new?v=4", content=body, headers=json_type), 400, "INVALID_OPTION")
    huge = json.dumps({"job_name": "x" * 20_000_000}).encode()
    refused(job.post("/job/new?v=4", content=huge, headers=json_type), 413, "INVALID_OPTION")
    refused(job.post("/job/new?v=4", json={"job_name": "a\x00b"}), 400, "INVALID_OPTION", "job_name")
    refused(job.post("/job/new?v=4", json={"job_name": ["x"]}), 400, "INVALID_OPTION", "job_name")
    broken = {"content-type": "multipart/form-data; boundary=x"}
    refused(job.post("/job/add_media?v=4", content=b"--y", headers=broken), 400, "INVALID_OPTION", "form")


def test_unknown_calls(job: TestClient) -> None:
    refused(job.post("/job/nope", params=V4), 404, "ITEM_NOT_FOUND")
    refused(job.get("/job/new", params=V4), 405, "INVALID_OPTION", "POST")
    refused(job.post("/job/new", params=V4 | {"profile": "nope"}), 404, "ITEM_NOT_FOUND", "nope")
