"""A job in every state that the history can show, on an instance that works on captions only.

What no caption job passes (a person's review, minutes of work) is written into its row: the page reads states
from there, and what its buttons do to them is real.
"""

from __future__ import annotations

import json
import sqlite3
import wave
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from itertools import count

import httpx

from tests.support.product import Product, wait_for

SRT = "1\n00:00:01,000 --> 00:00:02,000\nHello\n"
PROJECT = {
    "format": "cuedeck-project",
    "version": 1,
    "cues": [{"start": 0, "end": 90000000, "text": "Hi"}],
}
NO_SOURCE = "No source"
SOON, LATE = "2026-01-01 00:00:00.000000", "2999-01-01 00:00:00.000000"
_numbers = count(1)


@dataclass(frozen=True)
class Made:
    """A job to press buttons on: its id and the name of its source."""

    id: str
    name: str


class Maker:
    """Makes jobs on a started product."""

    def __init__(self, product: Product) -> None:
        self.product = product
        headers = {"origin": product.base_url}
        with httpx.Client(base_url=product.base_url, headers=headers, timeout=60) as person:
            person.post("/auth/sign-in", data={"email": product.email, "password": product.password})
            made = person.post("/v1/keys", json={"name": "sandbox", "sandbox": True})
            self.sandbox_key = str(made.json()["key"])

    def submit(self, *, key: str = "", until: str = "", content: str = SRT, **config: object) -> Made:
        name = f"source-{next(_numbers)}.srt"
        with self.product.client(key or None) as api:
            sent = api.post("/v1/uploads", content=content.encode(), headers={"x-file-name": name}).json()
            wanted = {"target_profile": "WebVTT", "upload_id": sent["upload_id"]} | config
            answer = api.post("/v1/jobs", json=wanted)
            assert answer.status_code == 202, answer.text
            job_id = answer.json()["job_id"]
            wait_for(lambda: not until or api.get(f"/v1/jobs/{job_id}").json()["stage"] == until, 60, until)
        return Made(job_id, name)

    def write(self, job: Made, **columns: object) -> Made:
        """Set columns of the job's row."""
        names = ", ".join(f"{name} = ?" for name in columns)
        self._execute(f"UPDATE job SET {names} WHERE id = ?", (*columns.values(), job.id))
        return job

    def _execute(self, statement: str, values: tuple[object, ...]) -> None:
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
        name = f"source-{next(_numbers)}.mp4"
        wanted = {"job_type": "fingerprint", "media_path": f"https://media.example/{name}"}
        with self.product.client() as api:
            answer = api.post("/v1/jobs", json=wanted)
        assert answer.status_code == 202, answer.text
        return Made(answer.json()["job_id"], name)

    def _sound(self) -> Made:
        """A draft on an uploaded sound."""
        name, sound = f"source-{next(_numbers)}.wav", BytesIO()
        with wave.open(sound, "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", ""))
            file.writeframes(bytes(16000))
        with self.product.client() as api:
            sent = api.post("/v1/uploads", content=sound.getvalue(), headers={"x-file-name": name}).json()
            wanted = {"job_type": "fingerprint", "upload_id": sent["upload_id"], "start": False}
            answer = api.post("/v1/jobs", json=wanted)
        assert answer.status_code == 202, answer.text
        return Made(answer.json()["job_id"], name)

    def processing(self) -> Made:
        held = {"lease_until": LATE, "lease_token": "held", "started_at": SOON, "progress": 40}
        return self.write(self.queued(), stage="fingerprinting", status="processing", **held)

    def review(self) -> Made:
        job = self._sound()  # sent back, it is checked as when it was submitted
        plan = ["transcribing", "transcribed", "editing", "edited"]
        columns = "job_id, output_index, file_stem, source_key, document, cue_count, version, changed_by"
        self._execute(
            f"INSERT INTO captiondraft ({columns}, changed_at) VALUES (?, 0, 'talk', '', ?, 1, 1, '', ?)",
            (job.id, json.dumps(PROJECT), SOON),
        )
        reviewed = {"job_type": "transcribe", "stages": json.dumps(plan), "started_at": SOON}
        return self.write(job, stage="editing", status="processing", **reviewed)

    def completed(self) -> Made:
        return self.submit(until="converted")

    def failed(self) -> Made:
        error = {"error_code": "server_error", "error_message": "The disk was full.", "completed_at": SOON}
        return self.write(self.draft(), stage="failed", status="failed", **error)

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
