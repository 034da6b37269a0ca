"""Shuts a process in: connections only as the worker's broker opens them, and no programs but a few.

For the child that runs yt-dlp, which follows redirects, page sources and manifests on its own. Checking the
submitted URL would not be enough. The kernel refuses it every socket of its own (`no_network`); where a
system cannot do that, the hook below refuses what goes around the broker by Python's own ways.
"""

from __future__ import annotations

import re
import ssl  # noqa: F401 - before the sockets are replaced: its own are made of the real ones
import sys
from pathlib import Path
from typing import Any

from app.media.download import brokered_socket

PROGRAMS = re.compile(r"(ffmpeg|ffprobe)[\w.-]*|deno")
"""Merging tracks, and the sandboxed runtime for sites that need JavaScript."""
REMOTE = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def install(broker: int) -> None:
    """Shut this process in, for good; `broker` is the descriptor of the connection broker."""
    brokered_socket.install(broker)
    sys.addaudithook(_audit)


def _audit(event: str, args: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.bind") or (
        event in ("socket.sendto", "socket.sendmsg") and args[1] is not None
    ):
        raise PermissionError("only the connection broker opens connections here")
    if event == "subprocess.Popen":
        _check_program(args[0], args[1])
    elif event in ("os.system", "os.exec", "os.posix_spawn"):
        raise PermissionError(f"{event} is not allowed here")


def _check_program(executable: Any, argv: Any) -> None:
    words = [str(word) for word in argv] if isinstance(argv, list | tuple) else [str(argv)]
    program = Path(str(executable or words[0])).name
    if not PROGRAMS.fullmatch(program):
        raise PermissionError(f"running {program} is not allowed here")
    if any(REMOTE.match(word) for word in words[1:]):
        raise PermissionError(f"{program} may not connect to anything here")
