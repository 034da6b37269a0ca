"""Presets in the form: which there are, and the settings of the form kept as one."""

from __future__ import annotations

from typing import Any

from app.core.db import read_scope, session_scope
from app.services.access import Principal
from app.services.jobs import presets
from app.ui.components.picker import Choice
from app.ui.labels import type_label
from app.ui.language import message
from app.ui.pages.home.submission.description import of_settings
from app.ui.pages.home.submission.settings import Settings
from models import Preset

_STEPS = ("asr", "editing", "speaker_names", "caption_formatting", "required_metadata")


def choices(who: Principal) -> list[Choice]:
    """The person's live presets, and none."""
    none: Choice = {"value": "", "label": message("None")}
    with read_scope() as session:
        found = [preset for preset in presets.list_for(session, who) if not preset.sandbox]
    named: list[Choice] = [
        {"value": preset.id, "label": preset.name, "note": type_label(preset.job_type)} for preset in found
    ]
    return [none, *named]


def save(who: Principal, name: str, settings: Settings) -> str:
    """Keep the settings as a new preset; its id. Steps that a person switches on come from the preset in use.

    Raises Conflict for a name that is taken, Invalid for settings that no job could have.
    """
    with session_scope() as session:
        base = presets.get(session, who, settings["preset"]) if settings["preset"] else None
        return presets.create(session, who, _values(name, settings, base), sandbox=False).id


def _values(name: str, settings: Settings, base: Preset | None) -> dict[str, Any]:
    wanted = of_settings(settings)
    for given in ("job_type", "preset_id", "job_metadata"):
        wanted.pop(given, None)
    columns = {
        "target_profile": wanted.pop("target_profile", None),
        "language": wanted.pop("language", None) or wanted.pop("source_language", None),
        "webhook": wanted.pop("webhook", None) or (base.webhook if base else None),
    }
    steps = {step: getattr(base, step) for step in _STEPS} if base else {}
    return {"name": name, "job_type": settings["kind"], "settings": wanted, **columns, **steps}
