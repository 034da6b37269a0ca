"""Presets: stored job settings, which decide a job's steps, required metadata and defaults."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, or_, select

from app.captions.formats import registry
from app.core import clock
from app.core.errors import Conflict, Invalid, NotFound
from app.job_types import JOB_TYPES
from app.services import access, undo
from app.services.access import Principal
from app.services.jobs import descriptions
from models import Job, Preset

FIELDS = frozenset(Preset.model_fields) - {"id", "account_id", "sandbox", "created_at", "deleted_at"}
_NOT_IN_SETTINGS = ("job_type", "preset_id", "upload_id", "finish_in", "finish_with_error")


def create(
    session: Session, who: Principal, values: dict[str, Any], *, sandbox: bool | None = None
) -> Preset:
    """A new preset, for live or for sandbox jobs.

    Invalid for steps or settings its job type does not have, Conflict for a name taken on that side.
    """
    side = who.side_to_make(sandbox)
    preset = Preset(account_id=who.account_id, sandbox=side, created_at=clock.now(), **values)
    _check(session, preset)
    session.add(preset)
    session.flush()
    return preset


def update(session: Session, who: Principal, preset_id: str, values: dict[str, Any]) -> Preset:
    """Change the given fields; raises as `create` does. Jobs submitted before stay as they are."""
    preset = get(session, who, preset_id)
    with session.no_autoflush:
        for name, value in values.items():
            setattr(preset, name, value)
        _check(session, preset)
    session.add(preset)
    return preset


def delete(session: Session, who: Principal, preset_id: str) -> Preset:
    """Remove a preset from every list; the jobs made with it still name it."""
    preset = get(session, who, preset_id)
    preset.deleted_at = clock.now()
    session.add(preset)
    return preset


def restore(session: Session, who: Principal, preset_id: str) -> Preset:
    """Undo `delete`. Raises Conflict when that was too long ago, or its name has been taken meanwhile."""
    preset = access.find(session, who, Preset, preset_id)
    if preset is None:
        raise _unknown(preset_id)
    undo.check(preset.deleted_at, f"The preset {preset.name!r} stays deleted.", "Make it again.")
    with session.no_autoflush:
        preset.deleted_at = None
        _check(session, preset)
    session.add(preset)
    return preset


def list_for(session: Session, who: Principal) -> list[Preset]:
    """The asker's presets by name, live ones first."""
    mine = access.visible(who, Preset).where(col(Preset.deleted_at).is_(None))
    return list(session.exec(mine.order_by(col(Preset.sandbox), col(Preset.name), col(Preset.id))))


def get(session: Session, who: Principal, wanted: str) -> Preset:
    """The preset with this id or exact name (of two namesakes the live one); NotFound otherwise."""
    mine = access.visible(who, Preset).where(col(Preset.deleted_at).is_(None))
    named = mine.where(or_(col(Preset.id) == wanted, col(Preset.name) == wanted))
    preset = session.exec(named.order_by(col(Preset.sandbox))).first()
    if preset is None:
        raise _unknown(wanted)
    return preset


def _unknown(wanted: str) -> NotFound:
    return NotFound(
        f"There is no preset {wanted[:80]!r}.",
        code="profile_not_found",
        hint="List yours with GET /v1/presets; caption formats are in GET /v1/capabilities.",
    )


def of_job(session: Session, job: Job) -> Preset | None:
    """The preset a job was made with, removed or not."""
    return session.get(Preset, job.preset_id) if job.preset_id else None


def apply(session: Session, who: Principal, data: dict[str, Any]) -> tuple[dict[str, Any], Preset | None]:
    """A Job Description with its preset's defaults under what was sent, and that preset.

    Invalid when `preset_id` names no preset or one of another job type.
    """
    wanted = data.get("preset_id") or data.get("presetId")
    if not wanted:
        return data, None
    try:
        preset = get(session, who, str(wanted))
    except NotFound as error:
        problem = {"field": "preset_id", "message": "no such preset"}
        raise Invalid(
            error.message, code="unknown_preset", hint=error.hint, errors=[problem], rejected=True
        ) from None
    given = data.get("job_type", data.get("jobType", preset.job_type))
    if given != preset.job_type:
        raise Invalid(
            f"The preset {preset.name!r} is for {preset.job_type} jobs, and this is a {given} job.",
            hint="Leave job_type out, or choose a preset of that type.",
            errors=[{"field": "preset_id", "message": "preset of another job type"}],
            rejected=True,
        )
    sent = descriptions.canonical(data, preset.job_type)
    return {**defaults(preset), **sent, "job_type": preset.job_type}, preset


def defaults(preset: Preset) -> dict[str, Any]:
    """The Job Description fields that a preset decides unless the submission does."""
    kind = JOB_TYPES[preset.job_type]
    fields = kind.parameters.model_fields
    language = "language" if "language" in fields else "source_language"
    chosen: dict[str, Any] = {
        language: preset.language,
        "target_profile": preset.target_profile,
        "webhook": preset.webhook,
        "speakers": preset.speaker_names or None,
        "caption_formatting": None if preset.caption_formatting else False,
    }
    kept = {name: value for name, value in chosen.items() if value is not None and name in fields}
    return {**descriptions.canonical(preset.settings, kind.name), **kept}


def _check(session: Session, preset: Preset) -> None:
    problems = _step_problems(preset)
    kind = preset.job_type
    problems += [
        {"field": f"settings.{name}", "message": "cannot be set by a preset"}
        for name in descriptions.canonical(preset.settings, kind)
        if name in _NOT_IN_SETTINGS
    ]
    if problems:
        text = "; ".join(f"{item['field']}: {item['message']}" for item in problems)
        raise Invalid("This preset cannot be saved.", hint=text, errors=problems)
    parameters = descriptions.validate({**defaults(preset), "job_type": preset.job_type})
    target = getattr(parameters, "target_profile", None)
    if preset.editing and target is not None and registry.get(target).read is None:
        raise Invalid(
            f"{target} cannot be read again, so nobody could edit captions in it.",
            hint="Choose a caption format that can be read and written; GET /v1/capabilities lists them.",
            errors=[{"field": "target_profile", "message": "cannot be edited"}],
        )
    same = select(Preset.id).where(
        col(Preset.account_id) == preset.account_id,
        col(Preset.sandbox).is_(preset.sandbox),
        col(Preset.name) == preset.name,
        col(Preset.id) != preset.id,
        col(Preset.deleted_at).is_(None),
    )
    if session.exec(same).first() is not None:
        raise Conflict(f"There is a preset named {preset.name!r} already.", hint="Choose another name.")


def _step_problems(preset: Preset) -> list[dict[str, str]]:
    kind = JOB_TYPES[preset.job_type]
    fields = kind.parameters.model_fields
    rules = {
        "editing": (preset.editing and not kind.editable, f"{kind.name} jobs have no captions to edit"),
        "speaker_names": (
            preset.speaker_names and "speakers" not in fields,
            f"{kind.name} jobs recognise no speech",
        ),
        "asr": (
            not preset.asr and not (kind.editable and preset.editing and kind.writes_captions),
            "without it a person has to write the captions: switch editing on, in a transcribe or "
            "translate preset",
        ),
        "language": (
            preset.language is not None and not {"language", "source_language"} & set(fields),
            f"{kind.name} jobs have no spoken language",
        ),
        "target_profile": (
            preset.target_profile is not None and "target_profile" not in fields,
            f"{kind.name} jobs write no captions",
        ),
    }
    return [{"field": name, "message": text} for name, (broken, text) in rules.items() if broken]
