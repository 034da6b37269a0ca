"""What /readyz says: whether jobs are taken and run, and what is missing in words."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.core import events
from app.core.db import read_scope
from app.core.errors import Unavailable
from app.core.settings import get_settings
from app.core.storage import storage
from app.services.dispatch import workers
from models import queues

LITTLE_BYTES = 512 * 1024**2
"""A disk with less than this is about to refuse files."""

_DATABASE = "The database does not answer: start it, or see the log of this server."
_EVENTS = (
    "The broker does not answer: jobs run all the same, and open pages read their lists every few seconds."
)
_PAGES = "The Redis of page state does not answer: pages cannot be used until it does; the API can."
_DISPATCHER = "No dispatcher runs: lost jobs are not taken back, and webhooks are not sent."


@dataclass(slots=True)
class Readiness:
    """The checks by name, the queues that nobody serves, and why it is not whole."""

    checks: dict[str, bool]
    missing_queues: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    @property
    def runs_some(self) -> bool:
        """Whether some jobs run: without a broker too, but not without a database or any worker."""
        return self.checks["database"] and len(self.missing_queues) < len(queues.ALL)


def check(*, live: bool) -> Readiness:
    """Look at everything; `live` is whether the broker of live events answers."""
    found = Readiness({"database": True, "events": live, "workers": True, "dispatcher": True})
    if not live:
        found.reasons.append(_EVENTS)
    _database(found)
    _files(found)
    _pages(found)
    return found


def _pages(found: Readiness) -> None:
    """Where web processes share page state, whether it can be had."""
    if url := get_settings().page_state_url:
        found.checks["page_state"] = events.answers(url)
        found.reasons += [] if found.checks["page_state"] else [_PAGES]


def _database(found: Readiness) -> None:
    try:
        with read_scope() as session:
            session.execute(text("SELECT 1"))
            found.missing_queues = list(workers.missing_queues(session))
            leaderless = workers.dispatcher_missing(session)
    except SQLAlchemyError:
        found.checks["database"] = False
        found.reasons.insert(0, _DATABASE)
        return
    found.checks |= {"workers": not found.missing_queues, "dispatcher": not leaderless}
    found.reasons += [workers.reason(queue) for queue in found.missing_queues]
    found.reasons += [_DISPATCHER] if leaderless else []


def _files(found: Readiness) -> None:
    """The folder that files are written to first: the store itself, or what is collected for a bucket."""
    folder = get_settings().data_dir
    found.checks["storage"] = os.access(folder, os.R_OK | os.W_OK | os.X_OK)
    if not found.checks["storage"]:
        found.checks["disk"] = False
        found.reasons.append(f"Files cannot be stored: {folder} is not there, or not to be written to.")
        return
    try:
        storage().answers()
    except Unavailable as error:
        found.checks["storage"] = False
        found.reasons.append(error.with_hint)
    free = shutil.disk_usage(folder).free
    found.checks["disk"] = free >= LITTLE_BYTES
    if free < LITTLE_BYTES:
        left = f"{free / 1024**2:,.0f} MB"
        found.reasons.append(f"The disk has {left} left: free some space, or uploads are refused soon.")
