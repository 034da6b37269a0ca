"""Files in a local folder."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import hashlib
import os
import secrets
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import BinaryIO

from app.core.errors import Unavailable
from app.core.limits.thread_pools import AT_ONCE
from app.core.storage.abandoned import remove_abandoned
from app.core.storage.base import Facts, Stored, Writer, checked, found_by_name, is_key, missing, try_out

_OTHERS_SECONDS = 86_400.0
"""How long nothing was written to the part of another machine, in a shared folder, until nobody makes it."""


_BEGIN_BYTES = 32 << 20
"""How much of a file the disk is given at a time while the rest of it comes."""

_names = ThreadPoolExecutor(AT_ONCE, "names")
"""Threads that bring names to the disk."""


def _machine() -> str:
    """This machine's name, as it is part of the names of parts."""
    return "".join(c for c in socket.gethostname() if c.isalnum() or c == "-") or "machine"


class CollectingWriter:
    """Collects a file on a disk of this machine, counts and hashes it; a subclass stores it then."""

    def __init__(self, key: str, file: BinaryIO) -> None:
        self._key, self._file = key, file
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, chunk: bytes) -> None:
        """Append a chunk; Unavailable when the disk is full."""
        try:
            with storing():
                self._file.write(chunk)
        except BaseException:
            self.abort()
            raise
        self._hash.update(chunk)
        self.size += len(chunk)

    def stored(self) -> Stored:
        """What the file is, once it is whole."""
        return Stored(self._key, self.size, self._hash.hexdigest())

    def abort(self) -> None:
        """Close the file, which a subclass removes."""
        with suppress(OSError):  # closing flushes, which fails again on a full disk; the file goes anyway
            self._file.close()


class LocalWriter(CollectingWriter):
    """Writes beside the target and renames at the end, so a half-written file never has a name."""

    def __init__(self, key: str, target: Path) -> None:
        self._target = target
        self._make_folders(target.parent)
        self._part = target.with_name(f"{target.name}.{_machine()}.{secrets.token_hex(4)}.part")
        super().__init__(key, self._part.open("wb"))
        fcntl.flock(self._file, fcntl.LOCK_EX)  # the sweep removes a part that nobody holds
        self._begun = 0

    def write(self, chunk: bytes) -> None:
        """Append a chunk. The disk takes a large file while it comes, so that its end is not waited for."""
        super().write(chunk)
        if self.size - self._begun >= _BEGIN_BYTES:
            begin_writing(self._file.fileno(), self._begun, self.size - self._begun)
            self._begun = self.size

    @staticmethod
    def _make_folders(folder: Path) -> None:
        """All folders of this kind of file with the first one, so that no later file waits for its own."""
        if folder.is_dir():
            return
        make_folder(folder.parent)
        for number in range(256):
            (folder.parent / f"{number:02x}").mkdir(exist_ok=True)
        sync_folder(folder.parent)

    def commit(self) -> Stored:
        """Rename into place, with file and name on the disk: what was stored survives a power cut."""
        try:
            with storing():
                self._file.flush()
                if found_by_name(self._key):
                    self._keep_in_order()
                else:
                    self._keep_at_once()
                self._file.close()  # now: the lock ends with it
        except Unavailable:
            self.abort()
            raise
        return self.stored()

    def _keep_in_order(self) -> None:
        os.fsync(self._file.fileno())
        os.replace(self._part, self._target)
        sync_folder(self._target.parent)

    def _keep_at_once(self) -> None:
        """Both at the same time, which takes half as long.

        A power cut may leave a name without content: no row has it yet, and the sweep removes it.
        """
        os.replace(self._part, self._target)
        name = _names.submit(sync_folder, self._target.parent)
        try:
            os.fsync(self._file.fileno())
            name.result()
        except OSError:
            self._target.unlink(missing_ok=True)
            raise

    def abort(self) -> None:
        """Remove the part file."""
        super().abort()
        self._part.unlink(missing_ok=True)


class LocalStorage:
    """A folder on this machine, or one that several machines share (NFS).

    Locks are not relied on across machines: each removes its own abandoned parts, and those of others only
    when nothing was written to them for a day.
    """

    sweep_seconds = 60.0

    def __init__(self, root: Path) -> None:
        self._root = root

    def _file(self, key: str) -> Path:
        return self._root / checked(key)

    def writer(self, key: str) -> Writer:
        """Start a file."""
        return LocalWriter(key, self._file(key))

    def open(self, key: str) -> BinaryIO:
        """A seekable stream of a stored file."""
        try:
            return self._file(key).open("rb")
        except FileNotFoundError:
            raise missing() from None

    @contextmanager
    def path(self, key: str) -> Iterator[Path]:
        """The file itself: nothing to copy here."""
        file = self._file(key)
        if not file.exists():
            raise missing()
        yield file

    def delete(self, key: str) -> None:
        """Remove a file."""
        self._file(key).unlink(missing_ok=True)

    def exists(self, key: str) -> bool:
        """Whether a file is stored under the key."""
        return self._file(key).exists()

    def facts(self, key: str) -> Facts:
        """What the folder knows of the file."""
        try:
            found = self._file(key).stat()
        except FileNotFoundError:
            raise missing() from None
        version = f"{found.st_size}-{found.st_mtime_ns}-{found.st_ino}"
        return Facts(found.st_size, found.st_mtime, version)

    def on_disk(self, key: str) -> Path:
        """The file itself."""
        with self.path(key) as path:
            return path

    def redirect(self, key: str, disposition: str, media_type: str) -> None:
        """Nothing: a folder has no address."""

    def multipart(self) -> None:
        """Nothing: only we write into the folder."""

    def answers(self) -> None:
        """It does: a folder is asked nothing."""

    def check(self) -> None:
        """Store, read and remove a few bytes."""
        with storing():
            try_out(self)

    def stored_since(self, moment: float) -> Iterator[tuple[str, float]]:
        """Every file that was stored after `moment`; folders that nothing came into are not read."""
        for folder in self._root.glob("[a-z]*/[0-9a-f][0-9a-f]"):
            if folder.stat().st_mtime < moment:
                continue
            kind = folder.parent.name
            for entry in os.scandir(folder):
                key = f"{kind}/{folder.name}/{entry.name}"
                with suppress(FileNotFoundError):
                    if is_key(key) and (at := entry.stat().st_ctime) >= moment:
                        yield key, at

    def remove_abandoned(self) -> int:
        """Remove the parts of this machine's writers whose process has ended, and old ones of others."""
        mine, others = [], 0
        for part in self._root.glob("[a-z]*/[0-9a-f][0-9a-f]/*.part"):
            if part.name.split(".")[1] == _machine():
                mine.append(part)
            else:
                others += _removed_if_old(part)
        return remove_abandoned(mine) + others


def _removed_if_old(part: Path) -> bool:
    with suppress(FileNotFoundError):
        if time.time() - part.stat().st_mtime > _OTHERS_SECONDS:
            part.unlink()
            return True
    return False


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


_SYNC_FILE_RANGE_WRITE = 2


@cache
def _sync_file_range() -> Callable[[int, int, int, int], int] | None:
    """The call of Linux, which Python has no name for."""
    found = getattr(ctypes.CDLL(None), "sync_file_range", None)
    if found is not None:
        found.argtypes = (ctypes.c_int, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint)
    return found


def begin_writing(descriptor: int, start: int, size: int) -> None:
    """Let the disk begin with a part of a file. What goes wrong is told by the `fsync` that has to follow."""
    if (call := _sync_file_range()) is not None:
        call(descriptor, start, size, _SYNC_FILE_RANGE_WRITE)


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
