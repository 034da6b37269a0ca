"""Idempotency keys: stored responses of POST requests, replayed for the same key.

An answer is sealed with a stream that only the caller's own credential and key can make (SHAKE-256 over
both and a salt of its own), because it may hold the text of a new API key, which this database must not.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, or_, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.core import clock
from app.core.errors import Conflict, Invalid
from models import KeptAnswer

KEPT = timedelta(hours=24)
_ABANDONED = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Repeatable:
    """Who asks (the credential's text) with which key."""

    credential: str
    key: str

    @property
    def id(self) -> str:
        """The name of the kept answer."""
        return hashlib.sha256(f"{self.credential}\n{self.key}".encode()).hexdigest()

    def seal(self, body: bytes, salt: bytes) -> bytes:
        """`body` sealed, or opened: the two are the same."""
        secret = b"\n".join((b"sealed", salt, self.credential.encode(), self.key.encode()))
        stream = hashlib.shake_256(secret).digest(len(body))
        return (int.from_bytes(body) ^ int.from_bytes(stream)).to_bytes(len(body))


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole HTTP answer."""

    status: int
    headers: dict[str, str]
    body: bytes


def begin(session: Session, request: Repeatable) -> KeptAnswer | None:
    """Claim the key for a request that starts now: None. If it was used before, what is kept under it.

    A claim whose process died is taken over after fifteen minutes, an answer is forgotten after a day.
    """
    try:
        with session.begin_nested():
            session.add(KeptAnswer(id=request.id, created_at=clock.now()))
    except IntegrityError:
        if _take_over(session, request):
            return None
        return session.get(KeptAnswer, request.id) or KeptAnswer(id=request.id)  # given back just now
    return None


def _take_over(session: Session, request: Repeatable) -> bool:
    now = clock.now()
    dead = or_(
        col(KeptAnswer.created_at) < now - KEPT,
        col(KeptAnswer.status).is_(None) & (col(KeptAnswer.created_at) < now - _ABANDONED),
    )
    stale = update(KeptAnswer).where(col(KeptAnswer.id) == request.id, dead)
    fresh: dict[str, Any] = {
        "created_at": now,
        "status": None,
        "fingerprint": "",
        "headers": {},
        "body": b"",
        "salt": b"",
    }
    return cast("CursorResult[Any]", session.execute(stale.values(**fresh))).rowcount > 0


def store_answer(session: Session, request: Repeatable, fingerprint: str, answer: Answer) -> None:
    """Keep the answer of the request that claimed the key."""
    salt = os.urandom(16)
    values = {"fingerprint": fingerprint, "status": answer.status, "headers": answer.headers}
    sealed = {"salt": salt, "body": request.seal(answer.body, salt)}
    mine = update(KeptAnswer).where(col(KeptAnswer.id) == request.id)
    session.execute(mine.values(**values, **sealed))


def release(session: Session, request: Repeatable) -> None:
    """Release the key: the request did nothing that must not be repeated."""
    session.execute(delete(KeptAnswer).where(col(KeptAnswer.id) == request.id))


def replay(kept: KeptAnswer, request: Repeatable, fingerprint: str) -> Answer:
    """The kept answer to the same request. Conflict while it is under way, Invalid for another request."""
    if kept.status is None:
        raise Conflict(
            "A request with this Idempotency-Key is still under way.",
            code="idempotency_in_flight",
            hint="Wait a moment and repeat the request.",
        )
    if kept.fingerprint != fingerprint:
        raise Invalid(
            "This Idempotency-Key was used for another request.",
            code="idempotency_key_reused",
            hint="Use a new key for every new request; repeat a request only with its very own body.",
        )
    return Answer(kept.status, kept.headers, request.seal(kept.body, kept.salt))


def expire(session: Session) -> int:
    """Forget what is older than a day; returns how many."""
    old = delete(KeptAnswer).where(col(KeptAnswer.created_at) < clock.now() - KEPT)
    return cast("CursorResult[Any]", session.execute(old)).rowcount
