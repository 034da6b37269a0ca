"""What a process of an instance does before it becomes its program."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from app.core.child_process.parent_death import die_with_parent


def prepare(parent: int, nice: int) -> None:
    """End with `parent`, and yield the processor as far as `nice` says."""
    die_with_parent(parent)
    if nice:
        os.nice(nice)
        # Linux weighs whole sessions, and this child has one of its own: tell how much that should weigh.
        with suppress(OSError):  # a kernel that does not weigh sessions has no such file
            Path("/proc/self/autogroup").write_text(str(nice))
