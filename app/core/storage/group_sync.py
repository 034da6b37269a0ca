"""Group commit for SQLite: one wait for the disk serves every transaction that was committed before it began.

SQLite's own `synchronous=FULL` waits for the disk inside the writer's lock, one transaction after another (on
the machine this was measured on 6 ms each, 160 a second). Here the lock is free by then: with
`synchronous=NORMAL` a commit is in the write-ahead log, and `wait` brings that log to the disk.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from io import FileIO
from pathlib import Path

from app.core.storage.local import sync_folder

_MERGE_SECONDS = 5.0
"""How long merging waits for those who read or write the database."""


class GroupSync:
    """Shares calls of `sync` among threads: `wait` returns after one that began after it was called."""

    def __init__(self, sync: Callable[[], None]) -> None:
        self._sync = sync
        self._turn = threading.Condition()
        self._begun = self._ended = self._failed = 0
        self._error: OSError | None = None
        self._running = False

    def wait(self) -> None:
        """OSError when the disk did not take it. That holds for all who waited for the same sync: the kernel
        forgets what it could not write, so that another try would seem to succeed."""
        with self._turn:
            needed = self._begun + 1
            while self._ended < needed:
                if self._running:
                    self._turn.wait()
                else:
                    self._take_turn()
            if self._failed >= needed and self._error is not None:
                raise OSError(*self._error.args) from self._error

    def _take_turn(self) -> None:
        self._running, self._begun = True, self._begun + 1
        self._turn.release()
        error: OSError | None = OSError(errno.EIO, "The sync was broken off")
        try:
            self._sync()
            error = None
        except OSError as failed:
            error = failed
        finally:
            self._turn.acquire()
            self._running, self._ended = False, self._begun
            if error is not None:
                self._failed, self._error = self._begun, error
            self._turn.notify_all()


class WriteAheadLog:
    """The log of a SQLite database. Gone, it was merged into the database, which SQLite itself has synced.

    It stays open: a process that has used up its descriptors can sync all the same.

    A log that the disk did not take once is merged into the database before it is trusted again: the kernel
    tries no page twice, and SQLite reads a log only as far as its first page that is missing.
    """

    def __init__(self, database: str) -> None:
        self._database, self._path = database, Path(f"{database}-wal")
        self._file: FileIO | None = None
        self._may_have_gaps = False

    def sync(self) -> None:
        """Bring what was committed to the disk, and once for each new log its name. OSError."""
        if self._may_have_gaps:
            self._merge()
        self._may_have_gaps = True
        if self._file is None or not self._is_current(self._file):
            self._reopen()
        if self._file is not None:
            os.fdatasync(self._file.fileno())  # its times may be lost
        self._may_have_gaps = False

    def _merge(self) -> None:
        """Write all pages into the database, which SQLite syncs, and empty the log."""
        try:
            with closing(sqlite3.connect(self._database, timeout=_MERGE_SECONDS)) as connection:
                busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as error:
            raise OSError(errno.EIO, f"The log cannot be merged: {error}") from error
        if busy:
            raise OSError(errno.EBUSY, "The log cannot be merged while others read it")

    def _is_current(self, file: FileIO) -> bool:
        try:
            return os.path.samestat(os.fstat(file.fileno()), self._path.stat())
        except FileNotFoundError:
            return False

    def _reopen(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        with suppress(FileNotFoundError), ExitStack() as unless_named:
            file = unless_named.enter_context(self._path.open("rb", buffering=0))
            sync_folder(self._path.parent)
            unless_named.pop_all()
            self._file = file
