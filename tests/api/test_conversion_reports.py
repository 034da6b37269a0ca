"""The report of a conversion: what was lost, what is wrong, and what `?auto_fix=true` mended."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

from app.ui.pages.detail import report
from tasks import jobs as runner

POOR = b"""WEBVTT

00:05.000 --> 00:06.000 line:0
<v Ann>second

00:01.000 --> 00:05.500 line:0
first
"""


def converted(live: TestClient, address: str, **fields: str) -> dict[str, Any]:
    source = {"source": ("poor.vtt", POOR, "text/vtt")}
    answer = live.post(address, files=source, data={"source_profile": "auto", **fields})
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


def test_auto_fix_in_the_address_mends_and_lists_it(live: TestClient) -> None:
    for address in ("/v1/jobs?auto_fix=true", "/v1/convert?auto_fix=true"):
        result = converted(live, address)["result_data"]
        assert {item["code"] for item in result["fixes"]} == {"order", "overlap"}
        assert result["quality"] == []
        assert "Mended" in [section["title"] for section in report.sections(result)]


def test_auto_fix_is_refused_where_there_are_no_captions(live: TestClient) -> None:
    answer = live.post("/v1/download?auto_fix=true", json={"url": "https://example.com/a.mp4"})
    assert answer.status_code == 422
    assert "auto_fix" in answer.text
