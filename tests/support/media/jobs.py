"""What the media tests share: films made with ffmpeg, submissions, and what a job leaves behind."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import httpx

from app.media.ffmpeg import ffmpeg_path
from tests.support.product import Product, wait_for
from tests.support.programs import program

LONGEST_SECONDS = 120
"""The limit that the product under test is given."""


def upload(api: httpx.Client, data: bytes, name: str) -> str:
    answer = api.post("/v1/uploads", content=data, headers={"x-file-name": name})
    answer.raise_for_status()
    identifier: str = answer.json()["upload_id"]
    return identifier


def submit(api: httpx.Client, job_type: str, **description: Any) -> dict[str, Any]:
    """The accepted job, or the history entry of a refused one."""
    answer = api.post(f"/v1/{job_type}", json=description).json()
    return show(api, answer["job_id"])


def show(api: httpx.Client, job_id: str) -> dict[str, Any]:
    job: dict[str, Any] = api.get(f"/v1/jobs/{job_id}").json()
    return job


def finished(api: httpx.Client, job: dict[str, Any], seconds: float = 900) -> dict[str, Any]:
    """The job when it has ended."""
    ended = ("completed", "failed")
    wait_for(lambda: show(api, job["job_id"])["status"] in ended, seconds, f"{job['job_type']} to end")
    return show(api, job["job_id"])


def run(api: httpx.Client, job_type: str, **description: Any) -> dict[str, Any]:
    return finished(api, submit(api, job_type, **description))


def output(api: httpx.Client, job: dict[str, Any], index: int = 0) -> bytes:
    answer = api.get(f"/v1/jobs/{job['job_id']}/outputs/{index}")
    answer.raise_for_status()
    return answer.content


def rows(product: Product, query: str, *values: Any) -> list[tuple[Any, ...]]:
    with sqlite3.connect(product.data_dir / "cuedeck.db") as database:
        return list(database.execute(query, values))


def stages(product: Product, job: dict[str, Any]) -> list[str]:
    """Every stage the job passed, as its events tell, in order."""
    found = rows(product, "SELECT stage FROM jobevent WHERE job_id = ? ORDER BY id", job["job_id"])
    return [stage for (stage,) in found]


def cost(product: Product, job: dict[str, Any]) -> int:
    """What the ledger took for a job, all told."""
    ((amount,),) = rows(
        product, "SELECT coalesce(sum(amount), 0) FROM ledgerentry WHERE job_id = ?", job["job_id"]
    )
    return -int(amount)


def assert_refused(product: Product, job: dict[str, Any], stage: str, code: str) -> None:
    """The job ended so, says why and what to do, cost nothing and left no temporary file."""
    assert (job["stage"], job["error_code"]) == (stage, code), job["error_message"]
    assert job["error_message"]
    assert job["error_hint"]
    assert (job["credits_charged"], cost(product, job)) == (0, 0)
    assert_nothing_left(product, job)


def assert_nothing_left(product: Product, job: dict[str, Any]) -> None:
    """Its temporary files go, just after its end; but not the finished chunks that a retry goes on from."""
    folder, passing = product.data_dir / "work" / job["job_id"], product.data_dir / "tmp"

    def left() -> list[Path]:
        found = [path for path in folder.rglob("*") if not path.name.startswith("chunks-")]
        return found + [path for path in passing.rglob("*") if path.is_file()]

    wait_for(lambda: left() == [], 30, "temporary files to go")


def probed(path: Path) -> dict[str, Any]:
    """Streams and format as ffprobe tells them."""
    command = [program("ffprobe"), "-v", "error", "-show_streams", "-show_format", "-of", "json", str(path)]
    facts: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return facts


def captions_in(path: Path, track: int = 0) -> str:
    """A caption track of a video as SubRip text."""
    command = [ffmpeg_path(), "-v", "error", "-i", str(path), "-map", f"0:s:{track}", "-f", "srt", "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode()


def spoken(srt: str) -> str:
    """The words of a SubRip text."""
    blocks = [block.splitlines()[2:] for block in srt.strip().split("\n\n")]
    return " ".join(line for block in blocks for line in block)
