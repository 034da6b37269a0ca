"""Files in a local folder."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from app.core.errors import NotFound, Unavailable
from app.core.storage.base import Stored, Writer

_KEY = re.compile(r"[a-z]+/[0-9a-f]{2}/[0-9a-f]{32}")


class LocalWriter:
    """Writes beside the target and renames at the end, so a half-written file never has a name."""

    def __init__(self, key: str, target: Path) -> None:
        self._key, self._target = key, target
        self._part = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
        target.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._part.open("wb")
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
        """Flush, then rename into place."""
        try:
            with storing():
                self._file.close()
                os.replace(self._part, self._target)
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


def _missing() -> NotFound:
    return NotFound("This file is no longer stored.", code="file_removed", hint="Submit the job again.")


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
        ) from error
