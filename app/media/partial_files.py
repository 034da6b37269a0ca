"""Atomic output files and temporary working folders."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def atomic_output(target: Path) -> Iterator[Path]:
    """A path beside `target` to write to; it becomes `target` when the block ends without an error."""
    with working_folder(target.parent) as folder:
        path = folder / f"draft{target.suffix}"
        yield path
        path.replace(target)


@contextmanager
def working_folder(parent: Path) -> Iterator[Path]:
    """A folder inside `parent` (same disk, so moving out of it is a rename) that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix=".work-", dir=parent) as folder:
        yield Path(folder)
