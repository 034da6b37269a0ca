"""Feasibility of the media: audio, video or captions as the job type needs them."""

from __future__ import annotations

from typing import Any

from app.core.errors import EngineError, MediaError
from app.job_types import JOB_TYPES
from app.job_types.caption_parameters import CaptionParameters
from app.job_types.extract import ExtractParameters
from app.job_types.job_type import MEMORY
from app.job_types.parameters import JobParameters
from app.job_types.preview import PreviewParameters
from app.job_types.translate import TranslateParameters
from app.media.caption_tracks import ocr, teletext
from app.media.caption_tracks.choice import TELETEXT, among, means_closed_captions, track_of
from app.media.preview import Preview
from app.media.probe.media_info import MediaInfo, Stream
from app.media.time_positions import position
from app.services.jobs.feasibility.problem import JobRequest, Problem, of_error
from models import Stage

_ADVICE = {
    "translation_memory": (
        "This is a translation memory, neither captions nor media.",
        "Send what is to be translated, with the memory in translation_memory_upload_id.",
    ),
    "no_film": (
        "The source is captions, so there is no film to put the translations on.",
        "Send the film: its speech is recognised, or track names captions inside it. Or leave this out.",
    ),
    "not_translation_memory": (
        "This upload is no translation memory.",
        "Send TMX, as translation programs export it, to POST /v1/uploads.",
    ),
    "no_audio_track": (
        "The file has no audio track.",
        "Export it again with sound, or use a file that has speech in it.",
    ),
    "no_video_track": (
        "The file has no video track.",
        "Use a video file for this; for sound alone choose an audio output.",
    ),
    "not_media": (
        "The file holds captions, not audio or video.",
        "Send the film or its sound; captions go to convert or translate.",
    ),
    "not_captions": (
        "This is audio or video, not a caption file.",
        "Upload captions, take those inside it out with an extract job, or make them with a transcribe job.",
    ),
}


def problems(asked: JobRequest) -> list[Problem]:
    """What the source, the captions or the video beside it lack, and what a preview cannot show."""
    found = [*_source(asked), *_beside(asked)]
    if isinstance(asked.parameters, PreviewParameters):
        found += _preview(asked.parameters)
    found += _translated_video(asked)
    return [*found, *_place(asked), *_caption_track(asked), *_sound_track(asked)]


def _caption_track(asked: JobRequest) -> list[Problem]:
    """A caption track that is not there, or that nothing here can read: pictures, or teletext."""
    wanted, known = asked.parameters, asked.source
    named = str(getattr(wanted, "track", None) or "")
    if named and known.get("kind") == "captions":
        return [_problem("track", "not_media")]
    if "caption_tracks" not in known or not _takes_captions_inside(wanted) or means_closed_captions(named):
        return []
    if not all("number" in facts for facts in known["caption_tracks"]):
        return []  # inspected by an earlier version: the job will tell
    tracks = [track_of(facts) for facts in known["caption_tracks"]]
    if not tracks and not named and known.get("video"):
        return []  # closed captions in the picture are found by reading all of it
    try:
        chosen = among(tracks, named)
        if chosen.kind == "pictures" and not asked.sandbox:
            ocr.check(chosen.language or getattr(wanted, "language", None) or "")
        if chosen.stream.codec == TELETEXT and not asked.sandbox:
            teletext.check()
    except (MediaError, EngineError) as error:
        return [of_error("track", error, named)]
    return []


def _takes_captions_inside(wanted: JobParameters) -> bool:
    return isinstance(wanted, ExtractParameters) or wanted.captions_inside()


def _sound_track(asked: JobRequest) -> list[Problem]:
    """A sound track that is not there."""
    wanted, known = asked.parameters.sound_track(), asked.source
    streams = [Stream(-1, "audio", each["codec"], each["language"]) for each in known.get("audio_tracks", [])]
    try:
        MediaInfo("", 0.0, 0, tuple(streams)).hearing(wanted if streams else "")
    except MediaError as error:
        return [of_error("audio_track", error, wanted)]
    return []


