"""Profiles (presets): which steps a job passes, what must be told before it starts, and its defaults."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, or_, select

from app.captions.formats import registry
from app.core import clock
from app.core.errors import Conflict, Invalid, NotFound
from app.job_types.caption_parameters import PARAMETERS
from app.services import access
from app.services.access import Principal
from app.services.jobs import descriptions
from models import Job, JobType, Profile
from models.stages import EDITABLE

FIELDS = frozenset(Profile.model_fields) - {"id", "account_id", "sandbox", "created_at", "deleted_at"}
_NOT_IN_SETTINGS = ("job_type", "preset_id", "upload_id", "finish_in", "finish_with_error")


def create(
    session: Session, who: Principal, values: dict[str, Any], *, sandbox: bool | None = None
) -> Profile:
    """A new profile, for live or for sandbox jobs.

    Invalid for steps or settings its job type does not have, Conflict for a name taken on that side.
    """
    side = who.side_to_make(sandbox)
    profile = Profile(account_id=who.account_id, sandbox=side, created_at=clock.now(), **values)
    _check(session, profile)
    session.add(profile)
    session.flush()
    return profile


def update(session: Session, who: Principal, profile_id: str, values: dict[str, Any]) -> Profile:
    """Change the given fields; raises as `create` does. Jobs submitted before stay as they are."""
    profile = get(session, who, profile_id)
    with session.no_autoflush:
        for name, value in values.items():
            setattr(profile, name, value)
        _check(session, profile)
    session.add(profile)
    return profile


def delete(session: Session, who: Principal, profile_id: str) -> Profile:
    """Remove a profile from every list; the jobs made with it still name it."""
    profile = get(session, who, profile_id)
    profile.deleted_at = clock.now()
    session.add(profile)
    return profile


def list_for(session: Session, who: Principal) -> list[Profile]:
    """The asker's profiles by name, live ones first."""
    mine = access.visible(who, Profile).where(col(Profile.deleted_at).is_(None))
    return list(session.exec(mine.order_by(col(Profile.sandbox), col(Profile.name), col(Profile.id))))


def get(session: Session, who: Principal, wanted: str) -> Profile:
    """The profile with this id or exact name (of two namesakes the live one); NotFound otherwise."""
    mine = access.visible(who, Profile).where(col(Profile.deleted_at).is_(None))
    named = mine.where(or_(col(Profile.id) == wanted, col(Profile.name) == wanted))
    profile = session.exec(named.order_by(col(Profile.sandbox))).first()
    if profile is None:
        raise NotFound(
            f"There is no profile {wanted[:80]!r}.",
            code="profile_not_found",
            hint="List yours with GET /v1/profiles; caption formats are in GET /v1/capabilities.",
        )
    return profile


def of_job(session: Session, job: Job) -> Profile | None:
    """The profile a job was made with, removed or not."""
    return session.get(Profile, job.profile_id) if job.profile_id else None


def apply(session: Session, who: Principal, data: dict[str, Any]) -> tuple[dict[str, Any], Profile | None]:
    """A Job Description with its profile's defaults under what was sent, and that profile.

    Invalid when `preset_id` names no profile or one of another job type.
    """
    wanted = data.get("preset_id") or data.get("presetId")
    if not wanted:
        return data, None
    try:
        profile = get(session, who, str(wanted))
    except NotFound as error:
        problem = {"field": "preset_id", "message": "no such profile"}
        raise Invalid(
            error.message, code="unknown_preset", hint=error.hint, errors=[problem], rejected=True
        ) from None
    given = data.get("job_type", data.get("jobType", profile.job_type))
    if given != profile.job_type:
        raise Invalid(
            f"The profile {profile.name!r} is for {profile.job_type} jobs, and this is a {given} job.",
            hint="Leave job_type out, or choose a profile of that type.",
            errors=[{"field": "preset_id", "message": "profile of another job type"}],
            rejected=True,
        )
    sent = descriptions.canonical(data, JobType(profile.job_type))
    return {**defaults(profile), **sent, "job_type": profile.job_type}, profile


def defaults(profile: Profile) -> dict[str, Any]:
    """The Job Description fields that a profile decides unless the submission does."""
    kind = JobType(profile.job_type)
    fields = PARAMETERS[kind].model_fields
    language = "language" if "language" in fields else "source_language"
    chosen: dict[str, Any] = {
        language: profile.language,
        "target_profile": profile.target_profile,
        "webhook": profile.webhook,
        "speakers": profile.speaker_names or None,
        "caption_formatting": None if profile.caption_formatting else False,
    }
    kept = {name: value for name, value in chosen.items() if value is not None and name in fields}
    return {**descriptions.canonical(profile.settings, kind), **kept}


def _check(session: Session, profile: Profile) -> None:
    problems = _step_problems(profile)
    kind = JobType(profile.job_type)
    problems += [
        {"field": f"settings.{name}", "message": "cannot be set by a profile"}
        for name in descriptions.canonical(profile.settings, kind)
        if name in _NOT_IN_SETTINGS
    ]
    if problems:
        text = "; ".join(f"{item['field']}: {item['message']}" for item in problems)
        raise Invalid("This profile cannot be kept.", hint=text, errors=problems)
    parameters = descriptions.validate({**defaults(profile), "job_type": profile.job_type})
    target = getattr(parameters, "target_profile", None)
    if profile.editing and target is not None and registry.get(target).read is None:
        raise Invalid(
            f"{target} cannot be read again, so nobody could edit captions in it.",
            hint="Choose a target profile that can be read and written; GET /v1/capabilities lists them.",
            errors=[{"field": "target_profile", "message": "cannot be edited"}],
        )
    same = select(Profile.id).where(
        col(Profile.account_id) == profile.account_id,
        col(Profile.sandbox).is_(profile.sandbox),
        col(Profile.name) == profile.name,
        col(Profile.id) != profile.id,
        col(Profile.deleted_at).is_(None),
    )
    if session.exec(same).first() is not None:
        raise Conflict(f"There is a profile named {profile.name!r} already.", hint="Choose another name.")


def _step_problems(profile: Profile) -> list[dict[str, str]]:
    kind = JobType(profile.job_type)
    fields = PARAMETERS[kind].model_fields
    rules = {
        "editing": (profile.editing and kind not in EDITABLE, f"{kind} jobs have no captions to edit"),
        "speaker_names": (
            profile.speaker_names and "speakers" not in fields,
            f"{kind} jobs recognise no speech",
        ),
        "asr": (
            not profile.asr and not (kind in EDITABLE and profile.editing),
            "without it a person has to write the captions: switch editing on, in a transcribe or "
            "translate profile",
        ),
        "language": (
            profile.language is not None and not {"language", "source_language"} & set(fields),
            f"{kind} jobs have no spoken language",
        ),
        "target_profile": (
            profile.target_profile is not None and "target_profile" not in fields,
            f"{kind} jobs write no captions",
        ),
    }
    return [{"field": name, "message": text} for name, (broken, text) in rules.items() if broken]
