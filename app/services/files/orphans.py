"""Orphans: files that no row names, left by a process that was killed between the two.

A file is stored before the row that names it is committed, so one without a row may also be in the making.
The sweep leaves alone what is younger than its kind takes to be recorded, and what a stage that is being
worked on may have made.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func, or_, true
from sqlmodel import Session, col, select

from app.core import clock
from app.core.child_process import pulse
from app.core.db import read_scope
from app.core.log import logger
from app.core.settings import get_settings
from app.core.storage import storage
from app.core.storage.abandoned import remove_abandoned
from app.core.storage.file_cache import remove_unused
from app.services.files import renditions, store_owner
from app.services.files.outputs import UNDO_OF_MANY, WORK, keep_resumable, texts
from models import Job, JobStep, Output, OutputVersion, Stage, UnfinishedChunk, UnfinishedUpload, Upload

KINDS = ("upload/", "output/", "part/", WORK)
"""What rows name. Renditions are named by what they are made of, and go with it."""
_ANOTHERS = (
    "Another instance keeps its files where this one does: give each a folder, bucket or prefix of its own. "
    f"If that one is gone for good, remove {store_owner.KEY} there. Until then nothing is swept."
)
_GRACE = 60.0
_UPLOAD_GRACE = 900.0
"""An upload is looked at before it is recorded, and waits for that while many come at once."""
_CLOCKS_DIFFER = 120.0
_BATCH = 500
_BEAT_EACH = 50
_T = TypeVar("_T")


class Sweep:
    """Removes orphans; remembers until when everything has been looked at."""

    def __init__(self) -> None:
        self._since = 0.0

    def run(self) -> int:
        """Look at what was stored since the last time; returns how many files were removed."""
        if not store_owner.is_ours():
            logger().warning("files_of_another_instance", hint=_ANOTHERS)
            return 0
        began = time.time()
        stored = _beating(storage().stored_since(self._since))
        found = {key: at for key, at in stored if key.startswith(KINDS)}
        with read_scope() as session:
            orphans = {key: found[key] for key in unrecorded(session, found)}
            made_before = _begin_of_work(session)
        old = [key for key, at in orphans.items() if at < _recorded_by(key, began, made_before)]
        for key in _beating(old):
            renditions.remove_with_source(key)
        young = [at for key, at in orphans.items() if key not in old]
        self._since = min([began - _CLOCKS_DIFFER, *young])
        return len(old) + storage().remove_abandoned()

    def again(self) -> None:
        """Look at everything the next time: a file may also outlive its row."""
        self._since = 0.0


def unrecorded(session: Session, found: dict[str, float]) -> set[str]:
    """The keys of these files, each with when it was stored, that no row names."""
    left = set(found)
    for keys in _batches(found):
        for key, named in _names():
            left.difference_update(session.scalars(select(key).where(key.in_(keys), named)))
    if left:
        first = datetime.fromtimestamp(min(found[key] for key in left) - _CLOCKS_DIFFER, UTC)
        left.difference_update(_kept_for_later(session, col(JobStep.ended_at) >= first))
    if any(key.startswith(WORK) for key in left):  # a copied or restored file looks younger than its stage
        left.difference_update(key for key in _kept_for_later(session) if key.startswith(WORK))
    return left


def _names() -> tuple[tuple[Any, ColumnElement[bool]], ...]:
    """The columns that name files, each with what says that the row still does."""
    since = clock.now() - 2 * UNDO_OF_MANY  # a removal after this may be undone, or be under way
    hidden = col(Output.deleted_at) > since
    return (
        (col(Upload.storage_key), col(Upload.deleted_at).is_(None)),
        (col(Output.storage_key), or_(col(Output.deleted_at).is_(None), hidden)),
        (col(OutputVersion.storage_key), true()),
        (col(UnfinishedChunk.storage_key), true()),
        (col(UnfinishedUpload.storage_key), true()),
    )


def _kept_for_later(session: Session, *conditions: Any) -> Iterator[str]:
    """What stages keep for later ones, until the files of their job are removed."""
    steps = select(JobStep.result).where(col(JobStep.result).is_not(None), *conditions)
    for result in session.exec(steps.execution_options(yield_per=_BATCH)):
        yield from texts(result)


def _begin_of_work(session: Session) -> float:
    """When the longest running stage began; now, when none is running."""
    now = clock.now()
    running = select(func.min(JobStep.started_at)).join(Job, col(Job.id) == col(JobStep.job_id))
    held = running.where(  # by its token: a clock that is set says nothing about a lease
        col(Job.completed_at).is_(None), col(Job.lease_token).is_not(None), col(JobStep.ended_at).is_(None)
    )
    began = session.exec(held).one() or now
    return began.timestamp() - _grace()


def _recorded_by(key: str, now: float, made_before: float) -> float:
    """A file that is older than this moment would have been recorded by now."""
    grace = max(_UPLOAD_GRACE, _grace()) if key.startswith("upload/") else _grace()
    return min(now - grace, made_before)


def _grace() -> float:
    """In a bucket as long as between two sweeps: its server has a clock of its own, and may say of a large
    file when its first part came."""
    return max(_GRACE, storage().sweep_seconds)


def _beating(all_: Iterable[_T]) -> Iterator[_T]:
    """The same, with signs of life: a bucket that is listed, or much that is removed, takes minutes."""
    for number, each in enumerate(all_):
        if number % _BEAT_EACH == 0:
            pulse.beat()
        yield each


def _batches(names: Iterable[str]) -> Iterator[list[str]]:
    """Few enough at a time for one query."""
    ordered = sorted(names)
    for start in range(0, len(ordered), _BATCH):
        yield ordered[start : start + _BATCH]


def remove_local() -> int:
    """Remove what crashed processes of this machine left in its data folder, and copies that nobody uses."""
    data = get_settings().data_dir
    removed = remove_abandoned((data / "tmp").glob("*")) + remove_unused(data / "cache")
    folders = {path.name: path for path in (data / "work").glob("*") if path.is_dir()}
    old = clock.now() - timedelta(seconds=_GRACE)
    with read_scope() as session:
        open_ = _worked_on(session, folders, old)
        failed = _failed(session, folders)
    for job_id in folders.keys() - open_ - failed:
        shutil.rmtree(folders[job_id], ignore_errors=True)
        removed += 1
    for job_id in failed - open_:
        removed += keep_resumable(folders[job_id])
    return removed


def _worked_on(session: Session, job_ids: Iterable[str], since: datetime) -> set[str]:
    """The jobs of these that go on, or have just ended."""
    ids: set[str] = set()
    for some in _batches(job_ids):
        going = select(Job.id).where(
            col(Job.id).in_(some), col(Job.completed_at).is_(None) | (col(Job.changed_at) > since)
        )
        ids.update(session.exec(going))
    return ids


def _failed(session: Session, job_ids: Iterable[str]) -> set[str]:
    ids: set[str] = set()
    for some in _batches(job_ids):
        failed = select(Job.id).where(
            col(Job.id).in_(some), col(Job.stage) == Stage.FAILED, col(Job.files_deleted_at).is_(None)
        )
        ids.update(session.exec(failed))
    return ids
