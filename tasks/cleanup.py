"""Cleanup of a job's temporary files when its worker ends it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from app.core.db import read_scope
from app.core.log import logger
from app.core.storage import StorageAway, storage
from app.services import access
from app.services.files.outputs import keep_resumable, work_folder
from app.services.jobs import lookup
from models import Stage
from tasks.steps import StepContext


@contextmanager
def cleaned_up(context: StepContext) -> Iterator[None]:
    """Remove the job's temporary files when the context ends, however that comes.

    A job that failed keeps what its retry goes on from. One that another worker has taken over is left alone:
    the folder is that worker's now.
    """
    try:
        yield
    finally:
        try:
            for key in context.unrecorded:
                storage().delete(key)
        except StorageAway as error:  # the sweep removes what no row names
            logger().warning("storage_away", error=str(error))
        if (folder := work_folder(context.job.id)).exists():
            stage = _stage(context)
            if stage is Stage.FAILED:
                keep_resumable(folder)
            elif stage is not None:
                shutil.rmtree(folder, ignore_errors=True)


def _stage(context: StepContext) -> Stage | None:
    """The stage the job ended or waits for a person at; None when it goes on elsewhere."""
    with read_scope() as session:
        job = lookup.get(session, access.of_job(context.job), context.job.id)
        return Stage(job.stage) if job.ended or job.stage == Stage.EDITING else None
