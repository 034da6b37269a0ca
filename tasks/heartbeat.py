"""Heartbeat thread of a worker: renews leases, announces the worker, returns its jobs when it has to stop.

A worker that is asked to stop says so at once of every job it has, for it may be killed at any moment: these
claims are no deaths. What has not ended after `FINISH_SECONDS` is stopped and given back, and goes on
elsewhere from its last checkpoint.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from app.core.child_process import pulse
from app.core.db import session_scope
from app.core.log import logger
from app.core.settings import get_settings
from app.engines import loaded_models
from app.services.dispatch import leases, workers
from app.services.dispatch.leases import Claim
from app.services.engines import capabilities, offers
from tasks import work_quota

FINISH_SECONDS = 20.0
"""How long running jobs may go on when the worker is asked to stop; ten seconds later it is killed."""

stopping = threading.Event()
"""Set when the worker is asked to stop: it begins no job any more."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A job that is worked on here: `lost` ends the work, `beat` is called at each heartbeat."""

    lost: threading.Event
    beat: Callable[[], None]


_held: dict[Claim, _Held] = {}
_lock = threading.Lock()


@contextmanager
def holding(claim: Claim, lost: threading.Event, beat: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Keep the lease alive while the context lasts; `lost` is set when the lease is no longer ours.

    `beat` is called at each heartbeat.
    """
    with _lock:
        _held[claim] = _Held(lost, beat)
    try:
        yield
    finally:
        with _lock:
            _held.pop(claim, None)


def start(worker: str, queues: Collection[str]) -> None:
    """Start the thread for a worker that takes jobs from these queues."""
    pulse.start()
    threading.Thread(target=_run, args=(worker, queues), name="heartbeat", daemon=True).start()


def renew_leases() -> None:
    """Renew every lease once; stop the work whose lease is lost, or that has too many temporary files."""
    with _lock:
        held = dict(_held)
    if not held:
        return
    with session_scope(durable=False) as session:
        lost = leases.renew(session, list(held))
    for claim in (*lost, *work_quota.over(held)):
        held[claim].lost.set()


def begin_stopping(seconds: float = FINISH_SECONDS) -> None:
    """Give back what is being worked on, once it had `seconds` to end. Returns at once."""
    if not stopping.is_set():
        stopping.set()
        threading.Thread(target=_give_back, args=(seconds,), name="giving back", daemon=True).start()


def _give_back(seconds: float) -> None:
    end = time.monotonic() + seconds
    try:
        with session_scope() as session:
            leases.excuse(session, _claims())
        while _claims() and time.monotonic() < end:
            time.sleep(0.1)
        left = _claims()
        with session_scope() as session:
            leases.hand_back(session, left)
    except SQLAlchemyError as error:  # the leases end by themselves
        logger().warning("not_given_back", error=str(error))
    with _lock:
        for held in _held.values():
            held.lost.set()


def _claims() -> list[Claim]:
    with _lock:
        return list(_held)


def _announce(worker: str, queues: Collection[str]) -> None:
    offer = offers.mine(capabilities.offer_here)
    with session_scope(durable=False) as session:
        workers.announce(session, worker, queues, offer)


def _beat() -> None:
    """Tell every job here; one that cannot be told keeps no lease from being renewed."""
    with _lock:
        held = dict(_held)
    for claim, each in held.items():
        try:
            each.beat()
        except SQLAlchemyError:
            raise  # of all of them
        except Exception:  # noqa: BLE001 - a fault of ours, which costs this job's progress only
            logger().exception("beat_failed", job_id=claim.job_id)


def _unload_idle() -> None:
    gone = loaded_models.forget_idle(get_settings().engines.idle_minutes * 60)
    if gone:
        logger().info("models_unloaded", count=gone)


def _run(worker: str, queues: Collection[str]) -> None:
    announced: float | None = None
    while True:
        try:
            if announced is None or time.monotonic() - announced >= workers.RENEW_SECONDS:
                _announce(worker, queues)
                announced = time.monotonic()
            renew_leases()
            _beat()
            _unload_idle()
        except SQLAlchemyError as error:  # the next beat tries again, well before the lease ends
            logger().warning("heartbeat_failed", error=str(error))
        time.sleep(get_settings().jobs.heartbeat_seconds)
