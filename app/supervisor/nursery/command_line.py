"""What `ps` and the kernel say of a process that was forked: the command that would have started it."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Sequence
from pathlib import Path

ROOM = 512
"""Bytes of an argument that is there to be overwritten: a process has the room that it was started with."""
_ARGUMENTS_BEGIN, _ARGUMENTS_END = 45, 46  # proc(5), counted from the state on


def show_as(command: Sequence[str]) -> None:
    """Show a command as this process's own, cut where the room ends. On Linux alone."""
    if sys.platform != "linux":
        return
    facts = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    begin, end = int(facts[_ARGUMENTS_BEGIN]), int(facts[_ARGUMENTS_END])
    text = b"".join(os.fsencode(word) + b"\0" for word in command)[: max(0, end - begin - 1)]
    if text:
        ctypes.memset(begin, 0, end - begin)
        ctypes.memmove(begin, text, len(text))
