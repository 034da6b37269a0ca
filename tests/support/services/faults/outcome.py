"""What a fault did: jobs are submitted all through it, and afterwards everything is counted."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise

import httpx
from sqlalchemy import Engine, create_engine, text

from app.services.files import store_owner
from tests.support.product import Product, wait_for
from tests.support.services.faults.asker import Answered, Asker
from tests.support.services.faults.page_tab import open_tab

CUES = 400
DESCRIPTION = {"config": '{"target_profile": "WebVTT"}'}
ENOUGH = 100.0
"""Seconds after which whatever has not ended is stuck; a hundred times what it takes."""
ORPHAN_SECONDS = 180.0
"""Seconds within which what a killed worker stored and did not record is removed."""
ASKED = {"health": "/healthz", "get": "/v1/jobs?limit=5"}
"""What is asked for all the time, by the names of the table's columns."""
TAB_SHOWS = 20
"""The newest jobs, all of which an open tab has on its first page."""


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
    faults: int = 0
    stream_seconds: float = 0.0
    tab_seconds: float = 0.0
    answers: dict[str, list[Answered]] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)

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
        "stream true again",
        "tab true again",
    )

    def row(self) -> tuple[str, ...]:
        counts = (self.jobs, self.lost, self.twice, self.stuck, self.refused, self.orphans)
        times = [f"{p95([each.took for each in self.answers[name]]) * 1000:.0f} ms" for name in ASKED]
        return (
            self.fault,
            *map(str, counts),
            *times,
            f"{self.stream_seconds:.1f} s",
            f"{self.tab_seconds:.1f} s",
        )

    def answered_between(self, name: str, begin: float, end: float) -> int:
        """How many questions were asked and answered within a time."""
        return sum(begin <= each.at and each.at + each.took <= end for each in self.answers[name])

    def answered_late(self, name: str, begin: float, end: float) -> int:
        """How many questions that were asked within a time were answered within its last half."""
        middle = (begin + end) / 2
        late = (each.at + each.took for each in self.answers[name] if begin <= each.at)
        return sum(middle <= at <= end for at in late)

    def demand_nothing_lost(self, *, orphans: bool = True) -> None:
        """Every promise about jobs, and that no answer was a 500.

        `orphans` is False where a request was cut off while it stored a file.
        """
        promised = ("lost", "twice", "stuck", "refused", "faults", *(("orphans",) if orphans else ()))
        counted = {name: getattr(self, name) for name in promised}
        assert counted == dict.fromkeys(counted, 0), (counted, self.refusals[-3:])


