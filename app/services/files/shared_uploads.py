"""Resumable uploads of an instance on several machines: each request may reach another web server.

What `resumable_uploads` does with two files in a folder is done here with rows, and with pieces in the file
store. A piece is recorded when it is stored, so a server that is killed loses what came since its last one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Update, delete, or_, update
from sqlmodel import Session, col, select

from app.core import clock
from app.core.db import read_scope, session_scope
from app.core.security import random_text
from app.core.settings import get_settings
from app.core.storage import Stored, storage
from app.core.storage import store as store_chunks
from app.core.storage.base import new_key
from app.services.access import Principal
from app.services.files import resumable_uploads
from app.services.files.resumable_uploads import Locked, Unfinished
from app.services.files.uploads import clean_name
from models import Account, UnfinishedChunk, UnfinishedUpload

PIECE_BYTES = 16 << 20
WRITER_SECONDS = 120.0
"""How long a request has an upload alone since its last stored piece, or since it said that it goes on."""
_READ = 1 << 20


@dataclass(frozen=True, slots=True)
class Part(Unfinished):
    """One as it was when it was read; `offset` is how many bytes had arrived."""

    offset: int = 0


def _part(row: UnfinishedUpload) -> Part:
    created = row.created_at.timestamp()
    return Part(row.id, row.account_id, row.file_name, row.length, created, row.sandbox, row.received)


def create(who: Principal, file_name: str, length: int) -> Part:
    """Begin an upload; TooLarge when the whole would be, RateLimited when too many are unfinished."""
    resumable_uploads.refuse_too_large(file_name, length)
    with session_scope() as session:
        return _part(add(session, who, file_name, length))


def add(session: Session, who: Principal, file_name: str, length: int, **more: Any) -> UnfinishedUpload:
    """Record one that begins; RateLimited when too many are unfinished. `more` are further columns."""
    # One after another, so that all are counted.
    session.get(Account, who.account_id, with_for_update=True)
    row = UnfinishedUpload(
        account_id=who.account_id,
        sandbox=who.sandbox,
        file_name=clean_name(file_name),
        length=length,
        created_at=clock.now(),
        **more,
    )
    resumable_uploads.refuse_too_many([*_unfinished_of(session, who), _part(row)])
    session.add(row)
    return row


def _unfinished_of(session: Session, who: Principal) -> list[Part]:
    mine = select(UnfinishedUpload).where(
        col(UnfinishedUpload.account_id) == who.account_id,
        col(UnfinishedUpload.sandbox).is_(who.sandbox),
        col(UnfinishedUpload.created_at) > _oldest(),
    )
    return [_part(row) for row in session.exec(mine)]


def _oldest() -> datetime:
    return clock.now() - timedelta(seconds=get_settings().limits.resumable_seconds)


def find(who: Principal, part_id: str) -> Part | None:
    """An unfinished upload of the asker's; None once its time is over."""
    with read_scope() as session:
        row = session.get(UnfinishedUpload, part_id)
        found = row is not None and who.sees(row) and row.created_at > _oldest() and row.multipart is None
        return _part(row) if row is not None and found else None


def get(who: Principal, part_id: str) -> Part:
    """The same; NotFound when there is none."""
    part = find(who, part_id)
    if part is None:
        raise resumable_uploads.missing()
    return part


@contextmanager
def appending(part: Part, offset: int) -> Iterator[Appender]:
    """Write to the part from `offset` on, alone; raises what `resumable_uploads.appending` does."""
    token = random_text(16)
    with session_scope() as session:
        row = session.get(UnfinishedUpload, part.id, with_for_update=True)
        if row is None:
            raise resumable_uploads.missing()
        if row.writer is not None and row.writer_until is not None and row.writer_until > clock.now():
            raise resumable_uploads.locked()
        if row.received != offset:
            raise resumable_uploads.wrong_offset(row.received, offset)
        row.writer, row.writer_until = token, _until()
        session.add(row)
    appender = Appender(part, token, offset)
    try:
        yield appender
        appender.flush()
    except BaseException:
        appender.keep_what_came()
        raise
    finally:
        with session_scope() as session:
            session.execute(_held(part.id, token).values(writer=None, writer_until=None))


def _until() -> datetime:
    return clock.now() + timedelta(seconds=WRITER_SECONDS)


