"""Uploads that are sent straight to the bucket: in parts, each to a signed address that takes only that part.

The bytes pass no process of ours until the file is whole. What is known of an unfinished one is a row; which
parts have arrived, only the bucket knows. Completing it can be asked again until it has succeeded.
"""

from __future__ import annotations

import hmac
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete
from sqlmodel import Session, col

from app.core import clock
from app.core.db import on_rollback, read_scope, session_scope
from app.core.errors import Conflict, Invalid, NotFound, TooLarge
from app.core.settings import get_settings
from app.core.storage import Stored, storage
from app.core.storage.base import Multipart, Part, new_key
from app.services import access
from app.services.access import Principal
from app.services.files import integrity, quota, resumable_uploads, shared_uploads, uploads
from models import UnfinishedUpload, Upload

PART_BYTES = 16 << 20
MOST_PARTS = 10_000
URL_LIFETIME = timedelta(hours=1)
"""How long a part may be begun to be sent: a slow line has hundreds of them before it."""
_MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class PartAddress:
    """Where one part is to be sent, with PUT and exactly `size` bytes."""

    number: int
    size: int
    url: str


def begin(who: Principal, file_name: str, size: int) -> UnfinishedUpload:
    """Begin an upload. Conflict `direct_uploads_off`, TooLarge or RateLimited where that cannot be."""
    store = _multipart()
    resumable_uploads.refuse_too_large(file_name, size)
    key = new_key("upload")
    multipart = store.begin(key)
    with session_scope() as session:
        on_rollback(session, lambda: store.abort(key, multipart))
        quota.check(session, who.account_id, size, sandbox=who.sandbox)
        return shared_uploads.add(
            session, who, file_name, size,
            storage_key=key, multipart=multipart, part_bytes=part_bytes(size),
        )  # fmt: skip


def part_bytes(size: int) -> int:
    """The size of all parts but the last: few enough for the bucket, whole megabytes."""
    needed = math.ceil(size / MOST_PARTS / _MEGABYTE) * _MEGABYTE
    return max(PART_BYTES, needed)


def part_sizes(row: UnfinishedUpload) -> dict[int, int]:
    """The size of each part, by its number from 1."""
    count = math.ceil(row.length / row.part_bytes)
    last = row.length - (count - 1) * row.part_bytes
    return {number: row.part_bytes if number < count else last for number in range(1, count + 1)}


def expires(row: UnfinishedUpload) -> datetime:
    """When an upload is removed unless it is whole by then: by us, or by the sweep of the bucket."""
    kept = min(get_settings().limits.resumable_seconds, get_settings().s3.unfinished_hours * 3600)
    return row.created_at + timedelta(seconds=kept)


def get(who: Principal, upload_id: str) -> UnfinishedUpload:
    """An unfinished upload of the asker's; NotFound when there is none, or its time is over."""
    with read_scope() as session:
        row = access.find(session, who, UnfinishedUpload, upload_id)
    if row is None or row.multipart is None or expires(row) <= clock.now():
        raise _missing()
    return row


def _missing() -> NotFound:
    return NotFound(
        "There is no such unfinished upload.",
        hint="It was removed, or has expired. Begin again with POST /v1/uploads/direct.",
    )


def addresses(row: UnfinishedUpload, numbers: Iterable[int]) -> list[PartAddress]:
    """Where these parts are to be sent; Invalid when there is no such part."""
    store, sizes = _multipart(), part_sizes(row)
    asked = sorted(set(numbers))
    unknown = [number for number in asked if number not in sizes]
    if unknown:
        raise Invalid(
            f"The upload has no part {unknown[0]}.", hint=f"Its parts are numbered from 1 to {len(sizes)}."
        )
    key, multipart = _named(row)
    lifetime = int(URL_LIFETIME.total_seconds())
    return [
        PartAddress(number, sizes[number], store.part_url(key, multipart, number, sizes[number], lifetime))
        for number in asked
    ]


