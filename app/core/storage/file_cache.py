"""Copies of stored files on this machine: what a stage has fetched, the next one need not fetch again."""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path

SMALLEST = 1 << 20
"""Smaller files are fetched faster than they are looked for."""


UNUSED_SECONDS = 86_400.0
"""How long a copy is kept that nobody asks for: its file may have been removed by another machine."""


def remove_unused(folder: Path) -> int:
    """Remove the copies that were not asked for in time; returns how many."""
    removed = 0
    for entry in _entries(folder):
        with suppress(FileNotFoundError):
            if time.time() - entry.stat().st_mtime > UNUSED_SECONDS:
                os.unlink(entry)
                removed += 1
    return removed


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except FileNotFoundError:
        return []


class FileCache:
    """A folder of at most `most` bytes; who is not asked for longest goes first.

    Copies are handed out as hard links, so that one that is in use stays, whatever becomes of its name here.
    """

    def __init__(self, folder: Path, most: int) -> None:
        self._folder, self._most = folder, most

    def take(self, key: str, version: str, target: Path) -> bool:
        """Put the copy of a file at `target`, if there is one of this very version."""
        kept = self._path(key, version)
        try:
            os.link(kept, target)
        except FileNotFoundError:
            return False
        with suppress(FileNotFoundError):
            os.utime(kept)
        return True

    def keep(self, key: str, version: str, file: Path) -> None:
        """Keep a file that is complete; a full disk or a folder that cannot be used keeps nothing."""
        size = file.stat().st_size
        if not SMALLEST <= size <= self._most:
            return
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._make_room(size)
            os.link(file, self._path(key, version))

    def forget(self, key: str) -> None:
        """Remove the copies of a file that is removed."""
        for copy in self._folder.glob(f"{_digest(key)}-*"):
            copy.unlink(missing_ok=True)

    def _make_room(self, size: int) -> None:
        found = sorted(
            (entry.stat().st_mtime, entry.stat().st_size, entry.path) for entry in _entries(self._folder)
        )
        used = sum(each for _, each, _ in found)
        for _, each, path in found:
            if used + size <= self._most:
                return
            Path(path).unlink(missing_ok=True)
            used -= each

    def _path(self, key: str, version: str) -> Path:
        return self._folder / f"{_digest(key)}-{_digest(version)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:40]
