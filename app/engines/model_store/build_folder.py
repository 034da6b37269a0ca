"""The temporary folder in which a model is assembled before it is installed."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.core.errors import EngineError

SPARE_BYTES = 64 << 20


@contextmanager
def build_folder(parent: Path, model: str, room: int) -> Iterator[Path]:
    """An empty folder on the same disk as `parent`, so that putting it in place is one rename.

    Whatever is left of it goes away at the end. EngineError `disk_full` when fewer than `room` bytes are free
    before, or none are left on the way.
    """
    folder = Path(tempfile.mkdtemp(prefix=f".{model}-", dir=parent))
    folder.chmod(0o755)
    try:
        if shutil.disk_usage(parent).free < room + SPARE_BYTES:
            raise _disk_full(parent, room)
        yield folder
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _disk_full(parent, room) from error
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _disk_full(parent: Path, room: int) -> EngineError:
    needed = (room + SPARE_BYTES) // 1_000_000
    return EngineError(
        f"There is not enough free space in {parent}.",
        code="disk_full",
        hint=f"Free about {needed} MB there, or point CUEDECK_MODEL_DIR at a larger disk.",
    )
