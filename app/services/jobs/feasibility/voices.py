"""Feasibility of speech synthesis: a voice for each language."""

from __future__ import annotations

from app.core.errors import EngineError
from app.engines.protocols import Engine
from app.engines.registry import engine_by_id, engines
from app.engines.speech.languages import language_name
from app.engines.voice.errors import unknown_voice
from app.engines.voice.voice_assignment import voices_for
from app.job_types.caption_parameters import VoiceParameters
from app.job_types.voiceover import VoiceoverParameters
from app.services.engines.configuration import config
from app.services.jobs.feasibility import languages
from app.services.jobs.feasibility.problem import JobRequest, Problem, of_error
from models import Stage


def problems(asked: JobRequest) -> list[Problem]:
    """What is wrong with the voice, its engine and language, and with the original sound under it."""
    wanted = asked.parameters
    if not isinstance(wanted, VoiceParameters):
        return []
    return [*_of_voice(asked, wanted), *_separation(asked, wanted)]


def _separation(asked: JobRequest, wanted: VoiceParameters) -> list[Problem]:
    """No engine that takes the voices out of the original, where that is asked for."""
    if asked.sandbox or wanted.original != "separated":
        return []
    every = [engine.capabilities() for engine in engines("separation", config())]
    if any(offered.ready for offered in every):
        return []
    message = f"Nothing on this server takes voices out of a sound: {every[0].reason}"
    hint = f"Run: {every[0].install}. Or choose another original, such as sides."
    return [Problem("original", "engine_missing", message, hint, wanted.original)]


def _of_voice(asked: JobRequest, wanted: VoiceParameters) -> list[Problem]:
    language = wanted.target_language or languages.named(asked.captions) or ""
    unknown = languages.unknown("target_language", language) if language else None
    if unknown is not None:  # a dub's has been told by its translation
        return [] if Stage.TRANSLATING in asked.stages else [unknown]
    try:
        named = engine_by_id("voice", wanted.voice_engine, config()) if wanted.voice_engine else None
    except EngineError as error:
        return [of_error("voice_engine", error, wanted.voice_engine or "")]
    if named is not None and not named.capabilities().ready:
        offered = named.capabilities()
        message = f"{named.label} is not ready on this server: {offered.reason}"
        hint = f"Run: {offered.install}. Or leave voice_engine out."
        return [] if asked.sandbox else [Problem("voice_engine", "engine_missing", message, hint, named.id)]
    chosen = engines("voice", config()) if named is None else [named]
    return _none_of(wanted, language, [engine for engine in chosen if engine.capabilities().ready])


def _none_of(wanted: VoiceParameters, language: str, ready: list[Engine]) -> list[Problem]:
    """No problem when one engine has every voice, and speaks the language where no voice is named."""
    asked_voices = {f"voices.{name}": voice for name, voice in wanted.voices.items() if voice}
    asked_voices |= {"voice": wanted.voice} if wanted.voice else {}
    lines = wanted.lines if isinstance(wanted, VoiceoverParameters) else {}
    asked_voices |= {f"lines.{cue}.voice": line.voice for cue, line in lines.items() if line.voice}
    if not ready:
        return []
    silent: list[Engine] = []
    for engine in ready:
        offered = engine.capabilities()
        ids = {voice.id for voice in offered.voices}
        if not offered.remote and not ids.issuperset(asked_voices.values()):
            continue
        if not language or offered.remote or wanted.voice or voices_for(offered.voices, language):
            return []
        silent.append(engine)
    if silent:
        spoken = sorted({voice.language for engine in silent for voice in engine.capabilities().voices})
        return [_unspoken(language, spoken)]
    return [
        of_error(field, unknown_voice(ready[0].label, voice, ready[0].capabilities().voices), voice)
        for field, voice in asked_voices.items()
        if not any(voice in {known.id for known in engine.capabilities().voices} for engine in ready)
    ] or [_apart(ready)]


def _unspoken(language: str, spoken: list[str]) -> Problem:
    return Problem(
        "target_language",
        "language_unsupported",
        f"No voice on this server speaks {language_name(language)}.",
        f"Use one of: {', '.join(spoken)}.",
        language,
    )


def _apart(ready: list[Engine]) -> Problem:
    """Every voice is there, but not in one engine."""
    return Problem(
        "voices",
        "unknown_voice",
        "These voices belong to different engines, and a job is spoken by one.",
        f"Take all voices from one of: {', '.join(engine.id for engine in ready)}.",
    )
