"""The first look at a source, the same in every workflow."""

from __future__ import annotations

from pathlib import Path

from app.captions.conversion.inspect import summarize
from app.core.child_process import guarded_call
from app.core.errors import AppError, MediaError
from app.core.settings import get_settings
from app.media.probe.media_info import MediaInfo
from app.media.probe.probe import probe
from app.services.files import uploads
from tasks.steps import StepContext

_NO_MEDIA = ("media_damaged", "media_not_recognized")


def examined(context: StepContext, source: Path) -> MediaInfo:
    """What is in the source, within this server's limit of length, with the sound track that the job chose.

    Raises as `probe` does, and MediaError `not_media` when the file is no media because it holds captions.
    """
    limits = get_settings().limits
    info = _kept(context, source)
    if info is not None:
        info.need_at_most(limits.media_seconds)
        return info.hearing(context.parameters.sound_track())
    try:
        info = probe(source, max_seconds=limits.media_seconds, cancelled=context.cancelled)
    except MediaError as error:
        if error.code not in _NO_MEDIA or source.stat().st_size > limits.caption_bytes:
            raise
        raise _captions(context, source.read_bytes()) or error from error
    return info.hearing(context.parameters.sound_track())


def _kept(context: StepContext, source: Path) -> MediaInfo | None:
    """What was found when the source was sent, if it is this file that was looked into."""
    if context.upload is None or source != context.opened:
        return None
    info = uploads.probed(context.upload)
    return info if info is not None and info.size == source.stat().st_size else None


def _captions(context: StepContext, data: bytes) -> MediaError | None:
    """The error that says which captions these are; None when they are none."""
    name = context.job.source_name
    try:
        found = guarded_call.run(summarize, data, name, bounds=uploads.caption_bounds())
    except AppError:  # not captions either: what was said of the media stands
        return None
    return MediaError(
        f"“{name}” holds captions ({found['profile']}), not audio or video.",
        code="not_media",
        hint=f"Send the film or its sound to {context.job.job_type}; captions go to convert or translate.",
        rejected=True,
    )