class Trial:
    """An instance under load: `jobs` are submitted, health and a list are asked for, a stream is read."""

    def __init__(self, product: Product, fault: str, *, patience: float = ENOUGH) -> None:
        self.product, self.outcome, self._patience = product, Outcome(fault), patience
        self.made: list[str] = []
        self._database = _database(product)
        self._earlier = {str(row[0]) for row in self._rows("SELECT id FROM job")}
        self._left_before = set(self._named_by_nobody())
        self._stop, self._done = threading.Event(), threading.Event()
        self._heard: set[str] = set()
        self._lock = threading.Lock()

    @contextmanager
    def under_load(self, submitters: int = 2, before: int = 2, after: int = 2) -> Iterator[None]:
        """Submit all through the block, and see to it that some are submitted before and after."""
        askers = {name: Asker(self.product, path) for name, path in ASKED.items()}
        for asker in askers.values():
            asker.wait_for_begin()
        self._tab = open_tab(self.product, self._done)
        threading.Thread(target=self._listen, daemon=True).start()
        self.submit(before)
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
            try:
                self.submit(after)
                self._settle(lifted)
            finally:
                self._take_answers(askers)
                self._done.set()
                self._database.dispose()

    def _take_answers(self, askers: dict[str, Asker]) -> None:
        outcome = self.outcome
        outcome.answers = {name: asker.answers() for name, asker in askers.items()}
        outcome.faults += sum(each.status == 500 for found in outcome.answers.values() for each in found)

    def submit(self, count: int) -> None:
        """Submit so many jobs as a careful client does: each with one key, again until it is accepted."""
        with self.product.client() as api:
            for _ in range(count):
                self._submit_one(api)

    def _submit_one(self, api: httpx.Client) -> None:
        headers = {"idempotency-key": str(uuid.uuid4())}
        files = {"source": ("film.srt", captions())}
        end = time.monotonic() + ENOUGH
        while time.monotonic() < end:
            try:
                answer = api.post("/v1/jobs", files=files, data=DESCRIPTION, headers=headers)
            except httpx.TransportError:
                time.sleep(0.3)
                continue
            if answer.status_code == 202:
                with self._lock:
                    self.made.append(answer.json()["job_id"])
                return
            self._count_fault(answer)
            self.outcome.refusals.append(answer.text)
            time.sleep(0.3)
        with self._lock:
            self.outcome.refused += 1

    def _submit_on(self) -> None:
        with self.product.client() as api:
            while not self._stop.is_set():
                self._submit_one(api)
                time.sleep(0.25)

    def _count_fault(self, answer: httpx.Response) -> None:
        if answer.status_code == 500:
            with self._lock:
                self.outcome.faults += 1
                self.outcome.refusals.append(answer.text)

    def _listen(self) -> None:
        """Hear the account's events as an open page does; connect again when the stream breaks."""
        last = "0"
        while not self._finished():
            headers = {"accept": "text/event-stream", "last-event-id": last}
            with (
                suppress(httpx.HTTPError),
                self.product.client() as api,
                api.stream("GET", "/v1/events", headers=headers) as stream,
            ):
                for line in stream.iter_lines():
                    if line.startswith("id: "):
                        last = line[4:]
                    if '"job.completed"' in line:
                        self._heard.add(line.split('"job_id":"')[1].split('"')[0])
                    if self._finished():
                        return
            time.sleep(0.2)

    def _finished(self) -> bool:
        return self._done.is_set()

    def _settle(self, lifted: float) -> None:
        """Wait until every job has ended, and until the listener knows it; then count."""
        outcome = self.outcome
        wanted = set(self.made)
        wait_for(lambda: self.completed() >= wanted, self._patience, "every job to complete")
        since = max(time.monotonic(), lifted)
        wait_for(lambda: self._heard >= wanted, self._patience, "the listener to hear of every job")
        outcome.stream_seconds = time.monotonic() - since
        newest = {
            str(row[0]) for row in self._rows(f"SELECT id FROM job ORDER BY number DESC LIMIT {TAB_SHOWS}")
        }
        wait_for(lambda: self._tab.completed() >= newest, self._patience, "the open tab to show every job")
        outcome.tab_seconds = time.monotonic() - since
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
        end = time.monotonic() + ORPHAN_SECONDS
        while any(not key.startswith("upload/") for key in self._orphans()) and time.monotonic() < end:
            time.sleep(1)
        outcome.orphans = len(self._orphans())

    def _orphans(self) -> set[str]:
        """Files that no row names, but for those that an earlier fault of this instance has left."""
        return set(self._named_by_nobody()) - self._left_before

    def _named_by_nobody(self) -> list[str]:
        """Those of a worker that was killed go in a minute or two, uploads later."""
        root = self.product.data_dir / "files"
        named = {
            str(row[0])
            for table in ("upload", "output")
            for row in self._rows(f"SELECT storage_key FROM {table}")
        }
        stored = [self._key(path) for path in root.rglob("*") if path.is_file()]
        return [key for key in stored if key not in named and key != store_owner.KEY]

    def _key(self, path: object) -> str:
        return str(path).rpartition("/files/")[2]

    def _rows(self, question: str) -> list[tuple[object, ...]]:
        with self._database.connect() as connection:
            return [tuple(row) for row in connection.execute(text(question))]


def _database(product: Product) -> Engine:
    """The instance's database, only to be read."""
    file = f"sqlite:///file:{product.data_dir}/cuedeck.db?mode=ro&uri=true"
    return create_engine(product.environment.get("CUEDECK_DATABASE_URL", file), pool_pre_ping=True)
