"""How bodies may come: with a byte order mark, and with every field once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

SRT = b"1\n00:00:01,000 --> 00:00:02,000\nHi\n"
BOM = b"\xef\xbb\xbf"
CONFIG = {"target_profile": "WebVTT", "media_path": "https://example.com/a.srt"}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/jobs", CONFIG),
        ("/v1/convert", CONFIG),
        ("/v1/presets", {"name": "P"}),
        ("/v1/webhooks", {"url": "https://example.com/"}),
        ("/v1/keys", {"name": "k"}),
        ("/job/new?v=4", {"job_name": "n"}),
    ],
)
def test_a_byte_order_mark_is_read_over(live: TestClient, path: str, body: dict[str, Any]) -> None:
    headers = {"content-type": "application/json"}
    answer = live.post(path, content=BOM + json.dumps(body).encode(), headers=headers)
    assert answer.status_code in (200, 201, 202), answer.text


def test_in_a_form_too(live: TestClient) -> None:
    config = BOM.decode() + json.dumps({"target_profile": "WebVTT"})
    answer = live.post("/v1/jobs", files={"source": ("a.srt", SRT)}, data={"config": config})
    assert answer.status_code == 202, answer.text
    assert answer.json()["target_profile"] == "WebVTT"


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ([("source", ("a.srt", SRT)), ("source", ("b.srt", SRT))], "source"),
        ([("source", ("a.srt", SRT)), ("source", (None, "https://example.com/b.srt"))], "source"),
        ([("source", ("a.srt", SRT)), ("config", (None, "{}")), ("config", (None, "{}"))], "config"),
        ([("source", ("a.srt", SRT)), ("job_name", (None, "a")), ("job_name", (None, "b"))], "job_name"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/jobs", "/v1/convert", "/v1/jobs?dry_run=true"])
def test_a_doubled_part_is_refused(live: TestClient, path: str, parts: list[Any], name: str) -> None:
    answer = live.post(path, files=parts)
    assert (answer.status_code, answer.json()["code"]) == (400, "duplicate_field")
    assert [error["field"] for error in answer.json()["errors"]] == [name]


def test_a_doubled_part_of_a_staged_job(live: TestClient) -> None:
    number = live.post("/job/new?v=4").json()["job_id"]
    files = [("media", ("a.srt", SRT)), ("media", ("b.srt", SRT))]
    answer = live.post("/job/add_media?v=4", files=files, data={"job_id": str(number)})
    assert answer.status_code == 400
    assert "media" in answer.json()["ErrorComment"]


def test_a_doubled_upload(live: TestClient) -> None:
    answer = live.post("/v1/uploads", files=[("file", ("a.srt", SRT)), ("file", ("b.srt", SRT))])
    assert (answer.status_code, answer.json()["code"]) == (400, "duplicate_field")


def test_a_name_that_is_twice_in_an_object(live: TestClient) -> None:
    body = b'{"media_path": "https://example.com/a.srt", "job_name": "a", "job_name": "b"}'
    answer = live.post("/v1/jobs", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, "duplicate_field")
