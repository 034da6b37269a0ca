"""What a fault did: jobs are submitted all through it, and afterwards everything is counted."""

from __future__ import annotations

import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise

import httpx

from tests.support.product import Product, wait_for

CUES = 400
DESCRIPTION = {"config": '{"target_profile": "WebVTT"}'}
ENOUGH = 100.0
"""Seconds after which whatever has not ended is stuck; a hundred times what it takes."""


def captions(cues: int = CUES) -> bytes:
    stamp = "{:02}:{:02}:{:02},000"
    times = [stamp.format(n // 3600, n // 60 % 60, n % 60) for n in range(cues + 1)]
    lines = (
        f"{n}\n{begin} --> {end}\nLine {n} <i>of many</i>\n"
        for n, (begin, end) in enumerate(pairwise(times), 1)
    )
    return "\n".join(lines).encode()


def p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)] if values else float("nan")


@dataclass
class Outcome:
    """One line of the table."""

    fault: str
    jobs: int = 0
    lost: int = 0
    twice: int = 0
    stuck: int = 0
    refused: int = 0
    orphans: int = 0
    listener_seconds: float = 0.0
    answers: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)
    slowest: float = 0.0

    HEAD = (
        "fault",
        "jobs",
        "lost",
        "twice",
        "stuck",
        "refused",
        "orphans",
        "/healthz p95",
        "GET p95",
        "true again",
    )

    def row(self) -> tuple[str, ...]:
        counts = (self.jobs, self.lost, self.twice, self.stuck, self.refused, self.orphans)
        times = [
            f"{p95([took for _, took in self.answers[name]]) * 1000:.0f} ms" for name in ("health", "get")
        ]
        return self.fault, *map(str, counts), *times, f"{self.listener_seconds:.1f} s"

    def answered_between(self, name: str, begin: float, end: float) -> int:
        """How many questions were asked and answered within a time."""
        return sum(begin <= at and at + took <= end for at, took in self.answers[name])

    def demand_nothing_lost(self, *, orphans: bool = True) -> None:
        """Every promise about jobs; `orphans` is False where a request was cut off while it stored a file."""
        promised = ("lost", "twice", "stuck", "refused", *(("orphans",) if orphans else ()))
        counted = {name: getattr(self, name) for name in promised}
        assert counted == dict.fromkeys(counted, 0), (counted, self.refusals[-3:])


