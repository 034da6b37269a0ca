"""Idempotency keys: stored responses of POST requests, replayed for the same key.

An answer is sealed with a stream that only the caller's own credential and key can make (SHAKE-256 over
both and a salt of its own), because it may hold the text of a new API key, which this database must not.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.core import clock
from app.core.db import on_commit
from app.core.errors import Conflict, Invalid
from models import Job, KeptAnswer

KEPT = timedelta(hours=24)
_JOB = "cuedeck_idempotency_job"


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


class InFlight(Conflict):
    """The same request is being served at this moment: an answer that is never kept."""

    default_code = "idempotency_in_flight"


def find(session: Session, request: Repeatable) -> KeptAnswer | None:
    """What is kept under the request's key; None if it is new, or was used more than a day ago."""
    kept = session.get(KeptAnswer, request.id)
    return kept if kept is not None and kept.created_at >= clock.now() - KEPT else None


def note_job(session: Session, job: Job) -> None:
    """Let the job be found again by the key of the request that is served, if it has one."""
    session.info[_JOB] = job.id


class Carried:
    """Writes the key in the transaction that does the work, so that neither is there without the other.

    Raises InFlight if another process has done the work meanwhile: then this transaction does nothing, and
    `beaten` says that the answer is not this request's to keep.
    """

    def __init__(self, request: Repeatable, fingerprint: Callable[[], str]) -> None:
        self._request, self._fingerprint = request, fingerprint
        self._done = self.beaten = False

    def __call__(self, session: Session) -> None:
        """Add the key to a transaction, unless an earlier one has brought it in."""
        if self._done:
            return
        _forget_expired(session, self._request)
        try:
            _insert(session, self._request, fingerprint=self._fingerprint(), job_id=session.info.get(_JOB))
        except InFlight:
            self.beaten = True
            raise
        on_commit(session, self._settle)

    def _settle(self) -> None:
        self._done = True


def _forget_expired(session: Session, request: Repeatable) -> None:
    expired = (col(KeptAnswer.id) == request.id, col(KeptAnswer.created_at) < clock.now() - KEPT)
    session.execute(delete(KeptAnswer).where(*expired))


def _insert(session: Session, request: Repeatable, **facts: Any) -> None:
    session.flush()
    try:
        with session.begin_nested():
            session.add(KeptAnswer(id=request.id, created_at=clock.now(), **facts))
    except IntegrityError:
        raise in_flight() from None


def store_answer(session: Session, request: Repeatable, fingerprint: str, answer: Answer) -> None:
    """Keep the answer beside what the request did, or alone if it did nothing.

    InFlight if another process has kept its own meanwhile, which stays.
    """
    _forget_expired(session, request)
    salt = os.urandom(16)
    values: dict[str, Any] = {
        "fingerprint": fingerprint,
        "status": answer.status,
        "headers": answer.headers,
        "salt": salt,
        "body": request.seal(answer.body, salt),
    }
    mine = update(KeptAnswer).where(col(KeptAnswer.id) == request.id, col(KeptAnswer.status).is_(None))
    if cast("CursorResult[Any]", session.execute(mine.values(**values))).rowcount == 0:
        _insert(session, request, **values)


def in_flight() -> InFlight:
    """The same request is being served at this moment."""
    return InFlight(
        "A request with this Idempotency-Key is still under way.",
        hint="Wait a moment and repeat the request.",
    )


def demand_same(kept: KeptAnswer, fingerprint: str) -> None:
    """Invalid when the key was used for another request. What was cut off early has no fingerprint."""
    if kept.fingerprint not in ("", fingerprint):
        raise Invalid(
            "This Idempotency-Key was used for another request.",
            code="idempotency_key_reused",
            hint="Use a new key for every new request; repeat a request only with its very own body.",
        )


def replay(kept: KeptAnswer, request: Repeatable) -> Answer:
    """The kept answer. Conflict when the work was done and the server ended before it could answer."""
    if kept.status is None:
        raise Conflict(
            "The first request with this Idempotency-Key was carried out, but its answer was lost.",
            code="idempotency_answer_lost",
            hint="List what there is; it has what the request made. To make another, use a new key.",
        )
    return Answer(kept.status, kept.headers, request.seal(kept.body, kept.salt))


def expire(session: Session) -> int:
    """Forget what is older than a day; returns how many."""
    old = delete(KeptAnswer).where(col(KeptAnswer.created_at) < clock.now() - KEPT)
    return cast("CursorResult[Any]", session.execute(old)).rowcount
