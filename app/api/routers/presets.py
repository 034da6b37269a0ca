"""Presets: stored job settings. A Job Description names one in `preset_id`.

/v1/profiles is the deprecated address of the same endpoints.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from app.api.authentication import Asker
from app.api.json_responses import json_answer
from app.api.openapi.document import PROBLEMS
from app.api.route_parameters import PresetId
from app.api.schemas.presets import PresetChange, PresetIn
from app.core.db import in_transaction, read_scope, session_scope
from app.core.limits import thread_pools
from app.core.schemas import shown
from app.services.jobs import presets, schema
from app.services.jobs.rendering import without_passwords
from app.services.webhooks import addresses
from models import Preset

router = APIRouter(prefix="/v1/presets", tags=["Presets"], responses=PROBLEMS)
profiles = APIRouter(prefix="/v1/profiles", tags=["Presets"], responses=PROBLEMS, deprecated=True)
_NULLABLE = frozenset({"language", "target_profile", "webhook"})


@profiles.post("", operation_id="create_profile", response_model=schema.Preset, status_code=201)
@router.post("", operation_id="create_preset", response_model=schema.Preset, status_code=201)
async def create_preset(wanted: PresetIn, who: Asker) -> Response:
    """A new preset; name it by `preset_id` in a Job Description, or by `profile` in /job/new."""
    values = wanted.model_dump(mode="json", exclude={"sandbox"})
    await thread_pools.run(0, addresses.check_preset, values)
    preset = await in_transaction(
        lambda session: presets.create(session, who, values, sandbox=wanted.sandbox)
    )
    return json_answer(preset_json(preset), 201)


@profiles.get("", operation_id="list_profiles", response_model=list[schema.Preset])
@router.get("", operation_id="list_presets", response_model=list[schema.Preset])
def list_presets(who: Asker) -> Response:
    """Your presets by name."""
    with read_scope() as session:
        found = presets.list_for(session, who)
    return json_answer([preset_json(preset) for preset in found])


@profiles.get("/{preset_id}", operation_id="get_profile", response_model=schema.Preset)
@router.get("/{preset_id}", operation_id="get_preset", response_model=schema.Preset)
def get_preset(preset_id: PresetId, who: Asker) -> Response:
    """One preset, by its id or name."""
    with read_scope() as session:
        return json_answer(preset_json(presets.get(session, who, preset_id)))


@profiles.patch("/{preset_id}", operation_id="change_profile", response_model=schema.Preset)
@router.patch("/{preset_id}", operation_id="change_preset", response_model=schema.Preset)
async def change_preset(preset_id: PresetId, changes: PresetChange, who: Asker) -> Response:
    """Change the given fields; jobs submitted before stay as they are."""
    values = changes.model_dump(mode="json", exclude_unset=True)
    values = {name: value for name, value in values.items() if value is not None or name in _NULLABLE}
    await thread_pools.run(0, addresses.check_preset, values)
    preset = await in_transaction(lambda session: presets.update(session, who, preset_id, values))
    return json_answer(preset_json(preset))


@profiles.delete("/{preset_id}", operation_id="delete_profile", response_model=schema.Preset)
@router.delete("/{preset_id}", operation_id="delete_preset", response_model=schema.Preset)
@thread_pools.writes
def delete_preset(preset_id: PresetId, who: Asker) -> Response:
    """Remove a preset from the lists; the jobs made with it stay."""
    with session_scope() as session:
        preset = presets.delete(session, who, preset_id)
    return json_answer(preset_json(preset))


def preset_json(preset: Preset) -> dict[str, Any]:
    """A preset as the API gives it."""
    facts = shown(schema.Preset.__annotations__, preset, profile_id=preset.id)
    return without_passwords(facts)
