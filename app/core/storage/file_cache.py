"""Copies of stored files on this machine: what a stage has fetched, the next one need not fetch again."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

SMALLEST = 1 << 20
"""Smaller files are fetched faster than they are looked for."""


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

    def _make_room(self, size: int) -> None:
        found = sorted((entry.stat().st_mtime, entry.stat().st_size, entry.path) for entry in self._entries())
        used = sum(each for _, each, _ in found)
        for _, each, path in found:
            if used + size <= self._most:
                return
            Path(path).unlink(missing_ok=True)
            used -= each

    def _entries(self) -> list[os.DirEntry[str]]:
        with os.scandir(self._folder) as entries:
            return list(entries)

    def _path(self, key: str, version: str) -> Path:
        return self._folder / hashlib.sha256(f"{key} {version}".encode()).hexdigest()
