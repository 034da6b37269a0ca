"""Cleanup of a job's temporary files when its worker ends it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from app.core.db import read_scope
from app.core.storage import storage
from app.services import access
from app.services.files.outputs import work_folder
from app.services.jobs import lookup
from models import Stage
from tasks.steps import StepContext

RESUMABLE_FILES = "chunks-*.jsonl"
"""Files a retry goes on from; everything else in a work folder can be made again."""


@contextmanager
def cleaned_up(context: StepContext) -> Iterator[None]:
    """Remove the job's temporary files when the context ends, however that comes.

    A job that failed keeps what its retry goes on from. One that another worker has taken over is left alone:
    the folder is that worker's now.
    """
    try:
        yield
    finally:
        for key in context.unrecorded:
            storage().delete(key)
        if (folder := work_folder(context.job.id)).exists():
            stage = _stage(context)
            if stage is Stage.FAILED:
                _keep_only_resumable(context)
            elif stage is not None:
                shutil.rmtree(folder, ignore_errors=True)


def _stage(context: StepContext) -> Stage | None:
    """The stage the job ended or waits for a person at; None when it goes on elsewhere."""
    with read_scope() as session:
        job = lookup.get(session, access.of_job(context.job), context.job.id)
        return Stage(job.stage) if job.ended or job.stage == Stage.EDITING else None


def _keep_only_resumable(context: StepContext) -> None:
    folder = work_folder(context.job.id)
    kept = set(folder.glob(RESUMABLE_FILES))
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path not in kept:
            path.unlink(missing_ok=True)
    if not kept:
        folder.rmdir()
