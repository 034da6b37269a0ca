"""The dispatcher: `python -m tasks.dispatcher`. A loop that sweeps, expires and sends webhooks.

Every turn, if this process holds the leader lock: send lost tasks again, take back jobs whose worker died,
end sandbox jobs that are due, send webhooks, and remove what is old or belongs to nobody.
Several may run; one acts, and each tidies up its own machine.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from types import FrameType

from sqlalchemy.exc import SQLAlchemyError

from app.core import log, telemetry
from app.core.child_process import pulse
from app.core.db import read_scope, session_scope
from app.core.security import random_text
from app.core.settings import get_settings
from app.core.storage import StorageAway
from app.services.dispatch import schedules, sweep
from app.services.dispatch.leader import Leadership
from app.services.dispatch.schedules import ClockWatch
from app.services.operations import runtime_settings
from app.services.sandbox import jobs
from tasks.retention import Retention
from tasks.webhooks import Sender

_TIDY_SECONDS = 5.0
_stop = threading.Event()
_clock = ClockWatch()


def main() -> None:
    """Loop until told to stop; with `--tidy`, only tidy this machine."""
    log.configure("dispatcher")
    telemetry.configure("dispatcher")
    signal.signal(signal.SIGTERM, _on_signal)
    signal.signal(signal.SIGINT, _on_signal)
    runtime_settings.follow()
    if "--tidy" in sys.argv[1:]:
        _tidy_only()
    else:
        _dispatch()


def _tidy_only() -> None:
    retention = Retention()
    while not _stop.wait(_TIDY_SECONDS):
        _tidy(retention.tidy_machine)
        pulse.beat()


def _dispatch() -> None:
    name = f"{socket.gethostname()}:{os.getpid()}:{random_text(6)}"  # machines may have the same name
    leadership, sender, retention = Leadership(name), Sender(), Retention()
    while not _stop.wait(get_settings().jobs.sweep_seconds):
        try:
            run_once(leadership, sender, retention)
            _tidy(retention.tidy_machine)
        except SQLAlchemyError as error:  # the database is away for a moment; the next turn tries again
            log.logger().warning("turn_failed", error=str(error))
        pulse.beat()
    sender.stop()
    leadership.release()


def run_once(leadership: Leadership, sender: Sender, retention: Retention) -> None:
    """One turn, if this process is the leader. One that finds nothing to do only reads."""
    leads = leadership.hold()
    jump = _clock.jumped()  # asked every turn: whoever leads later must not act on what another acted on
    if not leads:
        return
    if jump is not None:
        with session_scope() as session:
            schedules.shift(session, jump)
    with read_scope() as session:
        waiting, due = sweep.has_claimable_jobs(session), jobs.any_due(session)
        sender.turn(session)
    if waiting:
        with session_scope() as session:
            sweep.sweep(session)
    if due:
        with session_scope() as session:
            jobs.finish_due(session)
    _tidy(retention.tidy_instance)


def _tidy(tidy: Callable[[], None]) -> None:
    """A file or row that cannot be removed now stops nothing else; it is tried again when it is due."""
    try:
        tidy()
    except (SQLAlchemyError, OSError, StorageAway) as error:
        log.logger().warning("tidying_failed", error=str(error))


def _on_signal(_number: int, _frame: FrameType | None) -> None:
    _stop.set()


if __name__ == "__main__":
    main()
