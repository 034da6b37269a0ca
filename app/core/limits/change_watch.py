"""How long ago something last changed, by this process's own clock that never jumps.

A lease, a leader's row or a heartbeat holds a moment of whoever wrote it. Clocks are set, by an hour or by
years, and then such a moment says nothing. That the row changes says everything: who is alive renews it. So
it is watched, and what has not changed for as long as it should have is dead.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Hashable
from datetime import datetime

from app.core import clock


class ChangeWatch:
    """Remembers what each row held, since when, and when that was last looked at; for several threads."""

    def __init__(self) -> None:
        self._seen: dict[Hashable, tuple[object, float, float]] = {}
        self._lock = threading.Lock()

    def silent(self, key: Hashable, value: object, renewed_at: datetime) -> float:
        """The seconds for which `key` has held `value`.

        `renewed_at` is when it was renewed by its own account. That is believed as far as it can be: it was
        not before the last look, which saw another value, and not in the future.
        """
        with self._lock:
            now = clock.monotonic()
            before, since, looked = self._seen.get(key, (None, now, float("-inf")))
            if before != value:
                age = max(0.0, (clock.now() - renewed_at).total_seconds())
                since = max(looked, now - age)
            self._seen[key] = (value, since, now)
        return now - since

    def keep_only(self, keys: Collection[Hashable]) -> None:
        """Forget every other key."""
        with self._lock:
            self._seen = {key: seen for key, seen in self._seen.items() if key in keys}
