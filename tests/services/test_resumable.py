"""What nobody finished goes when its time is over."""

from __future__ import annotations

import os
import time

from app.core.settings import get_settings
from app.services import resumable
from app.services.access import Principal

SOMEBODY = Principal("account", None, "somebody")


def test_unfinished_uploads_expire() -> None:
    old, new = (resumable.create(SOMEBODY, "film.srt", 10) for _ in range(2))
    long_ago = time.time() - get_settings().limits.resumable_seconds - 1
    os.utime(old.path, (long_ago, long_ago))
    assert resumable.expire() == 1
    assert resumable.find(SOMEBODY, old.id) is None
    assert resumable.find(SOMEBODY, new.id) == new
    assert resumable.expire() == 0
