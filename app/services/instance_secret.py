"""The one secret that all machines of an instance sign with.

It is a setting, the same on every machine, or it is made by the first machine and kept in the database, from
where each other one takes it. The database has its fingerprint in both cases, so that a machine with another
secret is refused at its start, instead of making links that the others do not believe. A single machine
(SQLite) keeps its secret in a file alone.
"""

from __future__ import annotations

import socket
from datetime import timedelta

from sqlmodel import Session

from app.core import clock, signing
from app.core.db import read_scope, session_scope
from app.core.errors import Conflict
from app.core.settings import get_settings
from models import InstanceSecret

FOLLOWED_WITHIN = 60
"""Seconds after which every machine signs with a secret that was replaced on another."""
_NAME = "signing"


def join() -> None:
    """Take or give the secret of the instance; Conflict `secret_differs` or `secret_missing`."""
    settings = get_settings()
    if settings.is_one_machine:
        return
    with session_scope() as session:
        row = session.get(InstanceSecret, _NAME, with_for_update=True)
        if settings.secret_key:
            _compare(session, row)
        elif row is None:
            _record(session, row, signing.content())
        elif row.content:
            signing.adopt(row.content)
        else:
            raise _missing(row)


def _compare(session: Session, row: InstanceSecret | None) -> None:
    """A secret of the settings is the instance's, or replaces one that is named beside it."""
    ours, *replaced = signing.fingerprints()
    if row is not None and row.fingerprint not in (ours, *replaced):
        raise _differs(row, ours)
    if row is None or row.fingerprint != ours or row.content:
        _record(session, row, "")


def _record(session: Session, row: InstanceSecret | None, content: str) -> None:
    row = row or InstanceSecret(name=_NAME, fingerprint="", changed_at=clock.now())
    row.fingerprint = signing.fingerprint(content) if content else signing.fingerprints()[0]
    row.content = content
    row.machine, row.changed_at = socket.gethostname(), clock.now()
    session.add(row)


def rotate(*, overlap: timedelta = signing.OVERLAP) -> None:
    """Replace the secret, on this machine now and on the others within a minute.

    The database has it first: a process of this machine that follows it meanwhile puts back only what is
    still the instance's, and this machine replaces what others may have made since it last looked.
    """
    if get_settings().is_one_machine:
        signing.rotate(overlap=overlap)
        return
    with session_scope() as session:
        row = session.get(InstanceSecret, _NAME, with_for_update=True)
        known = row.content if row is not None and row.content else signing.content()
        replaced = signing.replaced(known, overlap=overlap)
        _record(session, row, replaced)
    signing.adopt(replaced)


def follow() -> None:
    """Take a secret that another machine has replaced."""
    settings = get_settings()
    if settings.is_one_machine or settings.secret_key:
        return
    with read_scope() as session:
        row = session.get(InstanceSecret, _NAME)
    if row is not None and row.content and row.content != signing.content():
        signing.adopt(row.content)


def _differs(row: InstanceSecret, ours: str) -> Conflict:
    return Conflict(
        f"CUEDECK_SECRET_KEY of this machine ({ours}) is not the secret of this instance ({row.fingerprint}, "
        f"set by {row.machine}).",
        code="secret_differs",
        hint="Set the same secret on every machine. To replace it, set the new one everywhere and name the "
        "old one in CUEDECK_PREVIOUS_SECRET_KEYS.",
    )


def _missing(row: InstanceSecret) -> Conflict:
    return Conflict(
        f"This instance's secret is a setting ({row.fingerprint}, set by {row.machine}), and this machine "
        "has none.",
        code="secret_missing",
        hint="Set CUEDECK_SECRET_KEY to the same secret as on the other machines.",
    )
