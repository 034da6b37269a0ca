"""A product that is told to work on captions alone says so wherever somebody might wait for more."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.product import CAPTIONS_ONLY, ROOT, Product, start, stop, wait_for

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.timeout(240)]
WORKER = (sys.executable, "-m", "celery", "--quiet", "--app", "tasks.worker", "worker", "--pool", "threads")


@pytest.fixture(scope="module")
def captions_only() -> Iterator[Product]:
    with tempfile.TemporaryDirectory() as folder:
        running = start(Path(folder) / "data", **CAPTIONS_ONLY, CUEDECK_FETCH_ALLOW='["127.0.0.1"]')
        yield running
        stop(running)


@pytest.fixture
def api(captions_only: Product) -> Iterator[httpx.Client]:
    with captions_only.client() as client:
        yield client


def types(api: httpx.Client) -> dict[str, Any]:
    return {kind["job_type"]: kind for kind in api.get("/v1/capabilities").json()["job_types"]}


def test_what_nobody_works_on_is_said_everywhere_and_taken_up_later(
    captions_only: Product, api: httpx.Client
) -> None:
    ready = api.get("/readyz")
    assert (ready.status_code, ready.json()["status"]) == (200, "degraded")
    assert ready.json()["missing_queues"] == ["media", "speech"]
    assert any("Nobody is working on media jobs" in reason for reason in ready.json()["reasons"])
    assert types(api)["convert"]["available"]
    assert not types(api)["preview"]["available"]
    assert "Nobody is working on media jobs" in types(api)["preview"]["reason"]

    job = api.post("/v1/preview", json={"url": "http://127.0.0.1:9/a.mp4"}).json()
    assert "Nobody is working on media jobs" in job["waiting_reason"]
    address = f"/v1/jobs/{job['job_id']}"
    [listed] = api.get("/v1/jobs").json()["items"]
    assert listed["waiting_reason"] == api.get(address).json()["waiting_reason"] == job["waiting_reason"]
    assert "waiting_reason" in captions_only.cli("jobs", "show", job["job_id"]).stdout

    worker = subprocess.Popen(
        [*WORKER, "--queues", "media", "--hostname", "media@here", "--loglevel", "WARNING"],
        cwd=ROOT,
        env=captions_only.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        wait_for(lambda: api.get(address).json()["status"] == "failed", 60, "the job to be taken up")
        assert api.get(address).json()["waiting_reason"] is None
        assert api.get("/readyz").json()["missing_queues"] == ["speech"]
        assert types(api)["preview"]["available"]
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    wait_for(lambda: "media" in api.get("/readyz").json()["missing_queues"], 60, "the worker to be missed")
