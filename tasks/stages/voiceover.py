"""voiceover and the end of dub: captions spoken in their time, mixed over the ducked original, muxed."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from app.captions.model.document import TICKS_PER_SECOND, Document
from app.core.errors import JobError
from app.core.progress import Slice
from app.core.settings import get_settings
from app.engines.voice.fit import FittedSpeech, fit_speech
from app.engines.voice.slots import Line
from app.engines.voice.voice_assignment import cast as cast_voices
from app.job_types.caption_parameters import VoiceParameters
from app.job_types.voiceover import VoiceoverParameters
from app.media.mix import mix_speech
from app.media.mux import CaptionTrack, DubbedTrack, add_dub, container_for, dub_suffix
from app.media.probe.media_info import MediaInfo
from app.media.timeline import write_timeline
from app.services.engines.configuration import voice_for
from app.services.files.outputs import Made
from models import Stage, Upload
from tasks.stages import captions
from tasks.stages.inspection import examined
from tasks.steps import StepContext, StepResult

_VOICE_SHARE, _MIX_SHARE = 0.95, 0.8
_TYPES = {".mp4": "video/mp4", ".mov": "video/quicktime", ".webm": "video/webm", ".mkv": "video/x-matroska"}


def dubbing(context: StepContext) -> StepResult:
    """Speak every caption so that it fits before the next; keeps one WAV as long as the media."""
    document, found = _document(context)
    language = _language(context, document)
    with context.source() as source:
        info = examined(context, source)
    speech = _spoken(context, document, language, info)
    target = context.folder / "voice.wav"
    heard = Slice(context.progress, _VOICE_SHARE, 1 - _VOICE_SHARE)
    clips = [line.clip for line in speech.lines]
    write_timeline(clips, info.duration, target, progress=heard, cancelled=context.cancelled)
    data = {
        "voice": context.store_file(target, "work").key,
        "captions": context.store(captions.encode(document), "work").key,
        "language": language,
        "overrun": round(max((line.overrun for line in speech.lines), default=0.0), 3),
        "found": found,
        "notes": [*context.earlier.get(Stage.TRANSLATING, {}).get("notes", []), *speech.warnings],
    }
    target.unlink()
    return StepResult(data)


def _spoken(context: StepContext, document: Document, language: str, info: MediaInfo) -> FittedSpeech:
    asked = cast(VoiceParameters, context.parameters)
    named = [voice for voice in (asked.voice, *asked.voices.values()) if voice]
    engine = voice_for(asked.voice_engine or "", language, named)
    cues = [cue for cue in document.cues if not cue.comment]
    voices = cast_voices(
        engine, language, [cue.speaker for cue in cues], default=asked.voice or "", wanted=asked.voices
    )
    lines = [
        Line(
            number,
            cue.start / TICKS_PER_SECOND,
            cue.end / TICKS_PER_SECOND,
            cue.text,
            voices[cue.speaker],
        )
        for number, cue in enumerate(cues, 1)
    ]
    return fit_speech(
        lines,
        engine,
        get_settings().data_dir / "voices",
        duration=info.duration,
        language=language,
        progress=Slice(context.progress, 0.0, _VOICE_SHARE),
        cancelled=context.cancelled,
    )


def mixing(context: StepContext) -> StepResult:
    """Mix the voice over the original and make the output: the video with the dub first, or audio only."""
    spoken = context.earlier[Stage.DUBBING]
    folder = context.folder
    with context.source() as source, context.stored(spoken["voice"]) as voice:
        info = examined(context, source)
        only_audio = (
            cast(VoiceParameters, context.parameters).output_format == "audio_only" or info.video is None
        )
        suffix = ".m4a" if only_audio else dub_suffix(container_for(source, info))
        mixed = folder / f"mixed{suffix}"
        heard = Slice(context.progress, 0.0, _MIX_SHARE)
        mix_speech(source, info, voice, mixed, progress=heard, cancelled=context.cancelled)
        made = mixed if only_audio else _muxed(context, source, info, mixed, spoken)
    name = captions.file_name(context.job.source_name, made.suffix, spoken["language"])
    output = Made(context.store_file(made), name, _TYPES.get(made.suffix, "audio/mp4"), spoken["language"])
    result = {
        "language": spoken["language"],
        "notes": spoken["notes"],
        **spoken["found"],
        "longest_overrun": spoken["overrun"],
        "duration": info.duration,
    }
    return StepResult({}, [output], {"result_data": result, "duration": info.duration})


def _muxed(context: StepContext, source: Path, info: MediaInfo, mixed: Path, spoken: dict[str, Any]) -> Path:
    language = spoken["language"]
    subtitles = context.folder / "captions.srt"
    document = captions.decode(context.load(spoken["captions"]))
    subtitles.write_bytes(captions.spoken(context, document))
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


def _language(context: StepContext, document: Document) -> str:
    asked = cast(VoiceParameters, context.parameters).target_language
    return (asked or document.language or "en").lower()


def _document(context: StepContext) -> tuple[Document, dict[str, Any]]:
    """The captions to speak, edited as the job says, and what its guide found in them."""
    translated = context.earlier.get(Stage.TRANSLATING)
    if translated is not None:
        made = context.load(translated["captions"][translated["languages"][0]])
        return captions.in_own_time(context, captions.decode(made))
    if not isinstance(context.parameters, VoiceoverParameters):
        raise JobError("The job has no captions to speak.", code="no_captions", hint="Retry the whole job.")
    name, data = _given(context, context.parameters)
    return captions.in_picture_time(context, captions.given(context, data, name))


def _given(context: StepContext, asked: VoiceoverParameters) -> tuple[str, bytes]:
    if asked.srt_content:
        return "captions.srt", asked.srt_content.encode()
    if asked.captions_upload_id:
        upload: Upload = context.find_upload(asked.captions_upload_id)
        return upload.file_name, context.load(upload.storage_key)
    if asked.srt_url:
        with context.fetched(asked.srt_url) as (name, path):
            return name, path.read_bytes()
    raise JobError(
        "A voiceover needs captions to speak.",
        code="no_captions",
        hint="Send them in srt_content, srt_url or captions_upload_id.",
        rejected=True,
    )
