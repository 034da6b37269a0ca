"""Files in a local folder."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from app.core.errors import NotFound, Unavailable
from app.core.storage.abandoned import remove_abandoned
from app.core.storage.base import Stored, Writer

_KEY = re.compile(r"[a-z]+/[0-9a-f]{2}/[0-9a-f]{32}")


class LocalWriter:
    """Writes beside the target and renames at the end, so a half-written file never has a name."""

    def __init__(self, key: str, target: Path) -> None:
        self._key, self._target = key, target
        self._part = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
        make_folder(target.parent)
        self._file = self._part.open("wb")
        fcntl.flock(self._file, fcntl.LOCK_EX)  # the sweep removes a part that nobody holds
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, chunk: bytes) -> None:
        """Append a chunk; Unavailable when the disk is full."""
        try:
            with storing():
                self._file.write(chunk)
        except Unavailable:
            self.abort()
            raise
        self._hash.update(chunk)
        self.size += len(chunk)

    def commit(self) -> Stored:
        """Bring it to the disk, then rename into place: what was stored survives a power cut."""
        try:
            with storing():
                self._file.flush()
                os.fsync(self._file.fileno())
                os.replace(self._part, self._target)
                sync_folder(self._target.parent)
                self._file.close()  # now: the lock ends with it
        except Unavailable:
            self.abort()
            raise
        return Stored(self._key, self.size, self._hash.hexdigest())

    def abort(self) -> None:
        """Remove the part file."""
        with suppress(OSError):  # closing flushes, which fails again on a full disk; the file goes anyway
            self._file.close()
        self._part.unlink(missing_ok=True)


class LocalStorage:
    """A folder on this machine."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def _file(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(f"not a storage key: {key!r}")
        return self._root / key

    def writer(self, key: str) -> Writer:
        """Start a file."""
        return LocalWriter(key, self._file(key))

    def open(self, key: str) -> BinaryIO:
        """A seekable stream of a stored file."""
        try:
            return self._file(key).open("rb")
        except FileNotFoundError:
            raise _missing() from None

    @contextmanager
    def path(self, key: str) -> Iterator[Path]:
        """The file itself: nothing to copy here."""
        file = self._file(key)
        if not file.exists():
            raise _missing()
        yield file

    def delete(self, key: str) -> None:
        """Remove a file."""
        self._file(key).unlink(missing_ok=True)

    def exists(self, key: str) -> bool:
        """Whether a file is stored under the key."""
        return self._file(key).exists()

    def stored_since(self, moment: float) -> Iterator[tuple[str, float]]:
        """Every file that was stored after `moment`; folders that nothing came into are not read."""
        for folder in self._root.glob("[a-z]*/[0-9a-f][0-9a-f]"):
            if folder.stat().st_mtime < moment:
                continue
            kind = folder.parent.name
            for entry in os.scandir(folder):
                key = f"{kind}/{folder.name}/{entry.name}"
                with suppress(FileNotFoundError):
                    if _KEY.fullmatch(key) and (at := entry.stat().st_ctime) >= moment:
                        yield key, at

    def remove_abandoned(self) -> int:
        """Remove the parts of writers whose process has ended."""
        return remove_abandoned(self._root.glob("[a-z]*/[0-9a-f][0-9a-f]/*.part"))


def _missing() -> NotFound:
    return NotFound("This file is no longer stored.", code="file_removed", hint="Submit the job again.")


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, so that a power cut does not take them away."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Bring a folder's names to the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def storing() -> Iterator[None]:
    """Translate the errors of a disk that cannot store: Unavailable `disk_full` or `storage_failed`."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise Unavailable(
            f"The server could not store the file: {error.strerror}.",
            code="disk_full" if full else "storage_failed",
            hint="Free some space in the data folder and try again; nothing was kept.",
            retry_after=60,
        ) from error
