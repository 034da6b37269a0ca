"""A job in every state that the history can show, on an instance that works on captions only.

What no caption job passes (a person's review, minutes of work) is written into its row: the page reads states
from there, and what its buttons do to them is real.
"""

from __future__ import annotations

import json
import sqlite3
import wave
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import count
from typing import Any

import httpx

from tests.support.product import Product, wait_for

SRT = "1\n00:00:01,000 --> 00:00:02,000\nHello\n"
PROJECT = {
    "format": "cuedeck-project",
    "version": 1,
    "cues": [{"start": 0, "end": 90000000, "text": "Hi"}],
}
NO_SOURCE = "No source"
LATE = "2999-01-01 00:00:00.000000"
_numbers = count(1)


def ago(**length: float) -> str:
    """A moment before now, as the database has it."""
    return f"{datetime.now(UTC) - timedelta(**length):%Y-%m-%d %H:%M:%S.%f}"


def _sound() -> bytes:
    """A second of silence."""
    sound = BytesIO()
    with wave.open(sound, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(16000))
    return sound.getvalue()


@dataclass(frozen=True)
class Made:
    """A job to press buttons on: its id and the name of its source."""

    id: str
    name: str


class Maker:
    """Makes jobs on a started product, on sources of these contents."""

    captions = SRT
    project: Mapping[str, Any] = PROJECT
    media_ending = ".wav"

    def __init__(self, product: Product) -> None:
        self.product = product
        headers = {"origin": product.base_url}
        with httpx.Client(base_url=product.base_url, headers=headers, timeout=60) as person:
            person.post("/auth/sign-in", data={"email": product.email, "password": product.password})
            made = person.post("/v1/keys", json={"name": "sandbox", "sandbox": True})
            self.sandbox_key = str(made.json()["key"])

    def name(self, ending: str) -> str:
        """The name of the next source."""
        return f"source-{next(_numbers)}{ending}"

    def media(self) -> bytes:
        """A source of sound or pictures, whose name has `media_ending`."""
        return _sound()

    def submit(self, *, key: str = "", until: str = "", content: str = "", **config: object) -> Made:
        wanted = {"target_profile": "WebVTT"} | config
        return self.on_upload(".srt", (content or self.captions).encode(), wanted, key=key, until=until)

    def on_upload(
        self, ending: str, data: bytes, config: Mapping[str, object], *, key: str = "", until: str = ""
    ) -> Made:
        """A job on a file that is sent first."""
        name = self.name(ending)
        with self.product.client(key or None) as api:
            sent = api.post("/v1/uploads", content=data, headers={"x-file-name": name}).json()
            answer = api.post("/v1/jobs", json={**config, "upload_id": sent["upload_id"]})
            assert answer.status_code == 202, answer.text
        job_id = str(answer.json()["job_id"])
        if until:
            self.until(job_id, until, key=key)
        return Made(job_id, name)

    def until(self, job_id: str, stage: str, *, key: str = "") -> None:
        """Wait until a job is at this stage."""
        with self.product.client(key or None) as api:
            wait_for(lambda: api.get(f"/v1/jobs/{job_id}").json()["stage"] == stage, 60, stage)

    def write(self, job: Made, **columns: object) -> Made:
        """Set columns of the job's row."""
        names = ", ".join(f"{name} = ?" for name in columns)
        self.execute(f"UPDATE job SET {names} WHERE id = ?", (*columns.values(), job.id))
        return job

    def execute(self, statement: str, values: tuple[object, ...] = ()) -> None:
        with closing(sqlite3.connect(self.product.data_dir / "cuedeck.db", timeout=20)) as database:
            database.execute(statement, values)
            database.commit()

    def bare_draft(self) -> Made:
        with self.product.client() as api:
            sent = api.post("/v1/jobs", json={"start": False, "target_profile": "WebVTT"}).json()
        return Made(sent["job_id"], NO_SOURCE)

    def draft(self) -> Made:
        return self.submit(start=False)

    def queued(self) -> Made:
        """Waits for a queue that nobody works on."""
        name = self.name(".mp4")
        wanted = {"job_type": "fingerprint", "media_path": f"https://media.example/{name}"}
        with self.product.client() as api:
            answer = api.post("/v1/jobs", json=wanted)
        assert answer.status_code == 202, answer.text
        return Made(answer.json()["job_id"], name)

    def draft_on_media(self) -> Made:
        """A draft on an uploaded sound or film."""
        return self.on_upload(self.media_ending, self.media(), {"job_type": "fingerprint", "start": False})

    def processing(self) -> Made:
        held = {"lease_until": LATE, "lease_token": "held", "started_at": ago(minutes=3), "progress": 40}
        return self.write(self.queued(), stage="fingerprinting", status="processing", **held)

    def review(self) -> Made:
        job = self.draft_on_media()  # sent back, it is checked as when it was submitted
        plan = ["transcribing", "transcribed", "editing", "edited"]
        columns = "job_id, output_index, file_stem, source_key, document, cue_count, version, changed_by"
        self.execute(
            f"INSERT INTO captiondraft ({columns}, changed_at) VALUES (?, 0, 'talk', '', ?, ?, 1, '', ?)",
            (job.id, json.dumps(self.project), len(self.project["cues"]), ago(minutes=2)),
        )
        reviewed = {"job_type": "transcribe", "stages": json.dumps(plan), "started_at": ago(minutes=5)}
        return self.write(job, stage="editing", status="processing", **reviewed)

    def completed(self) -> Made:
        return self.submit(until="converted")

    def failed(self) -> Made:
        error = {"error_code": "server_error", "error_message": "The disk was full."}
        ended = {"stage": "failed", "status": "failed", "completed_at": ago(minutes=1)}
        return self.write(self.draft(), **ended, **error)

    def rejected(self) -> Made:
        return self.submit(source_profile="WebVTT", until="rejected")

    def canceled(self) -> Made:
        job = self.queued()
        with self.product.client() as api:
            api.post(f"/v1/jobs/{job.id}/cancel").raise_for_status()
        return job

    def sandbox(self) -> Made:
        return self.submit(key=self.sandbox_key, finish_in=0, until="converted")

    def sandbox_failed(self) -> Made:
        return self.submit(key=self.sandbox_key, finish_in=0, finish_with_error=True, until="failed")

    def sandbox_waiting(self) -> Made:
        return self.submit(key=self.sandbox_key)


Make = Callable[[Maker], Made]
