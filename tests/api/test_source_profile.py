"""A source profile that nobody chose is detected, on every way in; a wrong choice is explained."""

from __future__ import annotations

import json
from typing import Any

from starlette.testclient import TestClient

from app.core.db import session_scope
from app.services import profiles
from app.services.access import person
from models import Account
from models.params import PARAMETERS, CaptionParameters
from tasks import jobs as worker

VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n"


def run(client: TestClient, **config: Any) -> dict[str, Any]:
    files = {"source": ("talk.txt", VTT)}
    job = client.post("/v1/jobs", files=files, data={"config": json.dumps(config)}).json()
    worker.run(job["job_id"])
    done: dict[str, Any] = client.get(f"/v1/jobs/{job['job_id']}").json()
    return done


def test_the_default_of_every_job_type_is_auto() -> None:
    for model in PARAMETERS.values():
        if issubclass(model, CaptionParameters):
            assert model.model_fields["source_profile"].default == "auto"


def test_a_file_is_recognised(live: TestClient) -> None:
    done = run(live)
    assert (done["stage"], done["source_profile"]) == ("converted", "WebVTT")


def test_with_a_profile_too(live: TestClient, account: Account) -> None:
    with session_scope() as session:
        profiles.create(session, person(account), {"name": "P", "job_type": "convert"})
    assert run(live, preset_id="P")["source_profile"] == "WebVTT"


def test_a_wrong_choice_is_explained(live: TestClient) -> None:
    done = run(live, source_profile="Scenarist V1.0")
    assert (done["stage"], done["error_code"]) == ("rejected", "wrong_profile")
    assert "WebVTT" in done["error_message"] + done["error_hint"]


def test_the_document_says_so(live: TestClient) -> None:
    schemas = live.get("/openapi.json").json()["components"]["schemas"]
    defaults = {
        name: schema["properties"]["source_profile"]["default"]
        for name, schema in schemas.items()
        if "default" in schema.get("properties", {}).get("source_profile", {})
    }
    assert set(defaults.values()) == {"auto"}
    assert "ConvertParameters" in defaults
