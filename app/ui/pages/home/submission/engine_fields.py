"""The fields whose choices depend on what is installed: models, engines and voices.

What is not there is greyed out and says the one command that brings it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import quote

from app.core.errors import EngineError
from app.core.settings import get_settings
from app.engines.protocols import Engine
from app.engines.registry import Kind, engines
from app.engines.voice.voice_assignment import voices_for
from app.services.engines.configuration import config, voice_for
from app.ui.components.picker import Choice
from app.ui.language import message
from app.ui.pages.home.submission.fields import OptionField
from app.ui.pages.home.submission.language_fields import SPOKEN, TARGETS, with_languages

MOST_VOICES = 100
"""An engine with more is asked for a language first."""

Values = Mapping[str, str]


def with_engines(own: list[OptionField]) -> list[OptionField]:
    """The fields of a job type with their choices, as far as these depend on this installation."""
    values = {field["name"]: field["value"] for field in own}
    return [_with_choices(field, values) for field in own]


def _with_choices(field: OptionField, values: Values) -> OptionField:
    if field["name"] in (*SPOKEN, *TARGETS):
        return with_languages(field, values)
    return _filled(field, values) if field["name"] in _CHOICES else field


def _filled(field: OptionField, values: Values) -> OptionField:
    offers, note = _CHOICES[field["name"]](values)
    value = field["value"] if any(offer["value"] == field["value"] for offer in offers) else ""
    sample = _sample(value, values) if field["name"] == "voice" and value else ""
    return {**field, "kind": "offer", "offers": offers, "value": value, "note": note, "sample": sample}


def _models(_: Values) -> tuple[list[Choice], str]:
    engine = engines("speech", config())[0]
    here = engine.capabilities()
    named: list[Choice] = [
        {
            "value": model.id,
            "label": message(model.label),
            "disabled": not model.installed,
            "note": model.install,
        }
        for model in here.models
    ]
    return [
        {"value": "", "label": message("Best installed")},
        *named,
    ], _note(engine) if here.ready else ""


def _translators(values: Values) -> tuple[list[Choice], str]:
    return _engines("translation", values.get("engine", ""))


def _voice_engines(values: Values) -> tuple[list[Choice], str]:
    try:
        serving = voice_for(values.get("voice_engine", ""), values.get("target_language", "")).id
    except EngineError:  # nothing speaks the language; the job says so
        serving = ""
    return _engines("voice", serving)


def _engines(kind: Kind, chosen: str) -> tuple[list[Choice], str]:
    found = engines(kind, config())
    named = [_engine(engine) for engine in found]
    ready = [engine for engine in found if engine.capabilities().ready]
    serving = next((engine for engine in ready if engine.id == chosen), next(iter(ready), None))
    note = _note(serving) if serving else ""
    return [{"value": "", "label": message("Automatic")}, *named], note


def _note(engine: Engine) -> str:
    return f"{message(engine.label)}: {message(engine.capabilities().quality)}"


def _engine(engine: Engine) -> Choice:
    offered = engine.capabilities()
    note = message(offered.quality) if offered.ready else f"{message(offered.reason)} {offered.install}"
    return {"value": engine.id, "label": message(engine.label), "disabled": not offered.ready, "note": note}


def _voices(values: Values) -> tuple[list[Choice], str]:
    default: Choice = {"value": "", "label": message("Default voice")}
    language = values.get("target_language", "")
    try:
        voices = voice_for(values.get("voice_engine", ""), language).capabilities().voices
    except EngineError as error:
        return [default], message(error.message)
    spoken = voices_for(voices, language) if language else list(voices)
    if len(spoken) > MOST_VOICES:
        return [default], message("Set the target language to choose a voice.")
    named: list[Choice] = [
        {
            "value": voice.id,
            "label": voice.name,
            "note": " ".join([voice.language, message(voice.gender)]).strip(),
        }
        for voice in spoken
    ]
    return [default, *named], ""


def _sample(voice: str, values: Values) -> str:
    """The address at which the voice can be heard."""
    engine = voice_for(values.get("voice_engine", ""), values.get("target_language", "")).id
    return f"{get_settings().base_path}/v1/capabilities/voices/{quote(voice, safe='')}/sample?engine={engine}"


_CHOICES: dict[str, Callable[[Values], tuple[list[Choice], str]]] = {
    "model_size": _models,
    "engine": _translators,
    "voice_engine": _voice_engines,
    "voice": _voices,
}
