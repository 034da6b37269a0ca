"""Where files are kept: one interface, and a local folder behind it."""

from __future__ import annotations

from functools import cache

from app.core.settings import get_settings
from app.core.storage.base import Storage, Stored, Writer
from app.core.storage.local import LocalStorage

__all__ = ["Storage", "Stored", "Writer", "storage"]


@cache
def storage() -> Storage:
    """The file store of this instance."""
    return LocalStorage(get_settings().storage_dir)
