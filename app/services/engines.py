"""The engines of this installation: the settings as the engines want them."""

from __future__ import annotations

from functools import cache

from app.core.settings import get_settings
from app.engines.base import VoiceSynthesizer
from app.engines.config import EngineConfig, endpoints
from app.engines.registry import Kind, engines, voice_synthesizer
from app.engines.voice.casting import voices_for
from models import Stage
from models.params import JobParameters


@cache
def config() -> EngineConfig:
    """What every adapter is made from."""
    settings = get_settings()
    return EngineConfig(
        model_dir=settings.model_dir.expanduser(),
        threads=settings.engines.threads,
        device=settings.engines.device,
        remotes=endpoints(settings.engines.remotes),
    )


def voice_for(engine: str, language: str) -> VoiceSynthesizer:
    """The named voice engine, or the first ready one that speaks the language.

    Raises EngineError `engine_missing`, `unknown_engine`, or `language_unsupported` when none speaks it.
    """
    if engine:
        return voice_synthesizer(engine, config())
    for found in engines("voice", config()):
        offered = found.capabilities()
        if offered.ready and (offered.remote or voices_for(offered.voices, language)):
            return voice_synthesizer(found.id, config())
    return voice_synthesizer("", config())


_KIND: dict[Stage, Kind] = {
    Stage.TRANSCRIBING: "speech",
    Stage.TRANSLATING: "translation",
    Stage.DUBBING: "voice",
}


def engine_version(stage: Stage, parameters: JobParameters) -> str:
    """Name and version of the engine that serves a stage; "" for stages without one."""
    kind = _KIND.get(stage)
    if kind is None:
        return ""
    named = getattr(parameters, "voice_engine" if kind == "voice" else "engine", None)
    ready = [e for e in engines(kind, config()) if e.id == named or (not named and e.capabilities().ready)]
    return f"{ready[0].id} {ready[0].version()}" if ready else ""
