"""A small disk that can really be full: memory, mounted where only this process and its children see it."""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

_NEW_MOUNTS, _PRIVATE_MOUNTS, _DETACH = 0x20000, 0x44000, 2
FILLER = "filler"


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A folder with so much room; needs root, which `unshare -Urm make faults` gives anybody."""
    folder.mkdir()
    place = os.fsencode(folder)
    _call("unshare", _NEW_MOUNTS)  # of this thread and of what it starts: nobody else has the disk
    _call("mount", b"none", b"/", None, _PRIVATE_MOUNTS, None)
    _call("mount", b"tmpfs", place, b"tmpfs", 0, f"size={megabytes}m".encode())
    try:
        yield folder
    finally:
        _call("umount2", place, _DETACH)


def _call(name: str, *arguments: object) -> None:
    if getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments) != 0:
        raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}")


def fill(folder: Path) -> None:
    """Take all the room that there is."""
    with open(folder / FILLER, "ab", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            while _write(file, size):
                pass


def _write(file: FileIO, size: int) -> int:
    try:
        return file.write(b"\0" * size)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return 0


def free(folder: Path) -> None:
    """Give the room back."""
    (folder / FILLER).unlink()
