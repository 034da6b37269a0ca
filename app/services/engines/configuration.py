"""The engines of this installation: the settings as the engines want them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from functools import cache
from typing import Any

from app.core.errors import engine_missing
from app.core.settings import get_settings
from app.engines.config import EngineConfig, endpoints
from app.engines.protocols import SpeechRequest, VoiceSynthesizer
from app.engines.registry import Kind, engines, voice_synthesizer
from app.engines.voice.voice_assignment import voices_for
from app.job_types.caption_parameters import RecognitionParameters, TranscribeOptions
from app.job_types.parameters import JobParameters
from app.job_types.stages import ENGINE_OF
from app.services.engines.offers import known
from models import Stage

_DECODING = (
    "multilingual",
    "vad_filter",
    "vad_threshold",
    "condition_on_previous_text",
    "hallucination_silence_threshold",
)
"""What a request is told under the names of the job's fields."""


def config() -> EngineConfig:
    """What every adapter is made from."""
    engines = get_settings().engines
    return _config(engines.default_speech, engines.default_translation, engines.default_voice)


@cache
def _config(speech: str, translation: str, voice: str) -> EngineConfig:
    """The only part that can change while the server runs is the preferred engines."""
    settings = get_settings()
    return EngineConfig(
        model_dir=settings.model_dir.expanduser(),
        threads=settings.engines.threads,
        device=settings.engines.device,
        gpu_batch=settings.engines.gpu_batch,
        remotes=endpoints(settings.engines.remotes),
        elsewhere=known.engines,
        preferred={"speech": speech, "translation": translation, "voice": voice},
    )


def forget_config() -> None:
    """Make it anew when it is asked for next: what it was made from has changed."""
    _config.cache_clear()


def voice_for(engine: str, language: str, voices: Collection[str] = ()) -> VoiceSynthesizer:
    """The named voice engine, or the first ready one that has the `voices` and speaks the language.

    Raises EngineError `engine_missing`, `unknown_engine`, or `language_unsupported` when none speaks it.
    """
    if engine:
        named = voice_synthesizer(engine, config())
        offered = named.capabilities()
        if not offered.ready:
            raise engine_missing(named.label, offered.install)
        return named
    for found in engines("voice", config()):
        offered = found.capabilities()
        has_all = {voice.id for voice in offered.voices}.issuperset(voices)
        speaks = has_all and (bool(voices) or voices_for(offered.voices, language))
        if offered.ready and (offered.remote or speaks):
            return voice_synthesizer(found.id, config())
    return voice_synthesizer("", config())


def speech_request(parameters: JobParameters) -> SpeechRequest:
    """What a job asks of the recogniser; its own fields come before those of `transcribe_options`."""
    options = getattr(parameters, "transcribe_options", None) or TranscribeOptions()
    more = options.provider_options
    language = getattr(parameters, "language", None) or getattr(parameters, "source_language", None)
    asked = (getattr(parameters, "task", None), more.task)
    return SpeechRequest(
        language=language or options.source_language or "",
        model=getattr(parameters, "model_size", None) or more.model_size or "",
        task="translate" if "translate" in asked else "transcribe",
        prompt=getattr(parameters, "prompt", "") or more.prompt or "",
        **_decoding(parameters),
    )


def _decoding(parameters: JobParameters) -> dict[str, Any]:
    """The fields of all jobs with recognition, which align has none of."""
    if not isinstance(parameters, RecognitionParameters):
        return {}
    told = {name: getattr(parameters, name) for name in _DECODING}
    return told | {"hotwords": tuple(parameters.hotwords)}


def speech_engine(parameters: JobParameters) -> str:
    """The recogniser a job names, or ""."""
    options = getattr(parameters, "transcribe_options", None)
    return (options.provider_id or "") if options else ""


def recognition_facts(parameters: JobParameters) -> dict[str, Any]:
    """All that recognised captions depend on, besides the sound and the engine's version."""
    more = {name: getattr(parameters, name, None) for name in ("guide", "caption_formatting")}
    speakers = bool(getattr(parameters, "speakers", False))
    heard = getattr(parameters, "audio_track", None)
    chosen: dict[str, Any] = {} if heard is None else {"audio_track": str(heard)}
    chosen |= {"shot_changes": True} if getattr(parameters, "shot_changes", False) else {}
    chosen |= {"word_times": True} if getattr(parameters, "word_timestamps", False) else {}
    return {**asdict(speech_request(parameters)), "speakers": speakers, **more, **chosen}


def engine_version(stage: Stage, parameters: JobParameters) -> str:
    """Name and version of the engine that serves a stage; "" for stages without one."""
    kind = ENGINE_OF.get(stage)
    if kind is None:
        return ""
    named = _named(kind, parameters)
    ready = [e for e in engines(kind, config()) if e.id == named or (not named and e.capabilities().ready)]
    return f"{ready[0].id} {ready[0].version()}" if ready else ""


def _named(kind: Kind, parameters: JobParameters) -> str:
    if kind == "speech":
        return speech_engine(parameters)
    return getattr(parameters, "voice_engine" if kind == "voice" else "engine", None) or ""