def _place(asked: JobRequest) -> list[Problem]:
    """A place beyond the end of the file."""
    length = asked.source.get("duration") if asked.source.get("kind") == "media" else None
    found = []
    for name in ("timestamp", "start"):
        try:
            value = getattr(asked.parameters, name, None)
            if length and value is not None:
                position(value, length)
        except MediaError as error:
            found.append(of_error(name, error))
    return found


def _source(asked: JobRequest) -> list[Problem]:
    kind, known = JOB_TYPES[asked.parameters.job_type], asked.source
    if known.get("error") and _unreadable(asked):
        error = known["error"]
        return [Problem("source", error["code"], error["message"], error["hint"])]
    if known.get("kind") == "captions" and kind.only_media:
        return [_problem("source", "not_media")]
    if known.get("kind") == MEMORY:
        return [_problem("source", "translation_memory")]
    if known.get("kind") != "media":
        return []
    if kind.only_captions:
        return [_problem("source", "not_captions")]
    return [_problem("source", code) for code in _lacking(known, _needs(asked))]


def _translated_video(asked: JobRequest) -> list[Problem]:
    """A video with translated captions whose source is captions: there is no picture to put them on."""
    wanted = asked.parameters
    if not isinstance(wanted, TranslateParameters) or not wanted.makes_video():
        return []
    if asked.source.get("kind") == "captions" or wanted.captions_apart():
        return [_problem("burn_in" if wanted.burn_in else "embed", "no_film")]
    return []


def _unreadable(asked: JobRequest) -> bool:
    """Whether what the first look could not read will not be read by the job either."""
    wanted = asked.parameters
    if asked.source.get("kind") == "media" or not isinstance(wanted, CaptionParameters):
        return True
    told = (wanted.source_profile, wanted.encoding, wanted.source_frame_rate) != ("auto", "auto", "auto")
    return not (told or wanted.decode_options or wanted.auto_fix or wanted.default_frame_rate != 29.97)


def _needs(asked: JobRequest) -> set[str]:
    """The tracks that the job works on."""
    wanted = asked.parameters
    needed = {"audio"} if Stage.TRANSCRIBING in asked.stages else set()
    if isinstance(wanted, PreviewParameters):
        needed.add("audio" if wanted.preview_type == "waveform" else "video")
    if wanted.makes_video() and not JOB_TYPES[wanted.job_type].only_captions:
        needed.add("video")
    return needed


def _lacking(known: dict[str, Any], needed: set[str]) -> list[str]:
    """Codes of the tracks that are missing; none while nobody has looked into the file."""
    return [f"no_{track}_track" for track in sorted(needed) if known.get(track) is False]


def _beside(asked: JobRequest) -> list[Problem]:
    found = [_problem("video_upload_id", code) for code in _lacking(asked.video, {"video"})]
    if asked.video.get("kind") == "captions":
        found.append(_problem("video_upload_id", "not_media"))
    found += _memory(asked.memory)
    error = asked.captions.get("error")
    field = asked.captions_field
    if asked.captions.get("kind") == "media":
        found.append(_problem(field, "not_captions"))
    elif error and isinstance(asked.parameters, CaptionParameters) and _plain(asked.parameters):
        found.append(Problem(field, error["code"], error["message"], error["hint"]))
    return found


def _memory(known: dict[str, Any]) -> list[Problem]:
    """A translation memory that is none, or cannot be read."""
    field, error = "translation_memory_upload_id", known.get("error", {})
    if error.get("code") == "unreadable_memory":
        return [Problem(field, error["code"], error["message"], error["hint"])]
    return [_problem(field, "not_translation_memory")] if known.get("kind", MEMORY) != MEMORY else []


def _plain(wanted: CaptionParameters) -> bool:
    return wanted.source_profile == "auto" and wanted.encoding == "auto" and not wanted.decode_options


def _preview(wanted: PreviewParameters) -> list[Problem]:
    fields = ("preview_type", "timestamp", "start", "duration", "width", "columns", "rows", "fps")
    try:
        Preview(**{name: getattr(wanted, name) for name in fields}).check()
    except MediaError as error:
        return [of_error(str(error.extra.get("option", "duration")), error)]
    return []


def _problem(field: str, code: str) -> Problem:
    message, hint = _ADVICE[code]
    return Problem(field, code, message, hint)
