"""download-result and links, every word of their answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.support.api.minimal import description
from tests.support.product import Product

pytestmark = pytest.mark.server

SRT = b"1\n00:00:01,000 --> 00:00:02,500\nHello\n"
EXPIRATION = {
    "error": {"code": "INVALID_REQUEST", "message": "Expiration time must be between 60 and 604800 seconds"}
}


@pytest.fixture
def api(product: Product) -> Iterator[httpx.Client]:
    with product.client() as client:
        yield client


@pytest.fixture
def job(api: httpx.Client) -> dict[str, Any]:
    config = json.dumps({"target_profile": "WebVTT"})
    answer = api.post("/v1/jobs?wait=30", files={"source": ("a.srt", SRT)}, data={"config": config})
    body: dict[str, Any] = answer.json()
    assert body["status"] == "completed"
    return body


def result(api: httpx.Client, job_id: str, body: Any = None) -> httpx.Response:
    path = f"/v1/jobs/{job_id}/download-result"
    return api.post(path) if body is None else api.post(path, json=body)


def test_success(api: httpx.Client, job: dict[str, Any]) -> None:
    for body in (
        None,
        {},
        {"expirationSeconds": 3600},
        {"expirationSeconds": 60},
        {"expirationSeconds": 604800},
    ):
        answer = result(api, job["job_id"], body)
        assert answer.status_code == 200
        found = answer.json()
        assert set(found) == {"jobId", "apiProduct", "expiresAt", "outputs"}
        assert (found["jobId"], found["apiProduct"]) == (job["job_id"], "convert")
        assert set(found["outputs"][0]) == {"url", "expiresAt", "sizeBytes"}
        content = httpx.get(found["outputs"][0]["url"]).content
        assert len(content) == found["outputs"][0]["sizeBytes"]


@pytest.mark.parametrize("seconds", [59, 604_801, "x", None, -1, True, [], 0])
def test_invalid_expiration(api: httpx.Client, job: dict[str, Any], seconds: Any) -> None:
    answer = result(api, job["job_id"], {"expirationSeconds": seconds})
    assert (answer.status_code, answer.json()) == (400, EXPIRATION)


def test_not_found(api: httpx.Client) -> None:
    answer = result(api, "no-such-job", {"expirationSeconds": 3600})
    assert answer.status_code == 404
    assert answer.json() == {"error": {"code": "RESOURCE_NOT_FOUND", "message": "Job not found"}}


def test_failed(api: httpx.Client) -> None:
    job = api.post("/v1/jobs?wait=30", files={"source": ("a.srt", b"")}).json()
    answer = result(api, job["job_id"])
    assert answer.status_code == 400
    assert answer.json() == {
        "error": {"code": "INVALID_REQUEST", "message": "Job failed. No output files available."}
    }


def test_not_completed(product: Product) -> None:
    key = product.cli("keys", "create", "--name", "s", "--sandbox").stdout.strip()
    with product.client(key) as sandbox:
        job = sandbox.post("/v1/jobs", json=description("transcribe")).json()
        answer = result(sandbox, job["job_id"])
    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == "Job is not completed yet. Current status: pending"


def test_links_are_listed_counted_limited_and_revoked(api: httpx.Client, job: dict[str, Any]) -> None:
    wanted = {"job_id": job["job_id"], "expires_in": 60, "max_downloads": 2}
    link = api.post("/v1/links", json=wanted).json()
    assert link["state"] == "active"
    assert httpx.get(link["url"], headers={"range": "bytes=0-3"}).content == b"WEBV"
    assert httpx.get(link["url"], headers={"range": "bytes=4-5"}).content == b"TT"
    assert httpx.get(link["url"]).status_code == 200  # the rest of what the parts began
    assert httpx.get(link["url"]).status_code == 200
    listed = api.get("/v1/links", params={"job_id": job["job_id"]}).json()
    assert [(x["link_id"], x["download_count"], x["state"]) for x in listed] == [
        (link["link_id"], 2, "used_up")
    ]
    assert httpx.get(link["url"]).status_code == 410
    other = api.post("/v1/links", json={"job_id": job["job_id"]}).json()
    assert api.delete(f"/v1/links/{other['link_id']}").json()["state"] == "revoked"
    ended = httpx.get(other["url"])
    assert ended.status_code == 410
    assert "revoked" in ended.text


def test_all_links_that_work(product: Product, api: httpx.Client, job: dict[str, Any]) -> None:
    wanted = {"job_id": job["job_id"], "expires_in": 60}
    first, second = (api.post("/v1/links", json=wanted).json()["link_id"] for _ in range(2))
    listed = [link["link_id"] for link in api.get("/v1/links").json()]
    assert {first, second} <= set(listed)
    page = api.get("/v1/links", params={"limit": 1, "after": listed[0]}).json()
    assert [link["link_id"] for link in page] == listed[1:2]
    refused = api.get("/v1/links", params={"job_id": job["job_id"], "limit": 1})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "job_id")
    printed = [json.loads(line) for line in product.cli("links", "--json").stdout.splitlines()]
    assert [link["link_id"] for link in printed][: len(listed)] == listed
    assert first in product.cli("links").stdout
    api.delete(f"/v1/jobs/{job['job_id']}")
    assert not {first, second} & {link["link_id"] for link in api.get("/v1/links").json()}
    told = api.get("/v1/links", params={"job_id": job["job_id"]}).json()
    assert [link["state"] for link in told] == ["file_removed", "file_removed"]


def test_conditional_and_partial_requests(job: dict[str, Any]) -> None:
    url = job["download_url"]
    whole = httpx.get(url)
    etag = whole.headers["etag"]
    assert httpx.get(url, headers={"if-none-match": etag}).status_code == 304
    tail = httpx.get(url, headers={"range": "bytes=-3", "if-range": etag})
    assert (tail.status_code, tail.content) == (206, whole.content[-3:])
    assert httpx.get(url, headers={"range": "bytes=0-1", "if-range": '"other"'}).status_code == 200
    assert httpx.get(url, headers={"range": "bytes=999999-"}).status_code == 416
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert whole.headers["referrer-policy"] == "no-referrer"


def test_an_altered_link(job: dict[str, Any]) -> None:
    answer = httpx.get(job["download_url"][:-2] + "AA")
    assert answer.status_code == 404
    assert "not valid" in answer.text


@pytest.mark.parametrize("seconds", [59, 604_801])
def test_a_link_has_the_same_bounds(api: httpx.Client, job: dict[str, Any], seconds: int) -> None:
    answer = api.post("/v1/links", json={"job_id": job["job_id"], "expires_in": seconds})
    assert answer.json()["code"] == "invalid_expiration"
