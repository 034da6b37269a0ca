"""Where files are kept: one interface, and a folder or an S3 bucket behind it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from app.core.errors import Invalid
from app.core.settings import get_settings
from app.core.settings.program_files import how_to_add
from app.core.storage.base import Storage, StorageAway, Stored, Writer
from app.core.storage.local import LocalStorage

__all__ = ["Storage", "StorageAway", "Stored", "Writer", "read_stored", "storage", "store", "store_file"]

_CHUNK = 1 << 20


@cache
def storage() -> Storage:
    """The file store of this instance; Invalid `s3_missing` when it is a bucket and the extra is missing."""
    settings = get_settings()
    if not settings.s3.bucket:
        return LocalStorage(settings.storage_dir)
    try:
        from app.core.storage.s3 import S3Storage  # here: whoever has no bucket needs no client
    except ModuleNotFoundError as error:
        raise Invalid(
            f"CUEDECK_S3__BUCKET is set, but the client for it is not installed: {error}.",
            code="s3_missing",
            hint=how_to_add("s3"),
        ) from None
    return S3Storage(settings.s3, settings.data_dir / "cache")


def read_stored(key: str) -> bytes:
    """All of a stored file; NotFound if there is none."""
    with storage().open(key) as file:
        return file.read()


def store(key: str, chunks: Iterable[bytes]) -> Stored:
    """Store the chunks as one file under a key."""
    writer = storage().writer(key)
    try:
        for chunk in chunks:
            writer.write(chunk)
    except BaseException:
        writer.abort()
        raise
    return writer.commit()


def store_file(key: str, path: Path) -> Stored:
    """Store a copy of a file under a key, chunk by chunk."""
    with path.open("rb") as file:
        return store(key, iter(lambda: file.read(_CHUNK), b""))
