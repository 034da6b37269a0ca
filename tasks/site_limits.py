"""What a site may send: the same limits for media and for comments."""

from __future__ import annotations

from app.core.settings import get_settings
from app.media.download.ytdlp import SiteLimits


def site_limits() -> SiteLimits:
    """The limits of this server."""
    settings = get_settings()
    return SiteLimits(
        settings.fetch_allow,
        max_bytes=settings.limits.upload_bytes,
        max_seconds=settings.limits.media_seconds,
        extractors=settings.engines.extractors,
    )