class Trial:
    """An instance under load: `jobs` are submitted, health and a list are asked for, a stream is read."""

    def __init__(self, product: Product, fault: str, *, patience: float = ENOUGH) -> None:
        self.product, self.outcome, self._patience = product, Outcome(fault), patience
        self.made: list[str] = []
        self._earlier = {str(row[0]) for row in self._rows("SELECT id FROM job")}
        self._stop, self._done = threading.Event(), threading.Event()
        self._heard: set[str] = set()
        self._lock = threading.Lock()

    @contextmanager
    def under_load(self, submitters: int = 2, before: int = 2, after: int = 2) -> Iterator[None]:
        """Submit all through the block, and see to it that some are submitted before and after."""
        self.outcome.answers = {"health": [], "get": []}
        watchers = [
            threading.Thread(target=self._ask, args=("health", "/healthz"), daemon=True),
            threading.Thread(target=self._ask, args=("get", "/v1/jobs?limit=5"), daemon=True),
            threading.Thread(target=self._listen, daemon=True),
        ]
        for thread in watchers:
            thread.start()
        for _ in range(before):
            self.submit()
        busy = [threading.Thread(target=self._submit_on, daemon=True) for _ in range(submitters)]
        for thread in busy:
            thread.start()
        try:
            yield
        finally:
            lifted = time.monotonic()
            self._stop.set()
            for thread in busy:
                thread.join(ENOUGH)
            for _ in range(after):
                self.submit()
            self._settle(lifted)
            self._done.set()

    def submit(self) -> None:
        """Submit a job as a careful client does: with one key, again until it is accepted."""
        headers = {"idempotency-key": str(uuid.uuid4())}
        files = {"source": ("film.srt", captions())}
        end = time.monotonic() + ENOUGH
        while time.monotonic() < end:
            try:
                with self.product.client() as api:
                    answer = api.post("/v1/jobs", files=files, data=DESCRIPTION, headers=headers)
            except httpx.TransportError:
                time.sleep(0.3)
                continue
            if answer.status_code == 202:
                with self._lock:
                    self.made.append(answer.json()["job_id"])
                return
            self.outcome.refusals.append(answer.text)
            time.sleep(0.3)
        with self._lock:
            self.outcome.refused += 1

    def _submit_on(self) -> None:
        while not self._stop.is_set():
            self.submit()
            time.sleep(0.25)

    def _ask(self, name: str, path: str) -> None:
        with self.product.client() as api:
            while not self._finished():
                began = time.monotonic()
                try:
                    api.get(path)
                except httpx.TransportError:
                    time.sleep(0.1)
                    continue
                self.outcome.answers[name].append((began, time.monotonic() - began))
                time.sleep(0.02)

    def _listen(self) -> None:
        """Hear the account's events as an open page does; connect again when the stream breaks."""
        last = "0"
        while not self._finished():
            try:
                headers = {"accept": "text/event-stream", "last-event-id": last}
                with self.product.client() as api, api.stream("GET", "/v1/events", headers=headers) as stream:
                    for line in stream.iter_lines():
                        if line.startswith("id: "):
                            last = line[4:]
                        if '"job.completed"' in line:
                            self._heard.add(line.split('"job_id":"')[1].split('"')[0])
                        if self._finished():
                            return
            except httpx.HTTPError:
                time.sleep(0.2)

    def _finished(self) -> bool:
        return self._done.is_set()

    def _settle(self, lifted: float) -> None:
        """Wait until every job has ended, and until the listener knows it; then count."""
        outcome = self.outcome
        wanted = set(self.made)
        wait_for(lambda: self.completed() >= wanted, self._patience, "every job to complete")
        ended = time.monotonic()
        wait_for(lambda: self._heard >= wanted, self._patience, "the listener to hear of every job")
        outcome.listener_seconds = time.monotonic() - max(ended, lifted)
        outcome.jobs = len(wanted)
        self._count(wanted)

    def completed(self) -> set[str]:
        """The ids of the jobs that have completed by now."""
        return {str(row[0]) for row in self._rows("SELECT id FROM job WHERE status = 'completed'")}

    def _count(self, wanted: set[str]) -> None:
        per_job = "SELECT job_id, count(*) FROM {} GROUP BY job_id"
        ends = dict(self._rows(per_job.format("jobevent WHERE event = 'job.completed'")))
        charges = dict(self._rows(per_job.format("ledgerentry WHERE kind = 'charge'")))
        outputs = dict(self._rows(per_job.format("output")))
        known = {str(row[0]) for row in self._rows("SELECT id FROM job WHERE stage != 'rejected'")}
        outcome = self.outcome
        outcome.lost = len(wanted - set(ends)) + len(wanted - set(outputs)) + len(wanted - set(charges))
        outcome.twice = sum(n > 1 for each in (ends, charges, outputs) for n in each.values())
        outcome.twice += len(known - wanted - self._earlier)
        outcome.stuck = len(self._rows("SELECT id FROM job WHERE completed_at IS NULL"))
        assert len(self._rows("SELECT DISTINCT sha256 FROM output")) == 1  # all as in a clean run
        outcome.orphans = self._orphans()

    def _orphans(self) -> int:
        """Files that no row names; what an interrupted request left is removed within a minute or two."""
        root = self.product.data_dir / "files"
        named = {
            str(row[0])
            for table in ("upload", "output")
            for row in self._rows(f"SELECT storage_key FROM {table}")
        }
        return len([path for path in root.rglob("*") if path.is_file() and self._key(path) not in named])

    def _key(self, path: object) -> str:
        return str(path).rpartition("/files/")[2]

    def _rows(self, question: str) -> list[tuple[object, ...]]:
        with sqlite3.connect(
            f"file:{self.product.data_dir}/cuedeck.db?mode=ro", uri=True, timeout=30
        ) as database:
            return list(database.execute(question))
