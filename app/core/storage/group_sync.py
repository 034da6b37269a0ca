"""Group commit for SQLite: one wait for the disk serves every transaction that was committed before it began.

SQLite's own `synchronous=FULL` waits for the disk inside the writer's lock, one transaction after another (on
the machine this was measured on 6 ms each, 160 a second). Here the lock is free by then: with
`synchronous=NORMAL` a commit is in the write-ahead log, and `wait` brings that log to the disk.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
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
    """The log of a SQLite database. Gone, it was merged into the database, which SQLite itself has synced."""

    def __init__(self, database: str) -> None:
        self._path = Path(f"{database}-wal")
        self._named = 0

    def sync(self) -> None:
        """Bring what was committed to the disk, and once for each new log its name."""
        try:
            descriptor = os.open(self._path, os.O_RDONLY)
        except FileNotFoundError:
            return
        try:
            os.fsync(descriptor)
            number = os.fstat(descriptor).st_ino
        finally:
            os.close(descriptor)
        if number != self._named:
            sync_folder(self._path.parent)
            self._named = number
