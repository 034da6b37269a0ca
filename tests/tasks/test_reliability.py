"""Kill -9 in the middle of the work: nothing lost, nothing done twice."""

from __future__ import annotations

import os
import signal
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.product import Product, start, stop, wait_for

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.timeout(240)]

JOBS = 10


@pytest.fixture
def product() -> Iterator[Product]:
    """An instance whose leases end soon, so that a test need not wait long for them."""
    settings = {"CUEDECK_JOBS__LEASE_SECONDS": "4", "CUEDECK_JOBS__HEARTBEAT_SECONDS": "0.5"}
    with tempfile.TemporaryDirectory() as folder:
        running = start(Path(folder) / "data", **settings)
        yield running
        stop(running)


def long_captions(cues: int = 20_000) -> bytes:
    """Enough work for a conversion to be caught in the middle."""
    stamp = "{:02}:{:02}:{:02},000"
    times = (stamp.format(n // 3600, n // 60 % 60, n % 60) for n in range(cues + 1))
    parts, begin = [], next(times)
    for number, end in enumerate(times, 1):
        parts.append(f"{number}\n{begin} --> {end}\nLine {number} <i>of many</i>\n")
        begin = end
    return "\n".join(parts).encode()


def children(product: Product, word: str) -> list[int]:
    """The processes of the instance whose command line holds `word`."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().decode(errors="replace")
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue  # it ended while we looked
        if parent == product.process.pid and word in command:
            found.append(int(folder.name))
    return found


def statuses(api: httpx.Client) -> list[str]:
    return [job["status"] for job in api.get("/v1/jobs", params={"limit": 100}).json()["items"]]


def kill(product: Product, word: str) -> None:
    (worker,) = children(product, word)
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: children(product, word) not in ([], [worker]), 30, f"a new {word}")


@pytest.mark.parametrize("killed", ["--queues\0captions", "valkey-server"])
def test_ten_jobs_survive_a_kill_exactly_once(product: Product, killed: str) -> None:
    with product.client() as api:
        upload = api.post("/v1/uploads", content=long_captions(), headers={"x-file-name": "film.srt"}).json()
        description = {"upload_id": upload["upload_id"], "target_profile": "WebVTT"}
        made = [api.post("/v1/jobs", json=description).json()["job_id"] for _ in range(JOBS)]
        wait_for(lambda: "processing" in statuses(api) and "completed" in statuses(api), 60, "work to begin")
        kill(product, killed)
        if "captions" in killed:  # once more, as soon as the next one works
            wait_for(lambda: "processing" in statuses(api), 60, "work to go on")
            kill(product, killed)
        wait_for(lambda: statuses(api) == ["completed"] * JOBS, 120, "every job to complete")
    with sqlite3.connect(product.data_dir / "cuedeck.db") as database:
        per_job = "SELECT job_id, count(*) FROM {} GROUP BY job_id"
        completions = dict(
            database.execute(
                "SELECT job_id, count(*) FROM jobevent WHERE event = 'job.completed' GROUP BY job_id"
            )
        )
        outputs = dict(database.execute(per_job.format("output")))
        charges = dict(
            database.execute("SELECT job_id, count(*) FROM ledgerentry WHERE kind = 'charge' GROUP BY job_id")
        )
        hashes = {row[0] for row in database.execute("SELECT sha256 FROM output")}
    assert completions == outputs == charges == dict.fromkeys(made, 1)
    assert len(hashes) == 1
