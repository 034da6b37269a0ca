"""The first look at a source, the same in every workflow."""

from __future__ import annotations

from pathlib import Path

from app.core.settings import get_settings
from app.engines.media.info import MediaInfo
from app.engines.media.probe import probe
from tasks.steps import StepContext


def examined(context: StepContext, source: Path) -> MediaInfo:
    """What is in the source, within this server's limit of length; raises as `probe` does."""
    return probe(source, max_seconds=get_settings().limits.media_seconds, cancelled=context.cancelled)
