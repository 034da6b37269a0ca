"""API keys: made, listed, revoked, and checked on every request."""

from __future__ import annotations

import hmac
import time
from datetime import timedelta

from sqlalchemy import update
from sqlmodel import Session, col

from app.core import clock
from app.core.errors import NotFound, Unauthorized
from app.core.security import new_key, parse_key
from app.services import access, undo
from app.services.access import Principal
from models import Account, ApiKey

_FRESH_SECONDS = 2.0
_known: dict[str, tuple[float, Principal]] = {}


def create(session: Session, who: Principal, name: str, *, sandbox: bool | None = None) -> tuple[ApiKey, str]:
    """A new key and its full text, which is shown this once and not stored; a key makes keys of its side."""
    sandbox = who.side_to_make(sandbox)
    text, parsed = new_key(sandbox)
    key = ApiKey(
        id=parsed.id,
        account_id=who.account_id,
        name=name.strip() or "Key",
        sandbox=sandbox,
        secret_hash=parsed.secret_hash,
        hint=text[-4:],
        created_at=clock.now(),
    )
    session.add(key)
    session.flush()
    return key, text


def list_for(session: Session, who: Principal) -> list[ApiKey]:
    """The asker's keys, newest first, revoked ones too."""
    return list(session.exec(access.visible(who, ApiKey).order_by(col(ApiKey.created_at).desc())))


def revoke(session: Session, who: Principal, key_id: str) -> ApiKey:
    """Revoke a key (within two seconds in other processes)."""
    key = _get(session, who, key_id)
    key.revoked_at = key.revoked_at or clock.now()
    session.add(key)
    for text, (_, principal) in list(_known.items()):
        if principal.key_id == key_id:
            del _known[text]
    return key


def restore(session: Session, who: Principal, key_id: str) -> ApiKey:
    """Undo `revoke`. Raises Conflict when that was too long ago."""
    key = _get(session, who, key_id)
    undo.check(key.revoked_at, "This key stays revoked.", "Create a new key.")
    key.revoked_at = None
    session.add(key)
    return key


def _get(session: Session, who: Principal, key_id: str) -> ApiKey:
    key = access.find(session, who, ApiKey, key_id)
    if key is None:
        raise NotFound("There is no such key.", hint="List your keys with GET /v1/keys.")
    return key


def cached_key(text: str) -> Principal | None:
    """Who holds this key, if that was checked in the last two seconds: no query on the hot path."""
    seen = _known.get(text)
    if seen is None or time.monotonic() - seen[0] > _FRESH_SECONDS:
        return None
    return seen[1]


def authenticate(session: Session, text: str) -> Principal:
    """Who holds this key. Unauthorized, with the reason, when nobody does."""
    parsed = parse_key(text)
    if parsed is None:
        raise Unauthorized(
            "This is not a Cuedeck API key.",
            hint="A key looks like cd_live_… or cd_test_… and is 69 characters long; copy it whole.",
            guessed=True,
        )
    key = session.get(ApiKey, parsed.id)
    if key is None or not hmac.compare_digest(key.secret_hash, parsed.secret_hash):
        raise Unauthorized(
            "This API key is unknown here.",
            hint="Create one with: cuedeck keys create --name N",
            guessed=True,
        )
    if key.revoked_at is not None:
        raise Unauthorized("This API key has been revoked.", hint="Use another key, or create a new one.")
    principal = Principal(key.account_id, key.id, f"key {key.name} (…{key.hint})", key.sandbox)
    if len(_known) > 10_000:
        _known.clear()
    _known[text] = (time.monotonic(), principal)
    return principal


def is_untouched(session: Session, who: Principal) -> bool:
    """Whether no use of the key was noted in the last minute."""
    key = session.get(ApiKey, who.key_id)
    return key is not None and (
        key.last_used_at is None or clock.now() - key.last_used_at > timedelta(minutes=1)
    )


def touch(session: Session, who: Principal) -> None:
    """Note that a key was used."""
    used = update(ApiKey).where(col(ApiKey.id) == who.key_id).values(last_used_at=clock.now())
    session.execute(used)


def account_of(session: Session, principal: Principal) -> Account:
    """The account behind a principal."""
    account = session.get(Account, principal.account_id)
    if account is None:
        raise Unauthorized(
            "This account no longer exists.", hint="Use the key of another account, or sign in with one."
        )
    return account
