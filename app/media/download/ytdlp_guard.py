"""Shuts a process in: connections only to checked addresses, and no programs but the few that are needed.

For the child that runs yt-dlp, which follows redirects, page sources and manifests on its own. Checking the
submitted URL would not be enough.
"""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.core.http_fetch.address_rules import AddressRules

PROGRAMS = re.compile(r"(ffmpeg|ffprobe)[\w.-]*|deno")
"""Merging tracks, and the sandboxed runtime for sites that need JavaScript."""
REMOTE = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


class Guard:
    """What was refused, by host; `install()` cannot be undone in this process."""

    def __init__(self, allow: Sequence[str]) -> None:
        self.refused: list[str] = []
        self._rules = AddressRules(allow)
        self._approved: set[str] = set()
        self._lookup = socket.getaddrinfo

    def install(self) -> None:
        """Replace the resolver, and let an audit hook refuse everything that went around it."""
        socket.getaddrinfo = self._checked_lookup
        sys.addaudithook(self._audit)

    def _checked_lookup(self, host: Any, *args: Any, **kwargs: Any) -> list[Any]:
        found = self._lookup(host, *args, **kwargs)
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host or "")
        addresses = {str(entry[4][0]) for entry in found}
        if not all(self._rules.allows(name, address) for address in addresses):
            raise self._refusal(name)
        self._approved |= addresses
        return found

    def _audit(self, event: str, args: tuple[Any, ...]) -> None:
        if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
            target = args[1]
            if not isinstance(target, tuple) or str(target[0]) not in self._approved:
                raise self._refusal(str(target[0]) if isinstance(target, tuple) else "a local socket")
        elif event == "subprocess.Popen":
            _check_program(args[0], args[1])
        elif event in ("os.system", "os.exec", "os.posix_spawn"):
            raise PermissionError(f"{event} is not allowed here")

    def _refusal(self, host: str) -> PermissionError:
        self.refused.append(host)
        return PermissionError(f"{host} leads to a private or reserved address")


def _check_program(executable: Any, argv: Any) -> None:
    words = [str(word) for word in argv] if isinstance(argv, list | tuple) else [str(argv)]
    program = Path(str(executable or words[0])).name
    if not PROGRAMS.fullmatch(program):
        raise PermissionError(f"running {program} is not allowed here")
    if any(REMOTE.match(word) for word in words[1:]):
        raise PermissionError(f"{program} may not connect to anything here")