def _held(part_id: str, token: str) -> Update:
    mine = (col(UnfinishedUpload.id) == part_id, col(UnfinishedUpload.writer) == token)
    return update(UnfinishedUpload).where(*mine)


class Appender:
    """Takes the bytes of one request, and stores them piece by piece."""

    def __init__(self, part: Part, token: str, start: int) -> None:
        self._part, self._token, self._end = part, token, start
        self._left = part.length - start
        self._piece = bytearray()

    def write(self, chunk: bytes) -> None:
        """Append; TooLarge past the announced length. What came before stays."""
        if len(chunk) > self._left:
            raise resumable_uploads.too_long()
        self._piece += chunk
        self._left -= len(chunk)

    @property
    def is_full(self) -> bool:
        """Whether there is a piece to be stored: call `flush`, on a thread that may wait."""
        return len(self._piece) >= PIECE_BYTES

    def flush(self) -> int:
        """Store what came; returns how many bytes the upload has now. Locked when another request has it."""
        if self._piece:
            stored = store_chunks(new_key("part"), [bytes(self._piece)])
            self._record(stored)
            self._end += stored.size
            self._piece.clear()
        return self._end

    def _record(self, stored: Stored) -> None:
        end = self._end + stored.size
        with session_scope() as session:
            changed = session.execute(
                _held(self._part.id, self._token).values(received=end, writer_until=_until())
            )
            if cast("CursorResult[Any]", changed).rowcount == 1:
                session.add(
                    UnfinishedChunk(
                        upload_id=self._part.id, start=self._end, size=stored.size, storage_key=stored.key
                    )
                )
                return
        storage().delete(stored.key)
        raise resumable_uploads.locked()

    def renew(self) -> None:
        """Have the upload alone for longer, while all pieces are made one file."""
        with session_scope() as session:
            session.execute(_held(self._part.id, self._token).values(writer_until=_until()))

    def keep_what_came(self) -> None:
        """Store the rest after a request that broke off, unless somebody else has the upload by now."""
        try:
            self.flush()
        except Locked:
            self._piece.clear()


def store(part: Part) -> Stored:
    """Make one file of all pieces."""
    with read_scope() as session:
        keys = list(session.exec(_pieces(part.id)))
    return store_chunks(new_key("upload"), _content(keys))


def _pieces(part_id: str) -> Any:
    pieces = select(UnfinishedChunk.storage_key).where(col(UnfinishedChunk.upload_id) == part_id)
    return pieces.order_by(col(UnfinishedChunk.start))


def _content(keys: list[str]) -> Iterator[bytes]:
    for key in keys:
        with storage().open(key) as file:
            while chunk := file.read(_READ):
                yield chunk


def remove(part: Part) -> None:
    """Forget an upload."""
    with session_scope() as session:
        keys = _forget(session, part.id)
    for key in keys:
        storage().delete(key)


def _forget(session: Session, part_id: str) -> list[str]:
    keys = list(session.exec(_pieces(part_id)))
    session.execute(delete(UnfinishedChunk).where(col(UnfinishedChunk.upload_id) == part_id))
    session.execute(delete(UnfinishedUpload).where(col(UnfinishedUpload.id) == part_id))
    return keys


def expire() -> int:
    """Remove what nobody finished in time, unless a request is still sending to it; returns how many."""
    idle = or_(col(UnfinishedUpload.writer_until).is_(None), col(UnfinishedUpload.writer_until) < clock.now())
    expired = select(UnfinishedUpload).where(col(UnfinishedUpload.created_at) <= _oldest(), idle)
    with session_scope() as session:
        # One that is being completed this moment is skipped: its file is an upload's then.
        old = list(session.exec(expired.with_for_update(skip_locked=True)))
        keys = [key for row in old for key in _forget(session, row.id)]
    for key in keys:
        storage().delete(key)
    for row in old:
        remove_from_store(row)
    return len(old)


def remove_from_store(row: UnfinishedUpload) -> None:
    """Remove what has arrived of an upload that was sent straight to the store."""
    if row.storage_key is None or row.multipart is None:
        return
    if (store := storage().multipart()) is not None:
        store.abort(row.storage_key, row.multipart)
    storage().delete(row.storage_key)
