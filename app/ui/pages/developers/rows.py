"""API keys and logged requests as the page lists them."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import TypedDict

from app.core.clock import iso
from app.core.db import read_scope
from app.services.access import Principal
from app.services.accounts import api_keys, request_log
from app.services.accounts.request_log import LoggedRequest
from app.ui.labels import milliseconds_text
from app.ui.language import tr

_FAILED = 400


class KeyRow(TypedDict):
    """An API key as it is listed; times are ISO 8601, "" for never."""

    id: str
    name: str
    hint: str
    sandbox: bool
    created: str
    used: str
    revoked: bool


class RequestRow(TypedDict):
    """A request as it is listed: `status` is the number with its words, `key` the key's name."""

    id: str
    at: str
    method: str
    path: str
    status: str
    failed: bool
    code: str
    ms: str
    key: str
    client: str


def key_rows(who: Principal) -> list[KeyRow]:
    """The account's keys, newest first."""
    with read_scope() as db:
        found = api_keys.list_for(db, who)
    return [
        {
            "id": key.id,
            "name": key.name,
            "hint": f"cd_{'test' if key.sandbox else 'live'}_…{key.hint}",
            "sandbox": key.sandbox,
            "created": iso(key.created_at) or "",
            "used": iso(key.last_used_at) or "",
            "revoked": key.revoked_at is not None,
        }
        for key in found
    ]


def request_rows(who: Principal, names: Mapping[str, str], *, failed: bool) -> list[RequestRow]:
    """The latest requests of the account's keys, newest first; `failed` leaves those that were refused."""
    found = [each for each in request_log.latest(who) if not failed or each.status >= _FAILED]
    return [_request(request, names) for request in found]


def _request(request: LoggedRequest, names: Mapping[str, str]) -> RequestRow:
    return {
        "id": request.request_id,
        "at": request.at,
        "method": request.method,
        "path": request.path,
        "status": f"{request.status} {_phrase(request.status)}".strip(),
        "failed": request.status >= _FAILED,
        "code": request.code,
        "ms": milliseconds_text(request.ms),
        "key": names.get(request.key_id, tr("A deleted key")),
        "client": request.client,
    }


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
