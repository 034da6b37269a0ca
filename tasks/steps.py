"""What a workflow is made of: one function a working stage, and the context it works in."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.core.db import session_scope
from app.core.errors import JobError
from app.core.storage import Stored, storage
from app.core.storage.base import new_key
from app.services import leases, sources
from app.services.leases import Claim
from app.services.outputs import Made
from models import Job, Stage, Upload
from models.params import JobParameters

_PROGRESS_SECONDS = 0.25


@dataclass(slots=True)
class StepResult:
    """What a step made: `data` is its checkpoint (JSON), `outputs` the job's files if it is the last step.

    `changes` are further job columns to write, such as `frame_rate` or `result_data`.
    """

    data: dict[str, Any] = field(default_factory=dict)
    outputs: list[Made] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class StepContext:
    """What a step may use. `earlier` holds the results of the steps before it, by stage."""

    job: Job
    parameters: JobParameters
    claim: Claim
    upload: Upload | None
    lost: threading.Event = field(default_factory=threading.Event)
    earlier: dict[Stage, dict[str, Any]] = field(default_factory=dict)
    _reported: float = 0.0
    _started: float = field(default_factory=time.monotonic)

    def cancelled(self) -> bool:
        """Whether to stop: the job was canceled or another worker has it."""
        return self.lost.is_set()

    def progress(self, percent: float) -> None:
        """Report 0-100 of this stage; written and published at most four times a second."""
        now = time.monotonic()
        if now - self._reported < _PROGRESS_SECONDS:
            return
        self._reported = now
        elapsed = now - self._started
        eta = round(elapsed / percent * (100 - percent)) if percent >= 5 and elapsed > 3 else None
        with session_scope() as session:
            leases.progress(session, self.claim, self.job, min(percent, 99.9), eta)

    @contextmanager
    def source(self) -> Iterator[Path]:
        """The source file on a local disk, fetched first when the job names an address."""
        if self.upload is None:
            self.upload = self._fetch()
        with storage().path(self.upload.storage_key) as path:
            yield path

    def _fetch(self) -> Upload:
        if self.job.source_url is None:
            raise JobError("The job has no source file.", code="no_source", hint="Submit the file again.")
        file_name, stored = sources.fetch(self.job.source_url, lambda _: None, self.cancelled)
        with session_scope() as session:
            return sources.adopt(session, self.job, file_name, stored)

    def store(self, data: bytes) -> Stored:
        """Keep bytes as an output file."""
        writer = storage().writer(new_key("output"))
        writer.write(data)
        return writer.commit()


StepFunction = Callable[[StepContext], StepResult]


def checkpoint_key(context: StepContext, stage: Stage, version: str) -> str:
    """The hash of input, parameters and engine version that makes a step's result reusable."""
    source = context.upload.sha256 if context.upload else context.job.source_url
    facts: list[Any] = [source, context.job.parameters, version, str(stage)]
    facts += [sorted((str(k), v) for k, v in context.earlier.items())]
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()