def arrived(row: UnfinishedUpload) -> dict[int, Part]:
    """The parts that have arrived whole; all of them once the file is one."""
    store, sizes = _multipart(), part_sizes(row)
    try:
        found = store.parts(*_named(row))
    except NotFound:
        if not storage().exists(_named(row)[0]):
            raise _missing() from None
        return {number: Part(size, "") for number, size in sizes.items()}
    return {number: part for number, part in found.items() if sizes.get(number) == part.size}


def complete(who: Principal, upload_id: str, sha256: str | None = None) -> Upload:
    """Make the upload a file, look into it and record it. One that is complete already is given again.

    Raises Conflict `upload_incomplete` with the numbers of the parts that are missing, Invalid
    `checksum_mismatch` (and the upload is gone) when its bytes are not those of `sha256`, TooLarge.
    """
    try:
        row = get(who, upload_id)
    except NotFound:
        found = _recorded(who, upload_id)
        _demand_same(found.sha256, sha256, "It was complete before, and stays. Upload the other file anew.")
        return found
    key, _ = _named(row)
    if not storage().exists(key):
        _join(row)
    stored = _hashed(row)
    try:
        _demand_same(stored.sha256, sha256, "It was removed. Begin the upload again.")
    except Invalid:
        _end(row)
        raise
    inspection = uploads.inspect_stored(stored, row.file_name)
    return _record(who.on_side(row.sandbox), row, stored, inspection)


def _demand_same(arrived: str, declared: str | None, hint: str) -> None:
    if declared is not None and not hmac.compare_digest(arrived, declared.lower()):
        raise Invalid(
            "The file that arrived has another SHA-256 than the one that was sent.",
            code="checksum_mismatch",
            hint=hint,
            sha256=arrived,
        )


def _recorded(who: Principal, upload_id: str) -> Upload:
    with read_scope() as session:
        found = access.find(session, who, Upload, upload_id)
    if found is None or found.deleted_at is not None:
        raise _missing()
    return found


def _join(row: UnfinishedUpload) -> None:
    parts = arrived(row)
    lacking = sorted(part_sizes(row).keys() - parts.keys())
    if lacking:
        raise Conflict(
            f"{len(lacking)} of {len(part_sizes(row))} parts are missing.",
            code="upload_incomplete",
            hint="Ask for the addresses of the parts in `missing`, send them, and complete it again.",
            missing=lacking[:100],
        )
    try:
        _multipart().complete(*_named(row), parts)
    except NotFound:  # another request has just done it, or it was removed
        if not storage().exists(_named(row)[0]):
            raise _missing() from None


def _hashed(row: UnfinishedUpload) -> Stored:
    key, _ = _named(row)
    return Stored(key, storage().facts(key).size, integrity.digest(key))


def _record(who: Principal, row: UnfinishedUpload, stored: Stored, inspection: dict[str, Any]) -> Upload:
    """Make the row an upload. A database that fails leaves both row and file, to be completed again."""
    try:
        with session_scope() as session:
            if _forget(session, row.id):
                return uploads.record(session, who, row.file_name, stored, inspection, upload_id=row.id)
    except TooLarge:  # the room went meanwhile
        _end(row)
        raise
    return _recorded(who, row.id)  # another request was a moment earlier


def abort(who: Principal, upload_id: str) -> None:
    """Forget an unfinished upload, with what has arrived of it."""
    row = get(who, upload_id)
    _multipart()
    _end(row)


def _end(row: UnfinishedUpload) -> None:
    with session_scope() as session:
        ours = _forget(session, row.id)
    if ours:
        shared_uploads.remove_from_store(row)


def _forget(session: Session, upload_id: str) -> bool:
    """Remove the row; False when somebody else has done that."""
    done = session.execute(delete(UnfinishedUpload).where(col(UnfinishedUpload.id) == upload_id))
    return cast("CursorResult[Any]", done).rowcount == 1


def _named(row: UnfinishedUpload) -> tuple[str, str]:
    """The key of an upload in the store, and what the store calls it."""
    return row.storage_key or "", row.multipart or ""


def _multipart() -> Multipart:
    store = storage().multipart()
    if store is None:
        raise Conflict(
            "This server takes no uploads straight to its file store.",
            code="direct_uploads_off",
            hint="Send the file to POST /v1/uploads, or piece by piece with tus to /v1/uploads/tus.",
        )
    return store
