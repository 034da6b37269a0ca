"""dub: captions spoken, each in its own time; those of its translation, or those a voiceover was given."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from app.captions.model.document import TICKS_PER_SECOND, Cue, Document
from app.captions.speech.named_speakers import names_in, spoken_parts
from app.core.db import read_scope
from app.core.errors import JobError
from app.core.progress import Slice
from app.core.settings import get_settings
from app.engines.protocols import VoiceSynthesizer
from app.engines.voice.fit import FittedSpeech, fit_speech
from app.engines.voice.slots import Line
from app.engines.voice.voice_assignment import assign_voices as cast_voices
from app.job_types.caption_parameters import VoiceParameters
from app.job_types.voiceover import LineVoice, VoiceoverParameters
from app.media.probe.media_info import MediaInfo
from app.media.timeline import write_timeline
from app.services.engines.configuration import voice_for
from app.services.jobs import editing
from models import Stage
from tasks.stages import captions
from tasks.stages.captions_beside import given_captions
from tasks.stages.extract import captions_inside, words_in_doubt
from tasks.stages.inspection import examined
from tasks.steps import StepContext, StepResult, runs

_TRACK_SHARE, _VOICE_SHARE = 0.02, 0.95


@runs(Stage.DUBBING)
def dubbing(context: StepContext) -> StepResult:
    """Speak every caption so that it fits before the next; keeps one WAV as long as the media."""
    with context.source() as source:
        info = examined(context, source)
        document, found, remarks = _document(context, source, info)
    language = _language(context, document)
    lines, engine, cast_of = _lines(context, document, language)
    speech = _spoken(context, lines, engine, language, info)
    target = context.folder / "voice.wav"
    heard = Slice(context.progress, _VOICE_SHARE, 1 - _VOICE_SHARE)
    clips = [line.clip for line in speech.lines]
    write_timeline(clips, info.duration, target, progress=heard, cancelled=context.cancelled)
    data = {
        "voice": context.store_file(target, "work").key,
        "captions": context.store(captions.encode(document), "work").key,
        "language": language,
        "engine": engine.id,
        "cast": cast_of,
        "overrun": round(max((line.overrun for line in speech.lines), default=0.0), 3),
        "found": found,
        "notes": [*context.earlier.get(Stage.TRANSLATING, {}).get("notes", []), *remarks, *speech.warnings],
    }
    target.unlink()
    return StepResult(data)


def _lines(
    context: StepContext, document: Document, language: str
) -> tuple[list[Line], VoiceSynthesizer, dict[str, str]]:
    """What is to be said, the engine that says it, and the voice of every speaker ("": who has no name)."""
    asked = cast(VoiceParameters, context.parameters)
    own = asked.lines if isinstance(asked, VoiceoverParameters) else {}
    named = [asked.voice, *asked.voices.values(), *(line.voice for line in own.values())]
    engine = voice_for(asked.voice_engine or "", language, [voice for voice in named if voice])
    cues = [cue for cue in document.cues if not cue.comment]
    names = names_in(cues, asked.voices)
    said = [
        (number, cue, speaker, words)
        for number, cue in enumerate(cues, 1)
        for speaker, words in spoken_parts(cue, names)
    ]
    who = [speaker for _, _, speaker, _ in said]
    voices = cast_voices(engine, language, who, default=asked.voice or "", wanted=asked.voices)
    lines = [
        _line(number, cue, words, voices[speaker], own.get(str(number)))
        for number, cue, speaker, words in said
    ]
    return lines, engine, {speaker or "": voice for speaker, voice in voices.items()}


def _line(number: int, cue: Cue, words: str, voice: str, own: LineVoice | None) -> Line:
    start, end = cue.start / TICKS_PER_SECOND, cue.end / TICKS_PER_SECOND
    line = Line(number, start, end, words, voice)
    return line if own is None else replace(line, voice=own.voice or voice, speed=own.speed or 1.0)


def _spoken(
    context: StepContext, lines: list[Line], engine: VoiceSynthesizer, language: str, info: MediaInfo
) -> FittedSpeech:
    return fit_speech(
        lines,
        engine,
        get_settings().data_dir / "voices",
        duration=info.duration,
        language=language,
        progress=Slice(context.progress, 0.0, _VOICE_SHARE),
        cancelled=context.cancelled,
    )


def _language(context: StepContext, document: Document) -> str:
    asked = cast(VoiceParameters, context.parameters).target_language
    return (asked or document.language or "en").lower()


def _document(
    context: StepContext, source: Path, info: MediaInfo
) -> tuple[Document, dict[str, Any], list[str]]:
    """The captions to speak, edited as the job says, what its guide found in them, and remarks on them.

    Of a translation that a person approved, those that were approved.
    """
    if Stage.EDITING in context.earlier:
        with read_scope() as session:
            draft = editing.get(session, context.job, 0)
        return *captions.in_own_time(context, captions.decode(draft.document.encode())), []
    translated = context.earlier.get(Stage.TRANSLATING)
    if translated is not None:
        made = context.load(translated["captions"][translated["languages"][0]])
        return *captions.in_own_time(context, captions.decode(made)), []
    if not isinstance(context.parameters, VoiceoverParameters):
        raise JobError("The job has no captions to speak.", code="no_captions", hint="Retry the whole job.")
    if context.parameters.captions_inside():
        inside = captions_inside(context, source, info, _TRACK_SHARE)
        return *captions.in_own_time(context, inside.document), words_in_doubt(inside)
    name, data = given_captions(context, context.parameters)
    return *captions.in_picture_time(context, captions.given(context, data, name)), []
