"""Retention: deletes expired files, webhook deliveries and stored responses."""

from __future__ import annotations

import time
from datetime import timedelta

from app.core.db import session_scope
from app.core.log import logger
from app.core.settings import get_settings
from app.engines.voice.recordings import prune
from app.services.dispatch import sweep
from app.services.files import resumable_uploads

_EVERY_SECONDS = 3600.0
_next_run = 0.0


def run_if_due() -> None:
    """Once an hour, in batches small enough to keep each transaction short."""
    global _next_run
    if time.monotonic() < _next_run:
        return
    _next_run = time.monotonic() + _EVERY_SECONDS
    removed = 1
    while removed:
        with session_scope() as session:
            removed = sweep.expire_files(session)
        if removed:
            logger().info("retention", jobs=removed)
    if expired := resumable_uploads.expire():
        logger().info("retention", unfinished_uploads=expired)
    settings = get_settings()
    kept = timedelta(days=settings.jobs.retention_days)
    if pruned := prune(settings.data_dir / "voices", kept):
        logger().info("retention", recordings=pruned)
