"""The dispatcher: `python -m tasks.dispatcher`. One loop that catches whatever was missed.

Every turn, if this process holds the leader lock: ring again for jobs nobody picked up, take back jobs whose
worker died, end sandbox jobs that are due, send webhooks, and once an hour remove what retention has ended.
Several may run; one acts.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
from types import FrameType

from sqlalchemy.exc import SQLAlchemyError

from app.core import log
from app.core.db import session_scope
from app.core.settings import get_settings
from app.services import leader, sandbox_jobs, sweeping
from tasks import retention
from tasks.webhooks import Sender

_stop = threading.Event()


def main() -> None:
    """Loop until told to stop."""
    log.configure("dispatcher")
    signal.signal(signal.SIGTERM, _on_signal)
    signal.signal(signal.SIGINT, _on_signal)
    holder = f"{socket.gethostname()}:{os.getpid()}"
    sender = Sender()
    while not _stop.wait(get_settings().jobs.sweep_seconds):
        try:
            turn(holder, sender)
        except SQLAlchemyError as error:  # the database is away for a moment; the next turn tries again
            log.logger().warning("turn_failed", error=str(error))
    sender.stop()
    with session_scope() as session:
        leader.release(session, holder)


def turn(holder: str, sender: Sender) -> None:
    """One turn, if this process is the leader."""
    with session_scope() as session:
        if not leader.hold(session, holder):
            return
    with session_scope() as session:
        sweeping.sweep(session)
    with session_scope() as session:
        sandbox_jobs.finish_due(session)
    sender.turn()
    retention.run_if_due()


def _on_signal(_number: int, _frame: FrameType | None) -> None:
    _stop.set()


if __name__ == "__main__":
    main()
