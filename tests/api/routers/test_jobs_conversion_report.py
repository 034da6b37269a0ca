"""The report of a conversion: what was lost, what is wrong, what was mended, and what `verify` found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.captions.verification import readers
from app.ui.pages.home.detail import report
from tasks import run_job as runner

POOR = b"""WEBVTT

00:05.000 --> 00:06.000 line:0
<v Ann>second

00:01.000 --> 00:05.500 line:0
first
"""


def converted(live: TestClient, address: str, source: bytes = POOR, **fields: str) -> dict[str, Any]:
    sent = {"source": ("poor.vtt", source, "text/vtt")}
    answer = live.post(address, files=sent, data={"source_profile": "auto", **fields})
    assert answer.status_code == 202, answer.text
    runner.run(answer.json()["job_id"])
    job: dict[str, Any] = live.get(f"/v1/jobs/{answer.json()['job_id']}").json()
    assert job["status"] == "completed", job
    return job


def test_losses_and_quality_stand_in_the_job_and_on_its_page(live: TestClient) -> None:
    result = converted(live, "/v1/jobs", guide="netflix")["result_data"]
    assert {loss["kind"] for loss in result["losses"]} == {"speaker", "placement"}
    assert all(loss["count"] and loss["examples"] for loss in result["losses"])
    assert {"order", "overlap"} <= {item["code"] for item in result["quality"]}
    assert result["fixes"] == []
    titles = [section["title"] for section in report.sections(result)]
    assert titles[:2] == ["What the target format cannot hold", "Quality"]


def test_what_reading_left_out_stands_in_the_job_and_on_its_page(live: TestClient) -> None:
    damaged = POOR + b"\n00:0015.000 --> 00:16.000\nA damaged time\n"
    result = converted(live, "/v1/jobs", source=damaged)["result_data"]
    assert [(item["code"], item["cue"]) for item in result["issues"]] == [("unreadable_times", 3)]
    told = {section["title"]: section["findings"] for section in report.sections(result)}
    assert "00:0015.000" in told["Found while reading"][0]["text"]


def test_auto_fix_in_the_address_mends_and_lists_it(live: TestClient) -> None:
    for address in ("/v1/jobs?auto_fix=true", "/v1/convert?auto_fix=true"):
        result = converted(live, address)["result_data"]
        assert {item["code"] for item in result["fixes"]} == {"order", "overlap"}
        assert result["quality"] == []
        assert "Fixed" in [section["title"] for section in report.sections(result)]


def test_auto_fix_is_refused_where_there_are_no_captions(live: TestClient) -> None:
    answer = live.post("/v1/download?auto_fix=true", json={"url": "https://example.com/a.mp4"})
    assert answer.status_code == 422
    assert "auto_fix" in answer.text


def test_verify_says_who_read_the_file_back_and_what_was_found(live: TestClient) -> None:
    for address, fields in (
        ("/v1/jobs", {"config": '{"verify": true, "target_profile": "WebVTT"}'}),
        ("/v1/convert?verify=true", {"target_profile": "WebVTT"}),
    ):
        source = {"source": ("poor.vtt", POOR, "text/vtt")}
        answer = live.post(address, files=source, data=fields)
        assert answer.status_code == 202, answer.text
        runner.run(answer.json()["job_id"])
        job = live.get(f"/v1/jobs/{answer.json()['job_id']}").json()
        told = job["result_data"]["verification"]
        assert [entry["outcome"] for entry in told] == ["same", "same"]
        assert [entry["reader"].split()[0] for entry in told] == ["pysubs2", "webvtt-py"]
        assert report.sections(job["result_data"])[0]["title"] == "Read back"
    assert "verification" not in converted(live, "/v1/jobs")["result_data"]


def test_verify_is_taken_from_json_and_kept_with_the_job(live: TestClient) -> None:
    upload = live.post("/v1/uploads", files={"file": ("poor.vtt", POOR, "text/vtt")}).json()["upload_id"]
    wanted = {"upload_id": upload, "verify": True, "target_profile": "MacCaption 608/708"}
    answer = live.post("/v1/convert", json=wanted)
    assert answer.status_code == 202, answer.text
    runner.run(answer.json()["job_id"])
    job = live.get(f"/v1/jobs/{answer.json()['job_id']}").json()
    assert job["parameters"]["verify"] is True
    (told,) = job["result_data"]["verification"]
    assert told["message"] == "Not read back: no independent reader for MacCaption 608/708."


def test_what_differs_is_a_warning_and_the_job_completes(
    live: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = replace(readers.READERS[0], adapter="tests.support.captions.verification.forgetful_reader")
    monkeypatch.setattr(readers, "READERS", (odd,))
    job = converted(live, "/v1/jobs", verify="true")
    (told,) = job["result_data"]["verification"]
    assert (told["outcome"], told["differences"]) == ("different", 1)
    (section, *_) = report.sections(job["result_data"])
    assert section["title"] == "Read back"
    assert "1 cue where 2 should be" in section["findings"][0]["text"]
    assert "was not found" in section["findings"][0]["where"]


def test_verify_without_its_reader_is_refused_with_the_field(
    live: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = [replace(reader, module="no_such_module_here") for reader in readers.READERS]
    monkeypatch.setattr(readers, "READERS", absent)
    source = {"source": ("poor.vtt", POOR, "text/vtt")}
    answer = live.post("/v1/convert?dry_run=true", files=source, data={"verify": "true"})
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["code"] == "reader_missing"
    assert "pysubs2 is not installed" in problem["detail"]
    assert problem["errors"][0]["field"] == "verify"


def test_only_a_conversion_is_verified(live: TestClient) -> None:
    answer = live.post("/v1/transcribe?verify=true", json={"url": "https://example.com/a.mp4"})
    assert answer.status_code == 422
    assert "verify" in answer.text
