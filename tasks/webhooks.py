"""Webhook sender: threads for each receiver, so that a slow one does not delay others."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app.core import telemetry
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
        """Give every receiver to whom something is due its threads."""
        for receiver, due in sending.due_receivers(session):
            with self._lock:
                more = max(0, min(due, self._each) - self._busy[receiver])
                self._busy[receiver] += more
            for _ in range(more):
                self._pool.submit(self._empty, receiver)

    def stop(self) -> None:
        """Begin nothing more; what is under way ends by itself, or is sent again after its claim."""
        self._stopping.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _empty(self, receiver: str) -> None:
        """Send the deliveries to a receiver until none is due."""
        try:
            while not self._stopping.is_set() and self._one(receiver):
                pass
        except SQLAlchemyError as error:  # the database is away for a moment; the next turn goes on
            logger().warning("webhook_receiver_failed", receiver=receiver, error=str(error))
        except Exception:
            logger().exception("webhook_receiver_crashed", receiver=receiver)
            raise
        finally:
            with self._lock:
                self._busy[receiver] -= 1
                if not self._busy[receiver]:
                    del self._busy[receiver]

    def _one(self, receiver: str) -> bool:
        with session_scope() as session:
            message = sending.claim(session, receiver)
        if message is None:
            return False
        sent = message.delivery
        about = {"job_id": sent.job_id, "delivery_id": sent.id, "attempt": sent.attempts + 1}
        with telemetry.span(f"webhook {sent.event}", message.traceparent, "CLIENT", **about):
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
