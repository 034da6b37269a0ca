"""Whether anything was committed to a SQLite database: what was read before still holds where nothing was."""

from __future__ import annotations

import sqlite3
import threading


class CommitWatch:
    """Counts the commits to a SQLite database, by whichever process, as a connection of its own sees them.

    SQLite keeps that number in the memory that all connections share: asking for it waits for nobody, so it
    may be asked on the event loop.
    """

    def __init__(self, database: str) -> None:
        self._connection = sqlite3.connect(
            database, timeout=0, isolation_level=None, check_same_thread=False
        )  # it never writes: its own commits would not count
        self._asking = threading.Lock()

    def count(self) -> int | None:
        """A number that differs from an earlier one if anything was committed in between.

        None when that cannot be told without waiting.
        """
        if not self._asking.acquire(blocking=False):  # another thread asks, and its disk may hang
            return None
        try:
            (number,) = self._connection.execute("PRAGMA data_version").fetchone()
        except sqlite3.OperationalError:  # somebody has the database for himself
            return None
        finally:
            self._asking.release()
        return int(number)
