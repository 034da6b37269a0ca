"""Resumable uploads: parts are appended to a file, which becomes an upload when complete.

The server side of tus 1.0 (https://tus.io/protocols/resumable-upload): core, creation, termination and
expiration. Two files of a part, `<id>.part` and `<id>.json`, are all its state, so it survives a restart.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from app.core.errors import AppError, Conflict, NotFound, RateLimited, TooLarge
from app.core.settings import get_settings
from app.core.storage import Stored, store_file
from app.core.storage.base import new_key
from app.core.storage.local import storing
from app.services.access import Principal
from app.services.files.uploads import clean_name, too_large
from models.base import new_id

_LONGEST_ID = 64


class Locked(AppError):
    """Another request is writing to this upload."""

    status, default_code = 423, "upload_locked"


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An unfinished upload: `length` is the whole file's size in bytes, `created` seconds since 1970."""

    id: str
    account_id: str
    file_name: str
    length: int
    created: float
    sandbox: bool = False

    @property
    def expires(self) -> float:
        """When it is removed unless it is whole by then, in seconds since 1970."""
        return self.created + get_settings().limits.resumable_seconds


@dataclass(frozen=True, slots=True)
class Part(Unfinished):
    """One whose bytes are collected in a file of this machine."""

    @property
    def path(self) -> Path:
        """Where the bytes are that have arrived."""
        return _folder() / f"{self.id}.part"

    @property
    def offset(self) -> int:
        """Bytes that have arrived."""
        return self.path.stat().st_size


def create(who: Principal, file_name: str, length: int) -> Part:
    """Begin an upload; TooLarge when the whole would be, RateLimited when too many are unfinished."""
    refuse_too_large(file_name, length)
    part = Part(new_id(), who.account_id, clean_name(file_name), length, time.time(), who.sandbox)
    _folder().mkdir(parents=True, exist_ok=True)
    with storing(), _counting():
        refuse_too_many([*_unfinished_of(who), part])
        part.path.touch()
        _facts(part.id).write_text(json.dumps(asdict(part)))
    return part


