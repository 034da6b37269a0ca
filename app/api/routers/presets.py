"""Profiles: the choices that many jobs share; `preset_id` names one."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from app.api import webhook_addresses
from app.api.answers import json_answer
from app.api.openapi.document import PROBLEMS
from app.api.principals import Asker
from app.api.schemas.presets import ProfileChange, ProfileIn, ProfileOut
from app.core.clock import iso
from app.core.db import read_scope, session_scope
from app.services.jobs import presets
from app.services.jobs.rendering import without_passwords
from models import Profile

router = APIRouter(prefix="/v1/profiles", tags=["Profiles"], responses=PROBLEMS)
_NULLABLE = frozenset({"language", "target_profile", "webhook"})


@router.post("", operation_id="create_profile", response_model=ProfileOut, status_code=201)
async def create_profile(wanted: ProfileIn, who: Asker) -> Response:
    """A new profile; name it by `preset_id` in a Job Description, or by `profile` in /job/new."""
    values = wanted.model_dump(mode="json", exclude={"sandbox"})
    await _check_webhooks(values)
    with session_scope() as session:
        profile = presets.create(session, who, values, sandbox=wanted.sandbox)
    return json_answer(profile_json(profile), 201)


@router.get("", operation_id="list_profiles", response_model=list[ProfileOut])
def list_profiles(who: Asker) -> Response:
    """Your profiles by name."""
    with read_scope() as session:
        found = presets.list_for(session, who)
    return json_answer([profile_json(profile) for profile in found])


@router.get("/{profile_id}", operation_id="get_profile", response_model=ProfileOut)
def get_profile(profile_id: str, who: Asker) -> Response:
    """One profile, by its id or name."""
    with read_scope() as session:
        return json_answer(profile_json(presets.get(session, who, profile_id)))


@router.patch("/{profile_id}", operation_id="change_profile", response_model=ProfileOut)
async def change_profile(profile_id: str, changes: ProfileChange, who: Asker) -> Response:
    """Change the given fields; jobs submitted before stay as they are."""
    values = changes.model_dump(mode="json", exclude_unset=True)
    values = {name: value for name, value in values.items() if value is not None or name in _NULLABLE}
    await _check_webhooks(values)
    with session_scope() as session:
        profile = presets.update(session, who, profile_id, values)
    return json_answer(profile_json(profile))


@router.delete("/{profile_id}", operation_id="delete_profile", response_model=ProfileOut)
def delete_profile(profile_id: str, who: Asker) -> Response:
    """Remove a profile from the lists; the jobs made with it stay."""
    with session_scope() as session:
        profile = presets.delete(session, who, profile_id)
    return json_answer(profile_json(profile))


async def _check_webhooks(values: dict[str, Any]) -> None:
    await webhook_addresses.check(values)
    await webhook_addresses.check(values.get("settings"), named="settings.webhook")


def profile_json(profile: Profile) -> dict[str, Any]:
    """A profile as the API gives it."""
    facts = {name: getattr(profile, name) for name in presets.FIELDS}
    return {
        "profile_id": profile.id,
        "sandbox": profile.sandbox,
        **without_passwords(facts),
        "created_at": iso(profile.created_at),
    }
