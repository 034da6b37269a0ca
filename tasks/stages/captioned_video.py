"""The video beside the captions: open ones drawn into the picture, soft ones to switch on, or both."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePath
from typing import cast

from app.captions.conversion.files import within_film
from app.core.child_process import guarded_call
from app.core.errors import JobError
from app.core.message_text import counted
from app.core.progress import Slice
from app.core.settings import get_settings
from app.job_types.caption_parameters import DEFAULT_PROFILE, VideoParameters
from app.job_types.convert import ConvertParameters
from app.job_types.parameters import JobParameters
from app.media.drawing.burn import Styling, burn_in
from app.media.drawing.colour import is_hdr
from app.media.mux import CaptionTrack, container_for, embed_captions, left_out
from app.media.probe.media_info import MediaInfo
from app.services.files import uploads
from app.services.files.outputs import NewOutput
from tasks.stages.inspection import examined
from tasks.steps import StepContext

Write = Callable[[str], bytes]
"""The captions in the format of this name, in the time of the video."""

Maker = Callable[[StepContext, Path, MediaInfo, "Captioned", Slice], NewOutput]
UNKNOWN = "und"
_OPEN, _SOFT = "Advanced SubStation Alpha", DEFAULT_PROFILE


@dataclass(slots=True)
class Captioned:
    """What the videos are made of: the captions, their language, and where the stage's progress stands.

    `others` are captions in further languages: tracks of the same video, or open captions of a video of
    their own. `styled` captions keep their styles as a track where the container holds them. `notes` tells
    afterwards what a video could not keep.
    """

    write: Write
    language: str
    after: float
    styled: bool = False
    notes: list[str] = field(default_factory=list)
    others: Sequence[tuple[str, Write]] = ()

    def in_languages(self) -> list[tuple[str, Write]]:
        """All captions with their languages."""
        return [(self.language, self.write), *self.others]


def share_before(asked: JobParameters) -> float:
    """How much of a stage's progress is for what comes before the videos that the job asks for.

    Drawing into every picture takes about as long as recognising what is said; a track is copied in no time.
    """
    if not asked.makes_video():
        return 1.0
    return 0.5 if getattr(asked, "burn_in", False) else 0.95


def videos(context: StepContext, video: Path, made: Captioned) -> list[NewOutput]:
    """The videos the job asks for, open captions first.

    Raises MediaError as `probe` and `burn_in` do, EngineError for an ffmpeg that cannot draw, or Canceled.
    """
    asked = context.parameters
    if not isinstance(asked, VideoParameters):
        return []
    several = made.in_languages() if asked.burn_in else []
    makers: list[Maker] = [partial(_with_open, language=tag, write=write) for tag, write in several]
    makers += [_with_soft] if asked.embed else []
    if not makers:
        return []
    share = (1.0 - made.after) / len(makers)
    info = examined(context, video)
    return [
        make(context, video, info, made, Slice(context.progress, made.after + number * share, share))
        for number, make in enumerate(makers)
    ]


def _with_open(
    context: StepContext,
    video: Path,
    info: MediaInfo,
    made: Captioned,
    progress: Slice,
    *,
    language: str,
    write: Write,
) -> NewOutput:
    captions = context.folder / "open.ass"
    captions.write_bytes(write(_OPEN))
    asked = cast(VideoParameters, context.parameters)
    place = "" if asked.caption_position == "own" else asked.caption_position
    styling = Styling(asked.caption_font or "", asked.caption_size, asked.caption_box, place)
    path = burn_in(
        video, info, captions, context.folder, "open",
        styling=styling, preset=asked.video_preset, hardware=get_settings().engines.video_encoder,
        progress=progress, cancelled=context.cancelled,
    )  # fmt: skip
    if is_hdr(info.need_video()):
        note = "The video with captions in the picture was brought from HDR to SDR."
        made.notes += [note] if note not in made.notes else []
    word = f"{language}.open-captions" if made.others else "open-captions"
    return _kept(context, path, word, language)


def _with_soft(
    context: StepContext, video: Path, info: MediaInfo, made: Captioned, progress: Slice
) -> NewOutput:
    container = container_for(video, info)
    styled = made.styled and container == ".mkv"
    name, ending = (_OPEN, "ass") if styled else (_SOFT, "srt")
    tracks = []
    for number, (language, write) in enumerate(made.in_languages()):
        shown = guarded_call.run(
            within_film, write(name), name, info.duration,
            bounds=uploads.caption_bounds(), cancelled=context.cancelled,
        )  # fmt: skip
        captions = context.folder / f"soft{number}.{ending}"
        captions.write_bytes(shown)
        tracks.append(CaptionTrack(captions, language, default=number == 0))
    path = embed_captions(
        video, info, tracks, context.folder, "soft", progress=progress, cancelled=context.cancelled
    )
    made.notes += lost_tracks(info, container)
    return _kept(context, path, "soft-captions", UNKNOWN if made.others else made.language)


def lost_tracks(info: MediaInfo, container: str) -> list[str]:
    """A sentence when tracks of the film cannot be in the new one."""
    lost = left_out(info, container)
    if not lost:
        return []
    named = ", ".join(dict.fromkeys(stream.codec or "data" for stream in lost))
    what = counted(len(lost), "track")
    return [f"Left out of the new video: {what} ({named}), which {container.lstrip('.')} does not hold."]


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
