"""Presets: kept, checked, and what they do to a submission; draft jobs over /v1."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core import clock
from app.core.db import session_scope
from app.services.jobs.schema import Preset as Shown
from app.services.sandbox import jobs
from tests.support.api.minimal import description

pytestmark = pytest.mark.slow

SRT = b"1\n00:00:01,000 --> 00:00:02,500\nHello\n"


def make(client: TestClient, name: str = "P", **fields: Any) -> dict[str, Any]:
    answer = client.post("/v1/presets", json={"name": name, **fields})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    assert set(body) == set(Shown.__annotations__)
    return body


def send(client: TestClient, config: dict[str, Any], **query: Any) -> Any:
    files = {"source": ("a.srt", SRT)}
    return client.post("/v1/jobs", files=files, data={"config": json.dumps(config)}, params=query)


def test_keep_change_and_remove(live: TestClient) -> None:
    made = make(live, "B", job_type="convert", target_profile="WebVTT")
    make(live, "A", job_type="transcribe", editing=True, speaker_names=True)
    assert [found["name"] for found in live.get("/v1/presets").json()] == ["A", "B"]
    path = f"/v1/presets/{made['profile_id']}"
    assert live.get(path).json() == live.get("/v1/presets/B").json() == made
    changed = live.patch(path, json={"name": "C", "target_profile": None}).json()
    assert changed == made | {"name": "C", "target_profile": None}
    assert live.patch(path, json={"name": "A"}).json()["code"] == "conflict"
    assert live.delete(path).json() == changed
    assert live.get(path).json()["code"] == "profile_not_found"
    assert live.post("/v1/presets", json={"name": "C"}).status_code == 201


def test_the_old_address_answers_the_same_and_is_deprecated(live: TestClient) -> None:
    made = live.post("/v1/profiles", json={"name": "Old address"}).json()
    for path in ("", f"/{made['profile_id']}", "/Old address"):
        assert live.get(f"/v1/profiles{path}").json() == live.get(f"/v1/presets{path}").json()
    paths = live.get("/openapi.json").json()["paths"]
    for path in ("", "/{preset_id}"):
        old, new = paths[f"/v1/profiles{path}"], paths[f"/v1/presets{path}"]
        assert list(old) == list(new)
        assert all(operation["deprecated"] for operation in old.values())
        assert not any("deprecated" in operation for operation in new.values())


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"job_type": "dance"}, "job_type"),
        ({"job_type": "convert", "editing": True}, "editing"),
        ({"job_type": "convert", "speaker_names": True}, "speaker_names"),
        ({"job_type": "transcribe", "asr": False}, "asr"),
        ({"job_type": "preview", "target_profile": "WebVTT"}, "target_profile"),
        ({"job_type": "preview", "language": "en"}, "language"),
        ({"settings": {"job_type": "dub"}}, "settings.job_type"),
        ({"settings": {"presetId": "x"}}, "settings.preset_id"),
        ({"settings": {"nope": 1}}, "nope"),
        ({"webhook": "ftp://x"}, "webhook"),
        ({"name": ""}, "name"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_makes_no_sense_is_named(live: TestClient, fields: dict[str, Any], field: str) -> None:
    answer = live.post("/v1/presets", json={"name": "P", **fields})
    assert answer.status_code == 422
    assert field in [problem["field"] for problem in answer.json()["errors"]]
    assert live.get("/v1/presets").json() == []


def test_an_unknown_target(live: TestClient) -> None:
    answer = live.post("/v1/presets", json={"name": "P", "target_profile": "Nope"})
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_profile")


def test_a_preset_gives_defaults_that_the_job_can_change(live: TestClient) -> None:
    settings = {"encode_options": {}, "defaultFrameRate": 25, "offset": "00:00:01:00"}
    preset = make(live, job_type="convert", target_profile="WebVTT", settings=settings)["profile_id"]
    job = send(live, {"preset_id": preset, "offset": "00:00:02:00"}).json()
    assert job["profile_id"] == preset
    assert job["target_profile"] == "WebVTT"
    assert job["parameters"]["default_frame_rate"] == 25
    assert job["parameters"]["offset"] == "00:00:02:00"
    form = live.post("/v1/jobs", files={"source": ("a.srt", SRT)}, data={"preset_id": "P"}).json()
    assert (form["job_type"], form["target_profile"]) == ("convert", "WebVTT")
    camel = send(live, {"presetId": preset, "targetProfile": "SubRip Video Subtitle Script"}).json()
    assert camel["target_profile"] == "SubRip Video Subtitle Script"


def test_a_wrong_preset(live: TestClient) -> None:
    unknown = send(live, {"preset_id": "nope"})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_preset")
    assert "'nope'" in unknown.json()["detail"]
    assert live.get(f"/v1/jobs/{unknown.json()['job_id']}").json()["stage"] == "rejected"
    make(live, job_type="convert")
    other = live.post("/v1/preview", json={"preset_id": "P", "url": "https://example.com/a.mp4"})
    assert (other.status_code, other.json()["errors"][0]["field"]) == (422, "preset_id")


def test_required_metadata_over_v1(live: TestClient) -> None:
    make(live, job_type="convert", required_metadata=["title", "reel"])
    refused = send(live, {"preset_id": "P", "job_metadata": {"title": "T"}})
    assert refused.json()["errors"] == [{"field": "job_metadata.reel", "message": "missing"}]
    accepted = send(live, {"preset_id": "P", "job_metadata": {"title": "T", "reel": 3}})
    assert accepted.json()["job_metadata"] == {"title": "T", "reel": 3}


def test_a_preset_decides_the_stages(rehearsal: TestClient) -> None:
    make(rehearsal, "edit", job_type="transcribe", editing=True)
    make(rehearsal, "alone", job_type="transcribe", editing=True, asr=False)
    media = {"media_url": "https://example.com/a.mp4"}
    for name, stages in (
        ("edit", ["transcribing", "transcribed", "editing", "edited"]),
        ("alone", ["editing", "edited"]),
    ):
        checked = rehearsal.post("/v1/jobs?dry_run=true", json={"preset_id": name, **media}).json()
        assert checked["stages"] == stages
    job = rehearsal.post("/v1/jobs", json={"preset_id": "edit", "finish_in": 1, **media}).json()
    clock.advance(2)
    with session_scope() as session:
        jobs.finish_due(session)
    assert rehearsal.get(f"/v1/jobs/{job['job_id']}").json()["stage"] == "edited"


def test_a_draft_waits_until_it_is_started(live: TestClient) -> None:
    draft = live.post("/v1/jobs", json={"start": False, "target_profile": "WebVTT"})
    assert draft.status_code == 202
    job = draft.json()
    assert (job["status"], job["stage"], job["credits_charged"]) == ("pending", "draft", 0)
    assert "start" not in job["parameters"]
    path = f"/v1/jobs/{job['job_id']}"
    early = live.post(f"{path}/start")
    assert (early.status_code, early.json()["errors"][0]["field"]) == (422, "source")
    upload = live.post("/v1/uploads", content=SRT, headers={"x-file-name": "a.srt"}).json()
    started = live.post(f"{path}/start", json={"upload_id": upload["upload_id"]})
    assert started.status_code == 202
    assert (started.json()["stage"], started.json()["source_name"]) == ("created", "a.srt")
    again = live.post(f"{path}/start")
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    assert live.post("/v1/jobs", files={"config": (None, '{"start": false}')}).json()["stage"] == "draft"


def test_a_draft_can_be_canceled_and_costs_nothing(live: TestClient) -> None:
    job = live.post("/v1/jobs", json={"start": False}).json()
    gone = live.post(f"/v1/jobs/{job['job_id']}/cancel").json()
    assert (gone["stage"], gone["credits_charged"]) == ("canceled", 0)


def test_sandbox_words_on_a_live_key(live: TestClient) -> None:
    for words in ({"finish_in": 0}, {"finish_with_error": True}, {"error_code": "x"}):
        answer = send(live, words)
        assert (answer.status_code, answer.json()["code"]) == (422, "validation_error")
        assert "sandbox" in answer.json()["detail"]


def test_a_sandbox_key_cannot_touch_a_live_job(live: TestClient, rehearsal: TestClient) -> None:
    job = send(live, {}).json()
    path = f"/v1/jobs/{job['job_id']}"
    for method, end in (
        ("GET", ""),
        ("POST", "/cancel"),
        ("POST", "/retry"),
        ("DELETE", ""),
        ("GET", "/draft"),
    ):
        answer = rehearsal.request(method, path + end)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), end
    assert rehearsal.get("/v1/jobs").json()["items"] == []
    assert len(live.get("/v1/jobs").json()["items"]) == 1


def test_inline_output(rehearsal: TestClient) -> None:
    config = description("convert", inline=True, finish_in=0)
    job = rehearsal.post("/v1/jobs", json=config).json()
    other = rehearsal.post("/v1/jobs?inline=true", json=description("convert", finish_in=0)).json()
    plain = rehearsal.post("/v1/jobs", json=description("convert", finish_in=0)).json()
    assert job["output"] is None
    with session_scope() as session:
        jobs.finish_due(session)
    got = rehearsal.get(f"/v1/jobs/{job['job_id']}").json()
    assert base64.b64decode(got["output"]).startswith(b"1\n00:00:00,000")
    assert rehearsal.get(f"/v1/jobs/{other['job_id']}").json()["output"] == got["output"]
    assert rehearsal.get(f"/v1/jobs/{plain['job_id']}").json()["output"] is None
    assert {found["output"] for found in rehearsal.get("/v1/jobs").json()["items"]} == {None}
