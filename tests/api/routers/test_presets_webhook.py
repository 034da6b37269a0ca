"""A webhook that comes from a preset: called for refused submissions too, and shown without its password."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.core.db import read_scope, session_scope
from models import Preset, WebhookDelivery

HOOK = "https://example.com/hook"
WITH_PASSWORD = "https://ann:secret@example.com/hook"


def owed() -> list[str]:
    with read_scope() as session:
        return [delivery.url for delivery in session.exec(select(WebhookDelivery))]


@pytest.mark.parametrize("place", [{"webhook": HOOK}, {"settings": {"webhook": HOOK}}])
def test_of_a_refused_job(live: TestClient, place: dict[str, Any]) -> None:
    live.post("/v1/presets", json={"name": "P", "job_type": "convert"} | place)
    answer = live.post("/v1/convert", json={"preset_id": "P", "target_profile": "Nothing"})
    assert (answer.status_code, owed()) == (422, [HOOK])
    told = live.get(f"/v1/jobs/{answer.json()['job_id']}").json()
    assert (told["stage"], told["webhook"]) == ("rejected", HOOK)


@pytest.mark.parametrize(
    "wanted",
    [
        {"preset_id": "P", "webhook": None},
        {"preset_id": "P", "webhook": "http://127.0.0.1/x"},
        {"preset_id": "Q"},
        {"preset_id": "P", "job_type": "download"},
        {"preset_id": 7},
        {"preset_id": "P\x00"},
    ],
)
def test_unless_the_submission_says_otherwise(live: TestClient, wanted: dict[str, Any]) -> None:
    live.post("/v1/presets", json={"name": "P", "job_type": "convert", "webhook": HOOK})
    answer = live.post("/v1/jobs", json=wanted | {"target_profile": "Nothing"})
    assert (answer.status_code, owed()) == (422, [])


def test_of_a_refused_staged_job(live: TestClient) -> None:
    live.post("/v1/presets", json={"name": "P", "job_type": "transcribe", "webhook": HOOK})
    answer = live.post("/job/new?v=4", json={"profile": "P", "job_metadata": "none"})
    assert (answer.status_code, owed()) == (400, [HOOK])


def test_is_shown_without_its_password(live: TestClient) -> None:
    made = live.post("/v1/presets", json={"name": "P", "job_type": "convert"}).json()
    with session_scope() as session:  # as it could be given before such addresses were refused
        preset = session.get_one(Preset, made["profile_id"])
        preset.webhook, preset.settings = WITH_PASSWORD, {"webhook": WITH_PASSWORD}
    address = f"/v1/presets/{made['profile_id']}"
    shown = [
        live.get(address).json(),
        live.get("/v1/presets").json()[0],
        live.patch(address, json={"name": "R"}).json(),
        live.delete(address).json(),
    ]
    for preset in shown:
        assert (preset["webhook"], preset["settings"]) == (
            "https://***@example.com/hook",
            {"webhook": "https://***@example.com/hook"},
        )
