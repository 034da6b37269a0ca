"""Webhook sender: threads for each receiver, so that a slow one does not delay others."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app.core.db import session_scope
from app.core.log import logger
from app.core.settings import get_settings
from app.services.webhooks import outcomes, sending


class Sender:
    """Sends what is due; `turn` only hands out work and returns at once."""

    def __init__(self) -> None:
        limits = get_settings().webhooks
        self._each = limits.at_once_each
        self._pool = ThreadPoolExecutor(limits.at_once, thread_name_prefix="webhooks")
        self._busy: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._stopping = threading.Event()

    def turn(self, session: Session) -> None:
        """Give every lane with something due its threads."""
        for lane, due in sending.due_receivers(session):
            with self._lock:
                more = max(0, min(due, self._each) - self._busy[lane])
                self._busy[lane] += more
            for _ in range(more):
                self._pool.submit(self._empty, lane)

    def stop(self) -> None:
        """Begin nothing more; what is under way ends by itself, or is sent again after its claim."""
        self._stopping.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _empty(self, lane: str) -> None:
        """Send the deliveries of a lane until none is due."""
        try:
            while not self._stopping.is_set() and self._one(lane):
                pass
        except SQLAlchemyError as error:  # the database is away for a moment; the next turn goes on
            logger().warning("webhook_lane_failed", lane=lane, error=str(error))
        except Exception:
            logger().exception("webhook_lane_crashed", lane=lane)
            raise
        finally:
            with self._lock:
                self._busy[lane] -= 1
                if not self._busy[lane]:
                    del self._busy[lane]

    def _one(self, lane: str) -> bool:
        with session_scope() as session:
            message = sending.claim(session, lane)
        if message is None:
            return False
        outcome = sending.send(message)
        with session_scope() as session:
            delivery = outcomes.record(session, message, outcome)
        logger().info(
            "webhook_attempt",
            delivery_id=delivery.id,
            attempt=delivery.attempts,
            state=delivery.state,
            status=delivery.last_status,
        )
        return True
