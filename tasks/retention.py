"""Retention: what is old or belongs to nobody goes, files and rows.

Orphans are looked for every minute (in a bucket, every hour: all of it is listed); what is past its time,
once an hour.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from sqlmodel import Session

from app.core.child_process import pulse
from app.core.db import session_scope
from app.core.log import logger
from app.core.settings import get_settings
from app.core.storage import storage
from app.engines.voice.recordings import prune
from app.services import idempotency, instance_secret
from app.services.accounts import refused_requests, sessions
from app.services.dispatch import sweep
from app.services.files import links, orphans, resumable_uploads, shared_uploads
from app.services.jobs import event_feed
from app.services.webhooks import deliveries

ORPHANS_SECONDS = 60.0
EXPIRED_SECONDS = 3600.0
_ROWS: dict[str, Callable[[Session], int]] = {
    "files": sweep.expire_files,
    "deliveries": deliveries.expire,
    "kept_answers": idempotency.expire,
    "sessions": sessions.expire,
    "links": links.expire,
    "events": event_feed.expire,
    "refusals": refused_requests.expire,
}
"""What removes a batch of each kind that is past its time, and says how many those were."""


class Retention:
    """What one dispatcher has removed, and when it looks again."""

    def __init__(self) -> None:
        self._orphans = orphans.Sweep()
        self._next = dict.fromkeys(("secret", "local", "orphans", "local_expired", "expired"), 0.0)

    def tidy_machine(self) -> None:
        """On every machine: what its own crashed processes left, and what is old in its data folder."""
        if self._is_due("secret", instance_secret.FOLLOWED_WITHIN / 2):
            instance_secret.follow()
        if self._is_due("local", ORPHANS_SECONDS):
            _report("abandoned", orphans.remove_local())
        if self._is_due("local_expired", EXPIRED_SECONDS):
            _report("unfinished_uploads", resumable_uploads.expire())
            settings = get_settings()
            kept = timedelta(days=settings.jobs.retention_days)
            _report("recordings", prune(settings.data_dir / "voices", kept))

    def tidy_instance(self) -> None:
        """By the leading dispatcher: stored files without a row, and rows that are past their time."""
        if self._is_due("expired", EXPIRED_SECONDS):
            expire_rows()
            self._orphans.again()
        if self._is_due("orphans", storage().sweep_seconds):
            _report("orphans", self._orphans.run())
            _report("unfinished_uploads", shared_uploads.expire())

    def _is_due(self, what: str, every: float) -> bool:
        if time.monotonic() < self._next[what]:
            return False
        self._next[what] = time.monotonic() + every
        return True


def expire_rows() -> None:
    """Everything that is past its time, in batches small enough to keep each transaction short."""
    for what, expire in _ROWS.items():
        removed = 1
        while removed:
            with session_scope() as session:
                removed = expire(session)
            pulse.beat()  # all that is past its time may take longer than a process may be silent
            _report(what, removed)


def _report(what: str, removed: int) -> None:
    if removed:
        logger().info("retention", **{what: removed})
