"""Forgets the environment of this process but for what programs need: settings in it may be secrets."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

PASSED_ON = (
    "PATH",
    "HOME",
    "TMPDIR",
    "LD_LIBRARY_PATH",
    "FONTCONFIG_PATH",
    "FONTCONFIG_FILE",
    "ESPEAK_DATA_PATH",
    "TESSDATA_PREFIX",
)
"""What a program is told of our environment."""
_BEGIN, _END = 47, 48  # proc(5), env_start and env_end counted from the state on


def passed_on() -> dict[str, str]:
    """The part of our environment that anybody may see."""
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ}


def forget_others(*more: str) -> None:
    """Keep what is passed on, and the variables `more`.

    The others are gone from `os.environ`, and on Linux from /proc/self/environ too.
    """
    kept = {name: os.environ[name] for name in (*PASSED_ON, *more) if name in os.environ}
    os.environ.clear()
    if sys.platform == "linux":
        facts = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        begin, end = int(facts[_BEGIN]), int(facts[_END])
        ctypes.memset(begin, 0, end - begin)
    os.environ.update(kept)
