"""API keys."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from app.api.authentication import Asker
from app.api.json_responses import json_answer
from app.api.openapi.document import PROBLEMS
from app.api.route_parameters import KeyId
from app.api.schemas.keys import CreatedKey, Key, NewKey
from app.core.db import read_scope, session_scope
from app.core.limits import thread_pools
from app.core.schemas import shown
from app.services.accounts import api_keys
from models import ApiKey

router = APIRouter(prefix="/v1/keys", tags=["Keys"], responses=PROBLEMS)


@router.post("", operation_id="create_key", response_model=CreatedKey, status_code=201)
@thread_pools.writes
def create_key(wanted: NewKey, who: Asker) -> Response:
    """A new key; its text is in this answer and nowhere else. A key makes keys of its own side only."""
    with session_scope() as session:
        key, text = api_keys.create(session, who, wanted.name, sandbox=wanted.sandbox)
    return json_answer({**_json(key), "key": text}, 201)


@router.get("", operation_id="list_keys", response_model=list[Key])
def list_keys(who: Asker) -> Response:
    """Your keys, newest first: with a key, those of its side."""
    with read_scope() as session:
        return json_answer([_json(key) for key in api_keys.list_for(session, who)])


@router.delete("/{key_id}", operation_id="revoke_key", response_model=Key)
@thread_pools.writes
def revoke_key(key_id: KeyId, who: Asker) -> Response:
    """Revoke a key."""
    with session_scope() as session:
        return json_answer(_json(api_keys.revoke(session, who, key_id)))


def _json(key: ApiKey) -> dict[str, Any]:
    return shown(Key.model_fields, key, key_id=key.id)
