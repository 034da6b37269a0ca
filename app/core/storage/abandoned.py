"""Locks by which a file or folder in the making is told from one whose process has ended.

Whoever makes one holds a lock on it that the kernel takes away with the process, however that ends. What is
there and not locked belongs to nobody.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.core.settings import get_settings

_JUST_MADE_SECONDS = 30.0
"""Between its creation and its lock a file is nobody's for a moment."""


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder of this process's own in the data folder, removed afterwards; after a crash, by the sweep."""
    parent = get_settings().data_dir / "tmp"
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=parent) as name:
        descriptor = os.open(name, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield Path(name)
        finally:
            os.close(descriptor)


def remove_abandoned(paths: Iterable[Path]) -> int:
    """Remove the files and folders of these that no process holds any more; returns how many."""
    return sum(_removed(path) for path in paths)


def _removed(path: Path) -> bool:
    try:
        # NFS locks a file only for who may write to it.
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY if path.is_dir() else os.O_RDWR)
    except (FileNotFoundError, PermissionError):  # finished meanwhile, under its real name; or not ours
        return False
    try:
        if time.time() - os.fstat(descriptor).st_mtime < _JUST_MADE_SECONDS:
            return False
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(FileNotFoundError):
            path.unlink()
    return True
