"""Whether a stored file is still what was stored: its SHA-256 is compared before its first byte leaves."""

from __future__ import annotations

import hashlib
import io
from threading import Lock
from typing import cast
from weakref import WeakValueDictionary

from app.core.errors import ServerError
from app.core.log import logger
from app.core.storage import storage
from models import Output, Upload

_MOST = 100_000
_sound: dict[str, str] = {}
"""What this process has compared, by storage key: the version of the file as it was then."""
_turns: WeakValueDictionary[str, Lock] = WeakValueDictionary()
_guard = Lock()


def check(file: Output | Upload) -> None:
    """Read a file through unless this process has; ServerError `file_damaged` when its bytes have changed.

    Of those who ask for the same file at once the first one reads, and the others wait for what it found.
    """
    with _turn(file.storage_key):
        seen = storage().facts(file.storage_key).version
        if _sound.get(file.storage_key) == seen:
            return
        if digest(file.storage_key) != file.sha256:
            logger().error("file_damaged", key=file.storage_key, file=file.id)
            raise ServerError(
                "This file is damaged on the server: its bytes are not those that were stored.",
                code="file_damaged",
                hint="Run the job again. For administrators: cuedeck doctor --deep names every damaged file.",
            )
        if len(_sound) >= _MOST:
            _sound.clear()
        _sound[file.storage_key] = seen


def _turn(key: str) -> Lock:
    with _guard:
        return _turns.setdefault(key, Lock())


def digest(storage_key: str) -> str:
    """The SHA-256 of a stored file, in hexadecimal."""
    with storage().open(storage_key) as file:
        return hashlib.file_digest(cast("io.BufferedReader", file), "sha256").hexdigest()
