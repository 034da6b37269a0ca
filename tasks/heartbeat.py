"""Heartbeat thread of a worker: renews leases and announces the worker."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from app.core.db import session_scope
from app.core.log import logger
from app.core.settings import get_settings
from app.services.dispatch import leases, workers
from app.services.dispatch.leases import Claim

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


def start(worker: str, queues: Collection[str]) -> None:
    """Start the thread for a worker that takes jobs from these queues."""
    threading.Thread(target=_run, args=(worker, queues), name="heartbeat", daemon=True).start()


def renew_leases() -> None:
    """Renew every lease once."""
    with _lock:
        held = dict(_held)
    if not held:
        return
    with session_scope(durable=False) as session:
        lost = leases.renew(session, list(held))
    for claim in lost:
        held[claim].set()


def _announce(worker: str, queues: Collection[str]) -> None:
    with session_scope(durable=False) as session:
        workers.announce(session, worker, queues)


def _run(worker: str, queues: Collection[str]) -> None:
    announced: float | None = None
    while True:
        try:
            if announced is None or time.monotonic() - announced >= workers.RENEW_SECONDS:
                _announce(worker, queues)
                announced = time.monotonic()
            renew_leases()
        except SQLAlchemyError as error:  # the next beat tries again, well before the lease ends
            logger().warning("heartbeat_failed", error=str(error))
        time.sleep(get_settings().jobs.heartbeat_seconds)
