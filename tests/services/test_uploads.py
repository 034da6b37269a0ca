"""Uploads: what is said of one that is too large."""

from __future__ import annotations

from app.core.settings import get_settings
from app.services import uploads


def test_the_error_names_the_setting_that_was_hit() -> None:
    limits = get_settings().limits
    assert (
        "CUEDECK_LIMITS__CAPTION_BYTES"
        in uploads.too_large("a.srt", limits.caption_bytes, captions=True).hint
    )
    assert "CUEDECK_LIMITS__UPLOAD_BYTES" in uploads.too_large("a.srt", limits.upload_bytes).hint
