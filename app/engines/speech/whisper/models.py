"""Which Whisper model a request gets: sizes as people name them, and what each model can do."""

from __future__ import annotations

from app.core.errors import EngineError
from app.engines.model_store import ModelStore
from app.engines.model_store.own_models import unknown_model
from app.engines.protocols import ModelChoice, SpeechRequest
from app.engines.speech.languages import language_name, primary, to_whisper

PREFIX = "whisper-"
SYNONYMS = {"large": "large-v3", "large-v3-turbo": "turbo"}
PREFERENCE = ("base", "small", "tiny", "medium", "turbo", "large-v3", "tiny.en")
"""The order in which an installed model is taken when a request names none."""
CANNOT_TRANSLATE = {f"{PREFIX}turbo"}
"""Trained without translation."""


def choices(store: ModelStore) -> tuple[ModelChoice, ...]:
    """Every speech model, installed or not, with the command that fetches it."""
    return tuple(
        ModelChoice(
            id=model.id,
            label=model.label,
            installed=model.installed,
            install="" if model.installed else f"cuedeck models pull {model.id}",
            languages=model.languages,
        )
        for model in store.models()
        if model.kind == "speech" and model.engine == "faster-whisper"
    )


def capable_model(store: ModelStore, request: SpeechRequest, *, installed: bool = True) -> str:
    """The id of the model that serves the request, which is `installed` unless that does not matter.

    Raises EngineError `unknown_model`, `model_missing`, `language_unsupported` or `task_unsupported`.
    """
    if request.language and not to_whisper(request.language):
        raise EngineError(
            f"Whisper does not know the language “{request.language[:20]}”.",
            code="language_unsupported",
            hint="Use a language tag such as en, es or pt-br, or leave the language out to detect it.",
            rejected=True,
        )
    model = _named(store, request) if request.model else _preferred(store, request)
    _check_known(store, model, request.model)
    if installed:
        store.path(model)
    _check_abilities(model, request)
    return model


def english_only(model: str) -> bool:
    """Models whose name ends so know English alone."""
    return model.endswith(".en")


def _named(store: ModelStore, request: SpeechRequest) -> str:
    size = SYNONYMS.get(request.model.removeprefix(PREFIX), request.model.removeprefix(PREFIX))
    model = f"{PREFIX}{size}"
    if not store.installed(model) and primary(request.language) == "en" and store.installed(f"{model}.en"):
        return f"{model}.en"
    # A folder somebody put into the store by hand keeps its own name.
    return request.model if not store.installed(model) and store.installed(request.model) else model


def _preferred(store: ModelStore, request: SpeechRequest) -> str:
    for size in PREFERENCE:
        model = f"{PREFIX}{size}"
        if store.installed(model) and (not english_only(model) or primary(request.language) == "en"):
            return model
    return f"{PREFIX}{PREFERENCE[0]}"


def _check_known(store: ModelStore, model: str, asked: str) -> None:
    known = [choice.id for choice in choices(store)]
    if asked and model not in known and not store.installed(model):
        sizes = [name.removeprefix(PREFIX) for name in known]
        raise unknown_model(asked, sizes)


def _check_abilities(model: str, request: SpeechRequest) -> None:
    if english_only(model) and request.language and primary(request.language) != "en":
        raise EngineError(
            f"The model {model} knows English only, not {language_name(request.language)}.",
            code="language_unsupported",
            hint="Choose a model without “.en”, such as whisper-base.",
            rejected=True,
        )
    if request.task == "translate" and (english_only(model) or model in CANNOT_TRANSLATE):
        raise EngineError(
            f"The model {model} cannot translate.",
            code="task_unsupported",
            hint="Choose another model, such as whisper-base, or translate the transcript.",
            rejected=True,
        )
