"""Preparation: a worker examines a media file and makes its renditions, asked for by whoever looks at it.

The request is only a notice, repeated now and then for as long as somebody waits. So a lost one needs no row:
the renditions themselves say what is done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import islice

from app.core import clock, queue
from app.core.db import read_scope
from app.core.message_text import counted
from app.core.storage import storage
from app.services.dispatch import workers
from app.services.dispatch.backlog import backlogs
from app.services.files import renditions
from app.services.files.renditions import ASKED, Facts
from models import Job, Stage
from models.queues import MEDIA

WORKING, READY, FAILED = "working", "ready", "failed"
SILENCE = 60.0
"""Seconds without news after which a worker is taken to have died over it."""

AGAIN_AFTER = 600.0
"""Seconds after which what failed is tried again: the reason may have gone, such as a full disk. So is a
request that no worker has begun: the broker may have lost it."""

BEGUN_WITHIN = 3.0
"""Seconds within which a worker that has nothing else to do begins what is requested."""


def is_due(found: Facts | None) -> bool:
    """Whether a worker is to look at a file, by what is known of it."""
    if found is None:
        return True
    age = clock.now().timestamp() - found["at"]
    return (found["state"] == WORKING and age > SILENCE) or (found["state"] == FAILED and age > AGAIN_AFTER)


def request(storage_key: str) -> None:
    """Have a worker prepare a file, unless it was told to; waits for the broker, for two seconds at most.

    Every web process sees the note of that; the worker removes it when the request's turn has come.
    """
    now, asked = clock.now().timestamp(), renditions.read(storage_key, ASKED)
    if asked is not None and 0 <= now - asked < AGAIN_AFTER:
        return
    renditions.write(storage_key, ASKED, now)
    if queue.send_task(storage_key, MEDIA, queue.PREPARE_PLAYBACK) is False:
        begun(storage_key)  # the broker is away: whoever asks next tries again


def begun(storage_key: str) -> None:
    """No request for this file waits for a worker any more."""
    storage().delete(renditions.key(storage_key, ASKED))


def waiting_reason(missing_queues: Collection[str]) -> str | None:
    """Why nobody prepares what is requested; None when somebody will."""
    if MEDIA in missing_queues:
        return f"Nothing is prepared for playing now. {workers.reason(MEDIA)}"
    if queue.is_away():
        return (
            "Nothing is prepared for playing now: the message broker does not answer. It goes on by itself."
        )
    return None


def turn_reason(storage_keys: Iterable[str]) -> str | None:
    """What a request for one of these files waits behind; None when none has waited for long."""
    if not any(map(_waits, storage_keys)):
        return None
    with read_scope() as session:
        ahead = next(each for each in backlogs(session) if each.queue == MEDIA)
    if not (jobs := ahead.running + ahead.waiting):
        return None
    return f"Waits for its turn to be prepared for playing. The queue “{MEDIA}” has {counted(jobs, 'job')}."


def _waits(storage_key: str) -> bool:
    asked = renditions.read(storage_key, ASKED)
    return asked is not None and clock.now().timestamp() - asked > BEGUN_WITHIN


def may_prepare(job: Job) -> bool:
    """Whether work is done for the files of a job: it was accepted, and nobody took it back."""
    return job.stage not in (Stage.DRAFT, Stage.CANCELED)


def request_next(job: Job, known: Mapping[str, Facts | None]) -> None:
    """Request the first of a job's media files that is due; the others are when it is prepared.

    `known` is what is known of each, by its storage key.
    """
    if may_prepare(job):
        for key in islice((key for key, found in known.items() if is_due(found)), 1):
            request(key)
