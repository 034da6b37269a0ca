"""The registry of engines by kind and id, with the default of each kind.

A new engine is one adapter file and one line here; it is imported when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Literal, cast

from app.core.errors import EngineError
from app.engines.config import EngineConfig
from app.engines.protocols import (
    Capabilities,
    Engine,
    Separator,
    SpeakerLabeler,
    SpeechRecognizer,
    Translator,
    VoiceSynthesizer,
)
from app.engines.translation.pairs import route

Kind = Literal["speech", "speakers", "translation", "voice", "separation"]

ENGINES: dict[Kind, dict[str, str]] = {
    "speech": {
        "faster-whisper": "app.engines.speech.faster_whisper:FasterWhisper",
        "sherpa-onnx": "app.engines.speech.sherpa.engine:SherpaOnnx",
        "whisper-cpp": "app.engines.speech.whisper.cpp:WhisperCpp",
        "openai-speech": "app.engines.speech.openai_http:OpenAISpeech",
    },
    "speakers": {
        "moonshine-speakers": "app.engines.speech.moonshine_speakers:MoonshineSpeakers",
    },
    "translation": {
        "argos": "app.engines.translation.argos:Argos",
        "deepl": "app.engines.translation.deepl:DeepL",
        "openai-chat": "app.engines.translation.openai_chat:OpenAIChat",
        "libretranslate": "app.engines.translation.libretranslate:LibreTranslate",
        "apertium": "app.engines.translation.apertium:Apertium",
    },
    "voice": {
        "kokoro": "app.engines.voice.kokoro:Kokoro",
        "espeak-ng": "app.engines.voice.espeak:Espeak",
        "piper": "app.engines.voice.piper:Piper",
        "openai-voice": "app.engines.voice.openai_http:OpenAIVoice",
    },
    "separation": {
        "spleeter": "app.engines.separation.spleeter:Spleeter",
    },
}
"""Where each engine is; within a kind, the first that is ready serves a job that names none."""


def engines(kind: Kind, config: EngineConfig) -> list[Engine]:
    """Every engine of a kind, ready or not, in order of preference: the configured one, then ours."""
    first = config.preferred.get(kind)
    known = ENGINES[kind]
    return [_made(known[name], config) for name in sorted(known, key=lambda name: name != first)]


def speech_recognizer(engine: str, config: EngineConfig) -> SpeechRecognizer:
    """The recogniser with this id; "" takes the first that is ready. EngineError `unknown_engine`."""
    return cast(SpeechRecognizer, _chosen("speech", engine, config))


def speaker_labeler(engine: str, config: EngineConfig) -> SpeakerLabeler:
    """The speaker labeler with this id; "" takes the first that is ready. EngineError `unknown_engine`."""
    return cast(SpeakerLabeler, _chosen("speakers", engine, config))


def voice_synthesizer(engine: str, config: EngineConfig) -> VoiceSynthesizer:
    """The synthesizer with this id; "" takes the first that is ready. EngineError `unknown_engine`."""
    return cast(VoiceSynthesizer, _chosen("voice", engine, config))


def separator(engine: str, config: EngineConfig) -> Separator:
    """The separator with this id; "" takes the first that is ready. EngineError `unknown_engine`."""
    return cast(Separator, _chosen("separation", engine, config))


def engine_by_id(kind: Kind, engine: str, config: EngineConfig) -> Engine:
    """The engine of a kind with this id, ready or not; EngineError `unknown_engine`."""
    return _chosen(kind, engine, config)


def translator(engine: str, config: EngineConfig, source: str = "", target: str = "") -> Translator:
    """The translator with this id; "" takes the first that is ready and serves the pair.

    Raises EngineError `unknown_engine`, or `engine_missing` / `language_unsupported` when none serves it.
    """
    if engine:
        return cast(Translator, _chosen("translation", engine, config))
    ready = [found for found in engines("translation", config) if found.capabilities().ready]
    for found in ready:
        pairs = found.capabilities().pairs
        # A remote engine tells no pairs: only it knows.
        if not pairs or not target or route(pairs, source, target):
            return cast(Translator, found)
    if not ready:
        return cast(Translator, _chosen("translation", "", config))
    raise EngineError(
        f"No engine on this server translates from {source} to {target}.",
        code="language_unsupported",
        hint=f"Install the pair with: cuedeck models pull argos-{source}-{target}",
        rejected=True,
    )


def capabilities(config: EngineConfig) -> dict[str, list[dict[str, Any]]]:
    """All engines as /v1/capabilities publishes them, by kind.

    `{"speech": [{"id", "label", "ready", "quality", "languages", "pairs", "models", "voices", "install",
    "reason", "remote"}], …}`
    """
    return {kind: [_described(engine) for engine in engines(kind, config)] for kind in ENGINES}


def _described(engine: Engine) -> dict[str, Any]:
    found = engine.capabilities()
    return {
        "id": engine.id,
        "label": engine.label,
        "ready": found.ready,
        "quality": found.quality,
        "languages": list(found.languages),
        "pairs": [list(pair) for pair in found.pairs],
        "models": [
            {"id": m.id, "label": m.label, "installed": m.installed, "install": m.install,
             "languages": list(m.languages)}
            for m in found.models
        ],
        "voices": [
            {"id": v.id, "name": v.name, "language": v.language, "gender": v.gender} for v in found.voices
        ],
        "install": found.install,
        "reason": found.reason,
        "remote": found.remote,
    }  # fmt: skip


def _made(path: str, config: EngineConfig) -> Engine:
    module, name = path.split(":")
    made = cast(Engine, getattr(import_module(module), name)(config))
    offered = config.elsewhere.get(made.id)
    return made if offered is None else cast(Engine, _Elsewhere(made, offered))


class _Elsewhere:
    """An engine that workers on other machines have: it offers what theirs do, and is asked nothing here."""

    def __init__(self, engine: Engine, offered: Capabilities) -> None:
        self._engine, self._offered = engine, offered

    def capabilities(self) -> Capabilities:
        """What works there."""
        return self._offered

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)


def _chosen(kind: Kind, engine: str, config: EngineConfig) -> Engine:
    known = ENGINES[kind]
    if engine:
        if engine not in known:
            raise EngineError(
                f"There is no {kind} engine named “{engine[:40]}”.",
                code="unknown_engine",
                hint=f"Use one of: {', '.join(known)}.",
                rejected=True,
            )
        return _made(known[engine], config)
    found = engines(kind, config)
    for candidate in found:
        if candidate.capabilities().ready:
            return candidate
    raise EngineError(
        f"No {kind} engine is installed on this server.",
        code="engine_missing",
        hint="Install one with: " + " or ".join(e.capabilities().install for e in found if not _remote(e)),
        rejected=True,
    )


def _remote(engine: Engine) -> bool:
    return engine.capabilities().remote
