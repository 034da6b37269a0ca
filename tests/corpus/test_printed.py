"""Every code example of the documents runs here, unchanged but for host, key and job id."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.corpus import snippets, tls
from tests.support.corpus.printed import EXAMPLES
from tests.support.corpus.snippets import Target
from tests.support.product import Product

pytestmark = pytest.mark.server

SRT = b"1\n00:00:01,000 --> 00:00:02,500\nHello\n"
SLOW = (".java", ".go")


def of(stem: str) -> list[Any]:
    """The examples of one call; the languages that compile first are slow."""
    found = [name for name in EXAMPLES if Path(name).stem.lower().replace("_", "") == stem]
    assert found
    return [pytest.param(n, marks=pytest.mark.slow if n.endswith(SLOW) else ()) for n in found]


@pytest.fixture(scope="module")
def job(product: Product) -> dict[str, Any]:
    """A completed job, whose id takes the place of the one that the examples name."""
    with product.client() as api:
        job: dict[str, Any] = api.post("/v1/jobs?wait=60", files={"source": ("a.srt", SRT)}).json()
    assert job["status"] == "completed"
    return job


@pytest.fixture
def target(product: Product, job: dict[str, Any]) -> Target:
    return Target(product.base_url, product.key, job["job_id"])


def run(name: str, target: Target, folder: Path) -> str:
    if not name.endswith(".rb"):
        return snippets.run(name, target, folder)
    with tls.front(target.base_url, folder) as (address, certificate):
        secure = Target(address, target.key, target.job_id)
        return snippets.run(name, secure, folder, SSL_CERT_FILE=str(certificate))


@pytest.mark.parametrize("name", of("getjob"))
def test_get_job_status(name: str, target: Target, tmp_path: Path) -> None:
    shown = run(name, target, tmp_path)
    if name.endswith((".sh", ".go")):
        got = json.loads(shown)
        shown = f"{got['status']} {got['download_url']}"
    assert shown.startswith("completed")
    if not name.endswith((".rb", ".php")):
        assert httpx.get(shown.split()[1]).content == SRT


@pytest.mark.parametrize("name", of("listjobs"))
def test_list_jobs(name: str, target: Target, tmp_path: Path) -> None:
    shown = run(name, target, tmp_path)
    if name.endswith((".sh", ".go")):
        found = json.loads(shown)["items"]
        shown = "\n".join(f"{job['job_id']} {job['status']}" for job in found)
    assert f"{target.job_id} completed" in shown.splitlines()


@pytest.mark.parametrize("name", of("downloadresult"))
def test_download_result(name: str, target: Target, tmp_path: Path) -> None:
    shown = run(name, target, tmp_path)
    if name.endswith(".sh"):
        assert httpx.get(json.loads(shown)["outputs"][0]["url"]).content == SRT
        return
    assert ("output.srt" if name.endswith(".java") else f"Downloaded {len(SRT)} bytes") in shown
    if name.endswith(".mjs"):
        assert "saved output.srt" in shown  # the browser's link was clicked
    else:
        assert (tmp_path / "output.srt").read_bytes() == SRT


def test_the_polling_pattern_ends(product: Product, target: Target, tmp_path: Path) -> None:
    with product.client() as api:
        job = api.post("/v1/jobs", files={"source": ("a.srt", SRT)}).json()
        waiting = Target(product.base_url, product.key, job["job_id"])
        run("videoconduit/polling.py", waiting, tmp_path)
        assert api.get(f"/v1/jobs/{job['job_id']}").json()["status"] == "completed"
