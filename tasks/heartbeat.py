"""One thread a worker process that renews the leases of every job the process runs."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from app.core.db import session_scope
from app.core.log import logger
from app.core.settings import get_settings
from app.services import leases
from app.services.leases import Claim

_held: dict[Claim, threading.Event] = {}
_lock = threading.Lock()


@contextmanager
def holding(claim: Claim, lost: threading.Event) -> Iterator[None]:
    """Keep the lease alive while the context lasts; `lost` is set when the lease is no longer ours."""
    with _lock:
        _held[claim] = lost
    try:
        yield
    finally:
        with _lock:
            _held.pop(claim, None)


def start() -> None:
    """Start the thread."""
    threading.Thread(target=_run, name="heartbeat", daemon=True).start()


def beat() -> None:
    """Renew every lease once."""
    with _lock:
        held = dict(_held)
    if not held:
        return
    with session_scope() as session:
        lost = leases.renew(session, list(held))
    for claim in lost:
        held[claim].set()


def _run() -> None:
    while True:
        time.sleep(get_settings().jobs.heartbeat_seconds)
        try:
            beat()
        except SQLAlchemyError as error:  # the next beat tries again, well before the lease ends
            logger().warning("heartbeat_failed", error=str(error))
