"""A source profile that nobody chose is detected, on every way in; a wrong choice is explained."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from app.cli import client
from app.cli.main import cli
from app.core.db import session_scope
from app.job_types import JOB_TYPES
from app.job_types.caption_parameters import CaptionParameters
from app.services.access import person
from app.services.engines import capabilities
from app.services.jobs import presets
from models import Account
from tasks import run_job as worker

SPANISH = {"target_language": "es"}
VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n"


def run(client: TestClient, **config: Any) -> dict[str, Any]:
    files = {"source": ("talk.txt", VTT)}
    job = client.post("/v1/jobs", files=files, data={"config": json.dumps(config)}).json()
    worker.run(job["job_id"])
    done: dict[str, Any] = client.get(f"/v1/jobs/{job['job_id']}").json()
    return done


def test_the_default_of_every_job_type_is_auto() -> None:
    for model in (kind.parameters for kind in JOB_TYPES.values()):
        if issubclass(model, CaptionParameters):
            assert model.model_fields["source_profile"].default == "auto"


def test_a_file_is_recognised(live: TestClient) -> None:
    done = run(live)
    assert (done["stage"], done["source_profile"]) == ("converted", "WebVTT")


def test_with_a_profile_too(live: TestClient, account: Account) -> None:
    with session_scope() as session:
        presets.create(session, person(account), {"name": "P", "job_type": "convert"})
    assert run(live, preset_id="P")["source_profile"] == "WebVTT"


def test_a_wrong_choice_is_explained(live: TestClient) -> None:
    done = run(live, source_profile="Scenarist V1.0")
    assert (done["stage"], done["error_code"]) == ("rejected", "wrong_profile")
    assert "WebVTT" in done["error_message"] + done["error_hint"]


@pytest.mark.parametrize(("chosen", "sent"), [([], None), (["auto"], None), (["SAMI"], "SAMI")])
def test_on_the_command_line(
    live: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chosen: list[str], sent: str | None
) -> None:
    monkeypatch.setattr(client, "api", lambda: nullcontext(_Api(live)))
    (tmp_path / "talk.txt").write_bytes(VTT)
    options = [word for name in chosen for word in ("--source-profile", name)]
    done = CliRunner().invoke(cli, ["submit", str(tmp_path / "talk.txt"), *options, "--json"])
    assert done.exit_code == 0, done.output
    job = json.loads(done.output.splitlines()[-1])
    assert job["parameters"].get("source_profile") == sent
    worker.run(job["job_id"])
    ended = live.get(f"/v1/jobs/{job['job_id']}").json()
    assert (ended["source_profile"], ended["error_code"]) == (
        ("SAMI", "wrong_profile") if sent else ("WebVTT", None)
    )


class _Api:
    """The command line's client, on the application in this process."""

    def __init__(self, live: TestClient) -> None:
        self._live = live

    def submit(self, description: dict[str, Any], source: Any) -> Any:
        path = Path(source)
        files = {"source": (path.name, path.read_bytes())}
        return self._live.post("/v1/jobs", files=files, data={"config": json.dumps(description)}).json()


def test_in_a_staged_job(live: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capabilities, "missing", lambda _: None)
    live.post("/v1/presets", json={"name": "P", "job_type": "translate", "settings": SPANISH})
    number = live.post("/job/new?v=4", json={"profile": "P"}).json()["job_id"]
    added = live.post(f"/job/add_media?v=4&job_id={number}", files={"media": ("talk.txt", VTT)})
    assert added.status_code == 200, added.text
    job = live.get("/v1/jobs").json()["items"][0]
    assert (job["number"], job["source_profile"]) == (number, "auto")


def test_the_document_says_so(live: TestClient) -> None:
    schemas = live.get("/openapi.json").json()["components"]["schemas"]
    defaults = {
        name: schema["properties"]["source_profile"]["default"]
        for name, schema in schemas.items()
        if "default" in schema.get("properties", {}).get("source_profile", {})
    }
    assert set(defaults.values()) == {"auto"}
    assert "ConvertParameters" in defaults
