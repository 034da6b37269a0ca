"""The jobs API against the really started product."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter

from app.services.jobs.schema import Job, JobPage
from tests.support.api.minimal import description
from tests.support.product import Product

pytestmark = pytest.mark.server

SRT = b"1\n00:00:01,000 --> 00:00:02,500\nHello\n\n2\n00:00:03,000 --> 00:00:04,000\n<i>World</i>\n"
TTML = b'<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="0s" end="2s">Hi</p></div></body></tt>'


@pytest.fixture
def api(product: Product) -> Iterator[httpx.Client]:
    with product.client() as client:
        yield client


def submit(
    api: httpx.Client, config: dict[str, Any] | str, data: bytes = SRT, name: str = "film.srt", **query: Any
) -> httpx.Response:
    text = config if isinstance(config, str) else json.dumps(config)
    return api.post("/v1/jobs", files={"source": (name, data)}, data={"config": text}, params=query)


def problem(response: httpx.Response) -> dict[str, Any]:
    body: dict[str, Any] = response.json()
    if "x-request-id" in response.headers:
        assert body["request_id"] == response.headers["x-request-id"]
    assert response.headers["content-type"] == "application/problem+json"
    assert body["status"] == response.status_code
    assert {"type", "title", "detail", "code"} <= set(body)
    assert "Traceback" not in response.text
    return body


def test_convert_from_submission_to_link(api: httpx.Client) -> None:
    answer = submit(api, {"target_profile": "WebVTT"}, SRT, "sample.srt", wait=30)
    assert answer.status_code == 200
    job = answer.json()
    TypeAdapter(Job).validate_json(answer.content, strict=True)
    assert set(job) == set(Job.__annotations__)
    assert (job["status"], job["stage"], job["progress"]) == ("completed", "converted", 100)
    assert job["credits_charged"] == 1
    assert [step["state"] for step in job["steps"]] == ["done"]
    assert api.get(f"/v1/jobs/{job['job_id']}").json() == job
    got = httpx.get(job["download_url"])
    assert got.text.startswith("WEBVTT\n\n00:00:01.000 --> 00:00:02.500")
    assert hashlib.sha256(got.content).hexdigest() == job["outputs"][0]["sha256"]
    assert 'filename="sample.vtt"' in got.headers["content-disposition"]


def test_answers_at_once_without_wait(api: httpx.Client) -> None:
    answer = submit(api, {"target_profile": "WebVTT"})
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/v1/jobs/{answer.json()['job_id']}"
    assert answer.json()["status"] == "pending"


def test_upload_then_json(api: httpx.Client) -> None:
    headers = {"x-file-name": "n%C3%A4me%20%E2%82%AC.srt"}
    upload = api.post("/v1/uploads", content=SRT, headers=headers)
    assert upload.status_code == 201
    found = upload.json()
    assert (found["file_name"], found["size"]) == ("näme €.srt", len(SRT))
    assert found["sha256"] == hashlib.sha256(SRT).hexdigest()
    assert found["inspection"]["kind"] == "captions"
    assert found["inspection"]["cue_count"] == 2
    job = api.post(
        "/v1/jobs?wait=30", json={"uploadId": found["upload_id"], "targetProfile": "WebVTT"}
    ).json()
    assert job["status"] == "completed"
    name = httpx.head(job["download_url"]).headers["content-disposition"]
    assert name == "attachment; filename=\"n_me _.vtt\"; filename*=UTF-8''n%C3%A4me%20%E2%82%AC.vtt"


def test_a_type_has_its_own_address(api: httpx.Client) -> None:
    files = {"source": ("a.srt", SRT)}
    job = api.post("/v1/convert?wait=30", files=files, data={"target_profile": "WebVTT"}).json()
    assert (job["job_type"], job["status"]) == ("convert", "completed")
    mixed = api.post("/v1/convert", json={"job_type": "transcribe"})
    assert mixed.status_code == 400


def test_dry_run_checks_and_keeps_nothing(api: httpx.Client) -> None:
    before = api.get("/v1/jobs", params={"limit": 1}).json()["items"]
    answer = submit(api, {"target_profile": "WebVTT"}, dry_run=True)
    assert answer.json() == {
        "valid": True,
        "job_type": "convert",
        "stages": ["converting", "converted"],
        "credits": 1,
        "parameters": {"target_profile": "WebVTT"},
        "warnings": [],
    }
    assert submit(api, {"target_profile": "Nope"}, dry_run=True).status_code == 422
    assert api.get("/v1/jobs", params={"limit": 1}).json()["items"] == before


@pytest.mark.parametrize(
    ("config", "status", "code", "told"),
    [
        ('{"target_profile": "WebVTT",\n oops}', 400, "malformed_json", "line 2, column 2"),
        ("[1]", 400, "bad_request", "JSON object"),
        ("[" * 5000, 400, "", ""),
        ({"target_profile": "Nope"}, 422, "unknown_profile", "“Nope”"),
        ({"target_profle": "WebVTT"}, 422, "validation_error", "did you mean target_profile?"),
        ({"job_type": "dance"}, 422, "validation_error", "dance"),
        ({"offset": "x"}, 422, "invalid_timecode", "x"),
        ({"target_frame_rate": "7"}, 422, "invalid_frame_rate", "7"),
        ({"encode_options": {"nope": 1}, "target_profile": "WebVTT"}, 422, "invalid_option", "nope"),
        ({"webhook": "ftp://x"}, 422, "validation_error", "webhook"),
    ],
)
def test_a_refused_submission_is_explained_and_recorded(
    api: httpx.Client, config: Any, status: int, code: str, told: str
) -> None:
    answer = submit(api, config)
    body = problem(answer)
    assert answer.status_code == status
    assert body["code"] == (code or body["code"])
    assert told in answer.json()["detail"] + str(body.get("hint"))
    kept = api.get(f"/v1/jobs/{body['job_id']}").json()
    assert (kept["status"], kept["stage"]) == ("failed", "rejected")
    assert kept["error_message"] == body["detail"]
    assert kept["credits_charged"] == 0


@pytest.mark.parametrize(
    ("data", "config", "code", "told"),
    [
        (b"", {}, "empty_file", "empty"),
        (bytes(range(256)) * 64, {}, "not_captions", "binary"),
        (TTML, {"source_profile": "srt"}, "wrong_profile", "This looks like TTML"),
        (b"just a few words\n", {"source_profile": "srt"}, "", "SubRip"),
        (b"just a few words\n", {}, "not_captions", "recognised"),
        (TTML, {"source_profile": "Scenarist V1.0"}, "wrong_profile", "you chose Scenarist V1.0"),
    ],
)
def test_a_bad_file_is_rejected_with_what_to_do(
    api: httpx.Client, data: bytes, config: dict[str, Any], code: str, told: str
) -> None:
    job = submit(api, {"target_profile": "WebVTT", **config}, data, wait=30).json()
    assert (job["status"], job["stage"]) == ("failed", "rejected")
    assert told in job["error_message"]
    assert job["error_hint"]
    assert job["error_code"] == (code or job["error_code"])
    assert job["credits_charged"] == 0


def test_a_retry_with_the_suggested_profile_succeeds(api: httpx.Client) -> None:
    chosen = {"target_profile": "WebVTT", "source_profile": "srt"}
    job = submit(api, chosen, TTML, "a.srt", wait=30).json()
    again = api.post(f"/v1/jobs/{job['job_id']}/retry", json={"source_profile": "auto"})
    assert again.status_code == 202
    done = _ended(api, job["job_id"])
    assert (done["status"], done["error_message"], done["credits_charged"]) == ("completed", None, 1)
    assert api.post(f"/v1/jobs/{job['job_id']}/retry").status_code == 409


def _ended(api: httpx.Client, job_id: str) -> dict[str, Any]:
    with api.stream("GET", f"/v1/jobs/{job_id}/events") as stream:
        lines = [line for line in stream.iter_lines() if line.startswith("data: ")]
    body: dict[str, Any] = json.loads(lines[-1].removeprefix("data: "))
    return body


def test_events_end_with_the_job(api: httpx.Client) -> None:
    job = submit(api, {"target_profile": "WebVTT"}).json()
    assert _ended(api, job["job_id"])["status"] == "completed"


def test_cancel_and_delete(api: httpx.Client) -> None:
    job = submit(api, {"target_profile": "WebVTT"}, wait=30).json()
    assert api.post(f"/v1/jobs/{job['job_id']}/cancel").status_code == 409
    gone = api.delete(f"/v1/jobs/{job['job_id']}").json()
    assert (gone["outputs"], gone["download_url"], gone["status"]) == ([], None, "completed")
    assert gone["files_deleted_at"]
    assert httpx.get(job["download_url"]).status_code == 410
    assert api.get(f"/v1/jobs/{job['job_id']}").json()["number"] == job["number"]
    assert api.post(f"/v1/jobs/{job['job_id']}/retry").status_code == 409


def test_lists_page_to_the_end(api: httpx.Client) -> None:
    label = uuid.uuid4().hex
    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(lambda _: submit(api, {"labels": [label]}).json()["job_id"], range(7)))
    seen: list[str] = []
    cursor = None
    while True:
        query = {"label": label, "limit": 3, **({"cursor": cursor} if cursor else {})}
        page = api.get("/v1/jobs", params=query).json()
        TypeAdapter(JobPage).validate_python(page)
        seen += [job["job_id"] for job in page["items"]]
        cursor = page["next_cursor"]
        assert page["has_more"] == (cursor is not None)
        if not page["has_more"]:
            break
    assert len(seen) == 7
    assert set(seen) == made


def test_a_tampered_cursor(api: httpx.Client) -> None:
    for _ in range(2):
        submit(api, {})
    cursor = api.get("/v1/jobs", params={"limit": 1}).json()["next_cursor"]
    assert problem(api.get("/v1/jobs", params={"cursor": cursor[:-1]}))["code"] == "invalid_cursor"


@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": 101}, {"status": "x"}, {"job_type": "x"}, {"order": "x"}]
)
def test_wrong_list_parameters(api: httpx.Client, query: dict[str, Any]) -> None:
    answer = api.get("/v1/jobs", params=query)
    assert answer.status_code == 422
    assert problem(answer)["errors"]


def test_unknown_addresses_and_methods_answer_json(api: httpx.Client) -> None:
    for path in ("/v1/nope", "/v1", "/v1/jobs/x/y/z"):
        assert problem(api.get(path))["code"] == "not_found"
    wrong = api.put("/v1/jobs")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "GET, POST")
    assert problem(api.get(f"/v1/jobs/{uuid.uuid4()}"))["code"] == "not_found"


def test_keys_are_needed_and_told_apart(product: Product, api: httpx.Client) -> None:
    none = httpx.get(f"{product.base_url}/v1/jobs")
    assert (none.status_code, none.headers["www-authenticate"]) == (401, "Bearer")
    assert "carries no API key" in problem(none)["detail"]
    with product.client("cd_live_nonsense") as wrong:
        assert "not a Cuedeck API key" in problem(wrong.get("/v1/jobs"))["detail"]
    made = api.post("/v1/keys", json={"name": "second"}).json()
    for headers in ({"authorization": f"ApiToken {made['key']}"}, {"x-api-key": made["key"]}):
        assert httpx.get(f"{product.base_url}/v1/keys", headers=headers).status_code == 200
    assert "key" not in api.get("/v1/keys").json()[0]
    api.delete(f"/v1/keys/{made['key_id']}")
    with product.client(made["key"]) as revoked:
        assert "revoked" in problem(revoked.get("/v1/jobs"))["detail"]


def test_rate_limit_headers(api: httpx.Client) -> None:
    answer = api.get("/v1/keys")
    assert int(answer.headers["x-ratelimit-remaining"]) < int(answer.headers["x-ratelimit-limit"])
    assert int(answer.headers["x-ratelimit-reset"]) > 1_700_000_000


def test_sandbox_keys_do_no_work_and_pay_nothing(product: Product) -> None:
    key = product.cli("keys", "create", "--name", "s", "--sandbox").stdout.strip()
    assert key.startswith("cd_test_")
    with product.client(key) as sandbox:
        job = sandbox.post("/v1/jobs", json=description("dub", finish_in=0)).json()
        assert (job["sandbox"], job["status"]) == (True, "pending")
        done = _ended(sandbox, job["job_id"])
        assert (done["status"], done["credits_charged"], len(done["outputs"])) == ("completed", 0, 1)
        failing = description("translate", finish_in=0, fail_at_stage="translating", error_code="e1")
        broken = _ended(sandbox, sandbox.post("/v1/jobs", json=failing).json()["job_id"])
        assert (broken["stage"], broken["error_code"]) == ("failed", "e1")


def test_documents(product: Product) -> None:
    document = httpx.get(f"{product.base_url}/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert operation["operationId"], path
            assert operation.get("summary"), path
    assert "swagger" in httpx.get(f"{product.base_url}/docs").text.lower()
