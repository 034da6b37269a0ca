"""The fields that name languages: all by name, and those that this installation cannot serve greyed out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.engines.protocols import Engine
from app.engines.registry import engines
from app.engines.speech.languages import WHISPER_LANGUAGES, primary
from app.engines.voice.voice_assignment import ANY_LANGUAGE
from app.services.engines.configuration import config
from app.ui.components.picker import Choice
from app.ui.language import message
from app.ui.language.names import regional_name
from app.ui.pages.home.submission.fields import OptionField

SPOKEN = ("language", "source_language")
TARGETS = ("target_language", "target_languages")


def with_languages(field: OptionField, values: Mapping[str, str]) -> OptionField:
    """The field as a choice among languages."""
    chosen = [tag.strip() for tag in field["value"].split(",") if tag.strip()]
    if field["name"] in SPOKEN:
        offers = spoken_languages(chosen)
    else:
        reached = _reached(values)
        offers = _choices([*WHISPER_LANGUAGES, *(reached or ())], reached, chosen)
    kind = "languages" if field["kind"] in ("list", "languages") else "offer"
    return {**field, "kind": kind, "offers": offers}


def spoken_languages(chosen: Iterable[str] = ()) -> list[Choice]:
    """Every language that can be recognised, and what was chosen, after leaving it to the recogniser."""
    return [_detect(), *_choices(WHISPER_LANGUAGES, None, [*chosen])]


def _detect() -> Choice:
    return {"value": "", "label": message("Detect the language"), "words": "auto automatic"}


def _choices(tags: Iterable[str], possible: set[str] | None, chosen: list[str]) -> list[Choice]:
    """Every language once, by name; what was chosen stays choosable even if nothing here serves it."""
    every = sorted({*tags, *chosen}, key=regional_name)
    named = [_choice(tag, possible is None or tag in possible or tag in chosen) for tag in every]
    return sorted(named, key=lambda choice: choice.get("disabled", False))


def _choice(tag: str, possible: bool) -> Choice:
    choice: Choice = {"value": tag, "label": regional_name(tag), "words": tag}
    return choice if possible else {**choice, "disabled": True, "group": message("No engine here")}


def _reached(values: Mapping[str, str]) -> set[str] | None:
    """What can be translated into or spoken here, as the job needs it; None when only a remote side knows."""
    found = [
        _translated(values.get("source_language", ""), values.get("engine", ""))
        if "engine" in values
        else None,
        _voiced(values.get("voice_engine", "")) if "voice_engine" in values else None,
    ]
    known = [tags for tags in found if tags is not None]
    return set.intersection(*known) if known else None


def _translated(source: str, chosen: str) -> set[str] | None:
    pairs = [engine.capabilities().pairs for engine in _ready("translation", chosen)]
    if not pairs or not all(pairs):
        return None
    return {to for served in pairs for one, to in served if not source or one == primary(source)}


def _voiced(chosen: str) -> set[str] | None:
    offered = [engine.capabilities() for engine in _ready("voice", chosen)]
    tags = {voice.language for each in offered for voice in each.voices}
    if not offered or ANY_LANGUAGE in tags or any(each.remote for each in offered):
        return None
    return {primary(tag) for tag in tags}


def _ready(kind: str, chosen: str) -> list[Engine]:
    found = engines("translation" if kind == "translation" else "voice", config())
    return [one for one in found if one.capabilities().ready and chosen in ("", one.id)]
