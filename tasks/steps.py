"""What a workflow is made of: one function a working stage, and the context it works in."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.core.db import read_scope, session_scope
from app.core.errors import JobError
from app.core.progress import Slice
from app.core.settings import get_settings
from app.core.storage import Stored, read_stored, storage, store, store_file
from app.core.storage.base import new_key
from app.job_types import JOB_TYPES
from app.job_types.parameters import JobParameters
from app.job_types.stages import DONE_OF
from app.services import access
from app.services.dispatch import leases
from app.services.dispatch.leases import Claim
from app.services.dispatch.usual_times import usual_times
from app.services.files import remote_sources, uploads
from app.services.files.outputs import NewOutput, work_folder
from models import Job, Stage, Upload
from tasks.progress_estimate import FETCHING_SHARE, ProgressEstimate

_PROGRESS_SECONDS, _SILENT_SECONDS = 0.25, 0.9


@dataclass(slots=True)
class StepResult:
    """What a step made: `data` is its checkpoint (JSON), `outputs` the job's files if it is the last step.

    `changes` are further job columns to write, such as `frame_rate` or `result_data`.
    """

    data: dict[str, Any] = field(default_factory=dict)
    outputs: list[NewOutput] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class StepContext:
    """What a step may use. `earlier` holds the results of the steps before it, by stage.

    `unrecorded` are the storage keys of what was stored and is not yet on record: when the step fails, they
    go with it. `opened` is where the source lies, once it was asked for.
    """

    job: Job
    parameters: JobParameters
    claim: Claim
    upload: Upload | None
    lost: threading.Event = field(default_factory=threading.Event)
    earlier: dict[Stage, dict[str, Any]] = field(default_factory=dict)
    unrecorded: list[str] = field(default_factory=list)
    opened: Path | None = None
    _began: float = field(default_factory=time.monotonic)
    _reported: float = field(default_factory=time.monotonic)
    _untold: bool = False
    _estimate: ProgressEstimate | None = None
    _estimate_lock: threading.Lock = field(default_factory=threading.Lock)
    _fetched: dict[Stage, float] = field(default_factory=dict)

    def begin(self) -> None:
        """A stage begins: from now on its time counts."""
        self._began = time.monotonic()

    def cancelled(self) -> bool:
        """Whether to stop: the job was canceled or another worker has it."""
        return self.lost.is_set()

    @property
    def folder(self) -> Path:
        """A folder of this job's own for work in progress; it outlives a crash and goes when the job ends."""
        folder = work_folder(self.job.id)
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def progress(self, fraction: float) -> None:
        """Report 0.0 to 1.0 of this stage; written and published at most four times a second."""
        begun = self._fetched.get(self._stage(), 0.0)
        self._report(begun + (1.0 - begun) * fraction)

    def beat(self) -> None:
        """Write how far the job probably is: nothing was reported for a second, or more than was told."""
        if self._untold or time.monotonic() - self._reported >= _SILENT_SECONDS:
            self._write(self._stage())

    def _report(self, fraction: float) -> None:
        stage = self._stage()
        self._known_estimate().report(stage, fraction)
        self._untold = time.monotonic() - self._reported < _PROGRESS_SECONDS
        if not self._untold:
            self._write(stage)

    def _write(self, stage: Stage) -> None:
        self._reported, self._untold = time.monotonic(), False
        percent, left = self._known_estimate().estimate(stage)
        with session_scope(durable=False) as session:
            leases.progress(session, self.claim, self.job, stage, percent, left)

    def _stage(self) -> Stage:
        """The stage at work: the first working one without a result; the last once all have theirs."""
        working = self._working()
        return next((stage for stage in working if stage not in self.earlier), working[-1])

    def _working(self) -> list[Stage]:
        return [stage for stage in map(Stage, self.job.stages) if stage in DONE_OF]

    def _known_estimate(self) -> ProgressEstimate:
        """What stages usually take is looked up when it is first needed: quick jobs report nothing."""
        with self._estimate_lock:
            if self._estimate is None:
                working = self._working()
                self._estimate = ProgressEstimate(working, _usual_times(working), lambda: self._began)
            return self._estimate

    @contextmanager
    def source(self) -> Iterator[Path]:
        """The source file on a local disk, fetched first when the job names an address."""
        if self.upload is None:
            self.upload = self._fetch()
        with storage().path(self.upload.storage_key) as path:
            self.opened = path
            yield path

    def find_upload(self, upload_id: str) -> Upload:
        """Another upload of the job's account."""
        with read_scope() as session:
            return uploads.get(session, access.of_job(self.job), upload_id)

    @contextmanager
    def stored(self, key: str) -> Iterator[Path]:
        """A stored file on a local disk."""
        with storage().path(key) as path:
            yield path

    @contextmanager
    def fetched(self, address: str, max_bytes: int) -> Iterator[tuple[str, Path]]:
        """The name and the file behind a second address of the job; the file is gone afterwards."""
        name, got = remote_sources.fetch(address, lambda _: None, self.cancelled, max_bytes)
        try:
            with storage().path(got.key) as path:
                yield name, path
        finally:
            storage().delete(got.key)

    def _fetch(self) -> Upload:
        if self.job.source_url is None:
            raise JobError("The job has no source file.", code="no_source", hint="Submit the file again.")
        limits, kind = get_settings().limits, JOB_TYPES[self.job.job_type]
        most = limits.caption_bytes if kind.only_captions else limits.upload_bytes
        fetched = Slice(self._report, 0.0, FETCHING_SHARE)
        file_name, stored = remote_sources.fetch(self.job.source_url, fetched, self.cancelled, most)
        self._fetched[self._stage()] = FETCHING_SHARE
        with session_scope() as session:
            return remote_sources.add_fetched(session, self.job, file_name, stored)

    def store(self, data: bytes, kind: str = "output") -> Stored:
        """Keep bytes as an output, or (`kind` "work") as something a later stage needs."""
        return self._noted(store(new_key(kind), [data]))

    def store_file(self, path: Path, kind: str = "output") -> Stored:
        """Keep a file, chunk by chunk."""
        return self._noted(store_file(new_key(kind), path))

    def _noted(self, stored: Stored) -> Stored:
        self.unrecorded.append(stored.key)
        return stored

    def load(self, key: str) -> bytes:
        """What an earlier stage kept."""
        return read_stored(key)


def _usual_times(working: list[Stage]) -> dict[Stage, float]:
    """What these stages usually take; of a single one it makes no difference."""
    if len(working) < 2:
        return {}
    with read_scope() as session:
        return usual_times(session, working)


StepFunction = Callable[[StepContext], StepResult]

STEPS: dict[Stage, StepFunction] = {}
"""The function of each working stage, filled by the modules of tasks.stages."""


def runs(stage: Stage) -> Callable[[StepFunction], StepFunction]:
    """Make a function the one that does the work of a stage."""

    def register(function: StepFunction) -> StepFunction:
        STEPS[stage] = function
        return function

    return register
