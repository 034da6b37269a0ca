"""Group commit for SQLite: one wait for the disk serves every transaction that was committed before it began.

SQLite's own `synchronous=FULL` waits for the disk inside the writer's lock, one transaction after another (on
the machine this was measured on 6 ms each, 160 a second). Here the lock is free by then: with
`synchronous=NORMAL` a commit is in the write-ahead log, and `wait` brings that log to the disk.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from io import FileIO
from pathlib import Path

from app.core.storage.local import sync_folder


class GroupSync:
    """Shares calls of `sync` among threads: `wait` returns after one that began after it was called."""

    def __init__(self, sync: Callable[[], None]) -> None:
        self._sync = sync
        self._turn = threading.Condition()
        self._begun = self._done = 0
        self._running = False

    def wait(self) -> None:
        """Raises what `sync` raised, if that was this thread's turn; others try it themselves."""
        with self._turn:
            needed = self._begun + 1
            while self._done < needed:
                if self._running:
                    self._turn.wait()
                else:
                    self._take_turn()

    def _take_turn(self) -> None:
        self._running, self._begun = True, self._begun + 1
        mine = self._begun
        self._turn.release()
        try:
            self._sync()
        except BaseException:
            mine = 0
            raise
        finally:
            self._turn.acquire()
            self._running, self._done = False, max(self._done, mine)
            self._turn.notify_all()


class WriteAheadLog:
    """The log of a SQLite database. Gone, it was merged into the database, which SQLite itself has synced.

    It stays open: a process that has used up its descriptors can sync all the same.
    """

    def __init__(self, database: str) -> None:
        self._path = Path(f"{database}-wal")
        self._file: FileIO | None = None

    def sync(self) -> None:
        """Bring what was committed to the disk, and once for each new log its name."""
        if self._file is None or not self._is_current(self._file):
            self._reopen()
        if self._file is not None:
            os.fdatasync(self._file.fileno())  # its times may be lost

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