@contextmanager
def _counting() -> Iterator[None]:
    """Alone among all web processes of this machine, so that none begins what another has not counted."""
    with (_folder() / "counting.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _unfinished_of(who: Principal) -> Iterator[Part]:
    """The unfinished uploads of one side of an account; one whose time is over waits only to be removed."""
    for path in _folder().glob("*.json"):
        part = _read(path)
        mine = part is not None and (part.account_id, part.sandbox) == (who.account_id, who.sandbox)
        if part is not None and mine and part.expires > time.time():
            yield part


def refuse_too_large(file_name: str, length: int) -> None:
    """TooLarge when the whole would be."""
    limit = get_settings().limits.upload_bytes
    if length > limit:
        raise too_large(file_name, limit)


def refuse_too_many(parts: Sequence[Unfinished]) -> None:
    """RateLimited when these are more than an account may have at once."""
    limits = get_settings().limits
    if len(parts) > limits.unfinished_uploads:
        what, setting = f"{limits.unfinished_uploads} unfinished uploads", "UNFINISHED_UPLOADS"
    elif sum(part.length for part in parts) > limits.unfinished_bytes:
        size = f"{limits.unfinished_bytes / 1024**2:,.0f} MB"
        what, setting = f"{size} of unfinished uploads", "UNFINISHED_BYTES"
    else:
        return
    first = min(part.expires for part in parts)
    raise RateLimited(
        f"This account may have {what} at once.",
        code="too_many_uploads",
        hint="Finish or DELETE one of them, wait until the oldest is removed by itself, or ask the owner to "
        f"raise CUEDECK_LIMITS__{setting}.",
        retry_after=max(1, round(first - time.time())),
    )


def find(who: Principal, part_id: str) -> Part | None:
    """An unfinished upload of the asker's; None once its time is over, though it may still lie there."""
    if not part_id.isascii() or len(part_id) > _LONGEST_ID:  # no id of ours, and no file may have such a name
        return None
    part = _read(_facts(part_id))
    if part is None or not who.sees(part) or part.expires <= time.time():
        return None
    return part if part.path.exists() else None


def _read(path: Path) -> Part | None:
    try:
        return Part(**json.loads(path.read_text()))
    except (FileNotFoundError, ValueError):  # ValueError: an id with a NUL, or a file cut short by a crash
        return None


def get(who: Principal, part_id: str) -> Part:
    """The same; NotFound when there is none."""
    part = find(who, part_id)
    if part is None:
        raise missing()
    return part


def missing() -> NotFound:
    """The error for an upload that is not there."""
    return NotFound(
        "There is no such unfinished upload.",
        hint="It is finished, was removed, or has expired. Begin again with POST /v1/uploads/tus.",
    )


@contextmanager
def appending(part: Part, offset: int) -> Iterator[Appender]:
    """Write to the part from `offset` on, alone.

    Raises Conflict `offset_conflict` unless that is where it ends, Locked when another request has it, and
    NotFound when one has finished or removed it meanwhile.
    """
    with _opened(part) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise locked() from None
        if not part.path.exists():
            raise missing()
        end = file.seek(0, os.SEEK_END)
        if end != offset:
            raise wrong_offset(end, offset)
        yield Appender(file, part.length)


def locked() -> Locked:
    """The error for an upload that another request is sending to."""
    return Locked("Another request is sending to this upload.", hint="Wait for it, then ask for the offset.")


def wrong_offset(end: int, asked: int) -> Conflict:
    """The error for a request that would go on elsewhere than where the upload ends."""
    return Conflict(
        f"The upload stands at {end} bytes, not {asked}.",
        code="offset_conflict",
        hint="Ask with HEAD where it stands and go on from there.",
        offset=end,
    )


def _opened(part: Part) -> BinaryIO:
    try:
        return part.path.open("r+b")
    except FileNotFoundError:
        raise missing() from None


class Appender:
    """Takes the bytes of one request."""

    is_full = False
    """Never: what is written is in the file."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        self._file, self._left = file, length - file.tell()

    def write(self, chunk: bytes) -> None:
        """Append; TooLarge past the announced length. What came before stays."""
        if len(chunk) > self._left:
            raise too_long()
        with storing():
            self._file.write(chunk)
        self._left -= len(chunk)

    def flush(self) -> int:
        """See to it that all is in the file; returns how many bytes that has now."""
        with storing():
            self._file.flush()
        return self._file.tell()

    def renew(self) -> None:
        """Nothing: the file is locked until it is closed."""


def too_long() -> TooLarge:
    """The error for more bytes than were announced."""
    return TooLarge(
        "More bytes came than the upload's length.",
        code="upload_too_long",
        hint="Send exactly as many bytes as Upload-Length said.",
    )


def store(part: Part) -> Stored:
    """Move a whole part into the store."""
    return store_file(new_key("upload"), part.path)


def remove(part: Part) -> None:
    """Forget an upload."""
    _facts(part.id).unlink(missing_ok=True)
    part.path.unlink(missing_ok=True)


def expire() -> int:
    """Remove the parts nobody finished in time; returns how many."""
    return sum(_expired(path) for path in _folder().glob("*.part"))


def _expired(path: Path) -> bool:
    """Remove a part whose time is over, unless a request that began before is still sending to it."""
    part = _read(facts := path.with_suffix(".json"))
    with suppress(FileNotFoundError, BlockingIOError), path.open("rb") as file:
        begun = part.created if part is not None else os.fstat(file.fileno()).st_mtime
        if begun + get_settings().limits.resumable_seconds > time.time():
            return False
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        facts.unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        return True
    return False


def _folder() -> Path:
    return get_settings().data_dir / "resumable"


def _facts(part_id: str) -> Path:
    return _folder() / f"{Path(part_id).name}.json"
