"""Preparation: a worker examines a media file and makes its renditions, asked for by whoever looks at it.

The request is only a notice, repeated for as long as somebody waits. So a lost one needs no record: the
renditions themselves say what is done.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterable
from itertools import islice

from app.core import clock, queue
from app.job_types.queues import MEDIA
from app.services.dispatch import workers
from app.services.files import renditions
from app.services.files.renditions import Facts
from models import Job, Stage

WORKING, READY, FAILED = "working", "ready", "failed"
SILENCE = 60.0
"""Seconds without news after which a worker is taken to have died over it."""

AGAIN_AFTER = 600.0
"""Seconds after which what failed is tried again: the reason may have gone, such as a full disk."""

_ASK_AGAIN = 30.0
_asked: dict[str, float] = {}
_lock = threading.Lock()


def is_due(found: Facts | None) -> bool:
    """Whether a worker is to look at a file, by what is known of it."""
    if found is None:
        return True
    age = clock.now().timestamp() - found["at"]
    return (found["state"] == WORKING and age > SILENCE) or (found["state"] == FAILED and age > AGAIN_AFTER)


def request(storage_key: str) -> None:
    """Have a worker prepare a file, at most twice a minute; waits for the broker, for two seconds at most."""
    now = time.monotonic()
    with _lock:
        if now - _asked.get(storage_key, -_ASK_AGAIN) < _ASK_AGAIN:
            return
        for key in [key for key, at in _asked.items() if now - at > _ASK_AGAIN]:
            del _asked[key]
        _asked[storage_key] = now
    if queue.send_task(storage_key, MEDIA, queue.PREPARE_PLAYBACK) is False:
        with _lock:
            _asked.pop(storage_key, None)  # the broker is away: whoever asks next tries again


def waiting_reason(missing_queues: Collection[str]) -> str | None:
    """Why nobody prepares what is requested; None when somebody will."""
    if MEDIA in missing_queues:
        return f"Nothing is prepared for playing now. {workers.reason(MEDIA)}"
    if queue.is_away():
        return (
            "Nothing is prepared for playing now: the message broker does not answer. It goes on by itself."
        )
    return None


def may_prepare(job: Job) -> bool:
    """Whether work is done for the files of a job: it was accepted, and nobody took it back."""
    return job.stage not in (Stage.DRAFT, Stage.CANCELED)


def request_next(job: Job, storage_keys: Iterable[str]) -> None:
    """Request the first of a job's media files that is due; the others are when it is prepared."""
    if may_prepare(job):
        due = (key for key in storage_keys if is_due(renditions.facts(key)))
        for key in islice(due, 1):
            request(key)
