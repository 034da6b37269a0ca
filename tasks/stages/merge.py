"""The end of a dub or voiceover, mixed over the ducked original and muxed; and that of an approved job."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from app.captions.transform.retime import ending_at
from app.core.progress import Slice
from app.engines.registry import separator
from app.job_types.caption_parameters import VoiceParameters
from app.media.mix import Separate, has_sides, mix_speech
from app.media.mux import CaptionTrack, DubbedTrack, add_dub, container_for, dub_suffix
from app.media.probe.media_info import MediaInfo
from app.services.engines.configuration import config
from app.services.files.outputs import NewOutput
from models import Stage
from tasks.stages import captions
from tasks.stages.approved_captions import captioning
from tasks.stages.captioned_video import lost_tracks
from tasks.stages.inspection import examined
from tasks.steps import StepContext, StepResult, runs

_MIX_SHARE = 0.8
_TYPES = {".mp4": "video/mp4", ".mov": "video/quicktime", ".webm": "video/webm", ".mkv": "video/x-matroska"}


@runs(Stage.MERGING)
def merging(context: StepContext) -> StepResult:
    """Bring speech and video together, or captions that a person approved and the video."""
    return _mixing(context) if Stage.DUBBING in context.earlier else captioning(context)


def _mixing(context: StepContext) -> StepResult:
    """Mix the voice over the original and make the output: the video with the dub first, or audio only."""
    spoken, asked = context.earlier[Stage.DUBBING], cast(VoiceParameters, context.parameters)
    folder = context.folder
    with context.source() as source, context.stored(spoken["voice"]) as voice:
        info = examined(context, source)
        only_audio = asked.output_format == "audio_only" or info.video is None
        suffix = ".m4a" if only_audio else dub_suffix(container_for(source, info))
        mixed = folder / f"mixed{suffix}"
        heard = Slice(context.progress, 0.0, _MIX_SHARE)
        mix_speech(
            source, info, voice, mixed,
            original=asked.original, level=asked.original_level, loudness=asked.loudness,
            separate=_separation(asked, info),
            progress=heard, cancelled=context.cancelled,
        )  # fmt: skip
        made = mixed if only_audio else _muxed(context, source, info, mixed, spoken)
        lost = [] if only_audio else lost_tracks(info, made.suffix)
    name = captions.file_name(context.job.source_name, made.suffix, spoken["language"])
    output = NewOutput(
        context.store_file(made), name, _TYPES.get(made.suffix, "audio/mp4"), spoken["language"]
    )
    result = {
        "language": spoken["language"],
        "notes": [*spoken["notes"], *lost, *_about_original(asked, info)],
        **spoken["found"],
        "voices": spoken["cast"],
        "longest_overrun": spoken["overrun"],
        "duration": info.duration,
    }
    beside = _captions_too(context, spoken, info.duration) if asked.captions_too else []
    return StepResult({}, [output, *beside], {"result_data": result, "duration": info.duration})


def _separation(asked: VoiceParameters, info: MediaInfo) -> Separate | None:
    """What takes the voices out of the original, where the job asked for that and there is a sound."""
    if asked.original != "separated" or info.audio is None:
        return None
    return separator("", config()).without_voices


_SEPARATED = (
    "The voices of the original were taken out by a separation model; traces of them may be heard, and music "
    "may miss what sounds like them."
)
_MIDDLE_SEPARATED = "Of the 5.1 sound only the middle was separated, where films have their voices."
_NO_SIDES = "The original sound has no sides, so its voices stay: it was ducked under the speech."
_SIDES = (
    "The middle of the original sound was taken out (mid/side, no separation): its voices mostly, and what "
    "else stands there."
)


def _about_original(asked: VoiceParameters, info: MediaInfo) -> list[str]:
    """What became of the voices of the original, where the job asked for it without them."""
    if info.audio is None or asked.original not in ("separated", "sides"):
        return []
    if asked.original == "separated":
        return [_SEPARATED, _MIDDLE_SEPARATED] if info.audio.channels == 6 else [_SEPARATED]
    return [_SIDES if has_sides(info) else _NO_SIDES]


def _captions_too(context: StepContext, spoken: dict[str, Any], duration: float) -> list[NewOutput]:
    """The captions as files: those that are spoken, and of a dub those in the language of the source."""
    heard = context.earlier.get(Stage.TRANSCRIBING)
    wanted = [(captions.decode(context.load(spoken["captions"])), spoken["language"])]
    wanted += [(captions.recognised(context), heard["language"])] if heard else []
    made = []
    for document, language in wanted:
        name = captions.file_name(context.job.source_name, "srt", language)
        data = captions.subrip_to_speak(context, ending_at(document, duration))
        made.append(NewOutput(context.store(data), name, "application/x-subrip", language))
    return made


def _muxed(context: StepContext, source: Path, info: MediaInfo, mixed: Path, spoken: dict[str, Any]) -> Path:
    language = spoken["language"]
    subtitles = context.folder / "captions.srt"
    document = ending_at(captions.decode(context.load(spoken["captions"])), info.duration)
    subtitles.write_bytes(captions.subrip_to_speak(context, document))
    return add_dub(
        source,
        info,
        DubbedTrack(mixed, language),
        [CaptionTrack(subtitles, language)],
        context.folder,
        "merged",
        progress=Slice(context.progress, _MIX_SHARE, 1 - _MIX_SHARE),
        cancelled=context.cancelled,
    )
