"""The tag of an instance in a file store that others could reach too.

Two instances with one bucket or folder, such as a test that was started with the settings of the real one,
would each take the other's files for orphans. So the first to sweep leaves its tag, and no other one sweeps.
"""

from __future__ import annotations

import socket

from app.core import clock
from app.core.db import session_scope
from app.core.errors import NotFound
from app.core.security import random_text
from app.core.settings import get_settings
from app.core.storage import read_stored, store
from models import InstanceSecret

KEY = "owner/00/" + 32 * "0"
_NAME = "files"


def is_ours() -> bool:
    """Whether the file store is this instance's, by its tag, which is made where there is none."""
    settings = get_settings()
    if not settings.files_dir and not settings.s3.bucket:
        return True  # it is in the data folder, which one instance holds
    ours = _tag()
    try:
        return read_stored(KEY) == ours
    except NotFound:
        store(KEY, [ours])
        return True


def _tag() -> bytes:
    with session_scope() as session:
        row = session.get(InstanceSecret, _NAME)
        if row is None:
            row = InstanceSecret(name=_NAME, fingerprint=random_text(16), changed_at=clock.now())
            row.machine = socket.gethostname()
            session.add(row)
        return row.fingerprint.encode()
