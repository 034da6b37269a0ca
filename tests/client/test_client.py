"""The clients against the application in this process, and the two of them against each other."""

from __future__ import annotations

import asyncio
import inspect
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from app.client import types
from app.core.db import session_scope
from app.services.jobs import schema
from app.services.sandbox import jobs
from cuedeck.client import ApiError, AsyncClient, Client


@pytest.fixture
def client(app_client: TestClient, sandbox_key: str) -> Client:
    class InProcess(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            sent = app_client.request(
                request.method, str(request.url), content=request.read(), headers=dict(request.headers)
            )
            headers = dict(sent.headers)
            headers.pop("content-encoding", None)  # it has been decoded
            return httpx.Response(sent.status_code, headers=headers, content=sent.content)

    return Client("http://testserver", sandbox_key, transport=InProcess())


def finish() -> None:
    with session_scope() as session:
        jobs.finish_due(session)


def test_submit_wait_download_share(client: Client, tmp_path: Path) -> None:
    source = tmp_path / "film.srt"
    source.write_bytes(b"1\n00:00:01,000 --> 00:00:02,000\nHi\n")
    description = {"target_profile": "WebVTT", "finish_in": 0}
    made = [
        client.submit(description, source),
        client.submit(description, ("b.srt", b"x")),
        client.submit(description, "https://example.com/c.srt"),
        client.submit(description | {"media_path": "https://example.com/d.srt"}),
    ]
    assert [job["source_name"] for job in made] == ["film.srt", "b.srt", "c.srt", "d.srt"]
    finish()
    job = client.wait(made[0]["job_id"])
    assert job["status"] == "completed"
    target = client.download(job["job_id"], tmp_path / "out.srt")
    assert target.stat().st_size == job["outputs"][0]["size_bytes"]
    link = client.link(job["job_id"], seconds=60)
    assert link["state"] == "active"
    assert link in list(client.links())
    assert [found["job_id"] for found in client.jobs()] == [job["job_id"] for job in reversed(made)]
    assert client.delete(job["job_id"])["files_deleted_at"]
    with pytest.raises(ApiError) as caught:
        client.download(job["job_id"], tmp_path / "gone.srt")
    assert (caught.value.status, caught.value.code) == (404, "not_found")
    assert not (tmp_path / "gone.srt").exists()


def test_drafts_presets_and_steps(client: Client) -> None:
    preset = client.create_preset({"name": "P", "required_metadata": ["title"]})
    assert client.presets() == client.profiles() == [preset]
    job = client.submit({"preset_id": "P", "start": False})
    with pytest.raises(ApiError) as caught:
        client.start(job["job_id"])
    assert [item["field"] for item in caught.value.body["errors"]] == ["source", "job_metadata.title"]
    changes = {"media_url": "https://example.com/a.mp4", "job_metadata": {"title": "T"}}
    assert client.start(job["job_id"], changes)["stage"] == "created"
    assert client.cancel(job["job_id"])["stage"] == "canceled"
    assert client.retry(job["job_id"])["stage"] == "created"
    with pytest.raises(TimeoutError):
        client.wait(job["job_id"], timeout=0, every=0)


def test_refusals_say_why(client: Client) -> None:
    with pytest.raises(ApiError) as caught:
        client.submit({"target_profile": "Nope"})
    error = caught.value
    assert (error.status, error.code) == (422, "unknown_profile")
    assert "WebVTT" in error.hint
    assert client.job(error.job_id or "")["stage"] == "rejected"
    with pytest.raises(ApiError) as caught:
        client.call("POST", "/job/new", v=99)
    assert caught.value.code == "INVALID_OPTION"
    with pytest.raises(ApiError) as caught:
        client.call("POST", "/v1/jobs/x/download-result")
    assert caught.value.code == "RESOURCE_NOT_FOUND"
    with pytest.raises(ApiError) as caught:
        client.job("../keys")  # an id stays in its place
    assert caught.value.status == 404


def test_asynchronous(app_client: TestClient, sandbox_key: str) -> None:
    async def use() -> tuple[Any, list[str]]:
        transport = httpx.ASGITransport(app_client.app)
        async with AsyncClient("http://testserver", sandbox_key, transport=transport) as client:
            job = await client.submit({"finish_in": 0}, ("a.srt", b"x"))
            finish()
            return await client.wait(job["job_id"]), [found["job_id"] async for found in client.jobs()]

    job, listed = asyncio.run(use())
    assert job["status"] == "completed"
    assert listed == [job["job_id"]]


def test_both_clients_have_the_same_methods() -> None:
    for name, method in vars(Client).items():
        if not name.startswith("__") and callable(method):
            twin = getattr(AsyncClient, name)
            assert inspect.signature(twin).parameters == inspect.signature(method).parameters, name


def test_types_are_what_the_api_answers() -> None:
    assert (types.Job, types.Output, types.Step) == (schema.Job, schema.Output, schema.Step)
    assert types.Preset is schema.Preset


def test_the_client_starts_without_the_tables() -> None:
    """Programs that only talk to a server do not wait for the database's packages."""
    heavy = "{'sqlalchemy', 'pydantic', 'fastapi'} & set(sys.modules)"
    program = f"import sys, cuedeck.client; sys.exit(str({heavy}) if {heavy} else 0)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
