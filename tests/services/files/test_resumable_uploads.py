"""What nobody finished goes when its time is over."""

from __future__ import annotations

import os
import time

from app.core.settings import get_settings
from app.services.access import Principal
from app.services.files import resumable_uploads

SOMEBODY = Principal("account", None, "somebody")


def test_unfinished_uploads_expire() -> None:
    old, new = (resumable_uploads.create(SOMEBODY, "film.srt", 10) for _ in range(2))
    long_ago = time.time() - get_settings().limits.resumable_seconds - 1
    os.utime(old.path, (long_ago, long_ago))
    assert resumable_uploads.expire() == 1
    assert resumable_uploads.find(SOMEBODY, old.id) is None
    assert resumable_uploads.find(SOMEBODY, new.id) == new
    assert resumable_uploads.expire() == 0
