"""The video beside the captions: open ones drawn into the picture, soft ones to switch on, or both."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath

from app.core.errors import JobError
from app.core.progress import Slice
from app.core.settings import get_settings
from app.job_types.caption_parameters import DEFAULT_PROFILE, VideoParameters
from app.job_types.convert import ConvertParameters
from app.media.burn import burn_in
from app.media.mux import CaptionTrack, embed_captions
from app.services.files.outputs import NewOutput
from tasks.stages.inspection import examined
from tasks.steps import StepContext

Write = Callable[[str], bytes]
"""The captions in the format of this name, in the time of the video."""

UNKNOWN = "und"
_OPEN, _SOFT = "Advanced SubStation Alpha", DEFAULT_PROFILE


def videos(context: StepContext, video: Path, write: Write, language: str, after: float) -> list[NewOutput]:
    """The videos the job asks for, open captions first; `after` is where the stage's progress stands.

    Raises MediaError as `probe` does and `no_video_track`, EngineError for an ffmpeg that cannot draw, or
    Canceled.
    """
    asked = context.parameters
    if not isinstance(asked, VideoParameters):
        return []
    makers = [*([_with_open] if asked.burn_in else []), *([_with_soft] if asked.embed else [])]
    share = (1.0 - after) / max(len(makers), 1)
    return [
        make(context, video, write, language, Slice(context.progress, after + number * share, share))
        for number, make in enumerate(makers)
    ]


def _with_open(context: StepContext, video: Path, write: Write, language: str, progress: Slice) -> NewOutput:
    captions = context.folder / "open.ass"
    captions.write_bytes(write(_OPEN))
    info = examined(context, video)
    made = burn_in(
        video, info, captions, context.folder, "open", progress=progress, cancelled=context.cancelled
    )
    return _kept(context, made, "open-captions", language)


def _with_soft(context: StepContext, video: Path, write: Write, language: str, progress: Slice) -> NewOutput:
    captions = context.folder / "soft.srt"
    captions.write_bytes(write(_SOFT))
    info = examined(context, video)
    track = CaptionTrack(captions, language, default=True)
    made = embed_captions(
        video, info, [track], context.folder, "soft", progress=progress, cancelled=context.cancelled
    )
    return _kept(context, made, "soft-captions", language)


def _kept(context: StepContext, made: Path, word: str, language: str) -> NewOutput:
    stem = PurePath(context.job.source_name).stem or "video"
    kind = mimetypes.guess_type(made.name)[0] or "video/mp4"
    stored = context.store_file(made)
    made.unlink()
    return NewOutput(stored, f"{stem}.{word}{made.suffix}", kind, None if language == UNKNOWN else language)


@contextmanager
def video_of(context: StepContext, asked: ConvertParameters) -> Iterator[Path]:
    """The video a convert job names beside its captions."""
    if asked.video_upload_id:
        with context.stored(context.find_upload(asked.video_upload_id).storage_key) as path:
            yield path
    elif asked.video_url:
        with context.fetched(asked.video_url, get_settings().limits.upload_bytes) as (_name, path):
            yield path
    else:
        raise JobError(
            "The job names no video to put the captions on.",
            code="video_missing",
            hint="Send it to POST /v1/uploads and set video_upload_id, or set video_url.",
            rejected=True,
        )
