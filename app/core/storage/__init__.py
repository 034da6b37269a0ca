"""Where files are kept: one interface, and a local folder behind it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from app.core.settings import get_settings
from app.core.storage.base import Storage, Stored, Writer
from app.core.storage.local import LocalStorage

__all__ = ["Storage", "Stored", "Writer", "read_stored", "storage", "store", "store_file"]

_CHUNK = 1 << 20


@cache
def storage() -> Storage:
    """The file store of this instance."""
    return LocalStorage(get_settings().storage_dir)


def read_stored(key: str) -> bytes:
    """All of a stored file; NotFound if there is none."""
    with storage().open(key) as file:
        return file.read()


def store(key: str, chunks: Iterable[bytes]) -> Stored:
    """Store the chunks as one file under a key."""
    writer = storage().writer(key)
    for chunk in chunks:
        writer.write(chunk)
    return writer.commit()


def store_file(key: str, path: Path) -> Stored:
    """Store a copy of a file under a key, chunk by chunk."""
    with path.open("rb") as file:
        return store(key, iter(lambda: file.read(_CHUNK), b""))
