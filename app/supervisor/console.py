"""Console output of the supervisor: whole lines, each with the name of its process."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TextIO

from app.supervisor.log_file import LogFile

_COLOURS = (36, 35, 34, 33, 32)  # cyan, magenta, blue, yellow, green
_LONGEST = 64 * 1024  # a line longer than this, in bytes, is printed in parts


class Console:
    """Prints to `stream`; colours the names on a terminal, unless NO_COLOR is set.

    With `as_json` every line is one JSON object: those of the processes as they are, all else as an `event`.
    `log` gets the lines of the processes too, but nothing that is said to the person at the terminal.
    """

    def __init__(
        self,
        names: Sequence[str],
        stream: TextIO | None = None,
        *,
        as_json: bool = False,
        log: LogFile | None = None,
    ) -> None:
        self._log = log
        self._as_json = as_json
        self._stream = stream or sys.stdout
        self._names = list(names)
        self._width = max((len(name) for name in names), default=0)
        self._colour = self._stream.isatty() and "NO_COLOR" not in os.environ

    def say(self, text: str) -> None:
        """Print a line of our own."""
        if not self._as_json:
            self._print(text)
        elif text.strip():
            self._print(_event(text, "supervisor"))

    async def relay(self, name: str, source: asyncio.StreamReader) -> None:
        """Print what `source` gives until it ends."""
        rest = b""
        while chunk := await source.read(_LONGEST):
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) > _LONGEST:
                lines, rest = [*lines, rest], b""
            for line in lines:
                self._relay(name, line.decode(errors="replace"))
        if rest:
            self._relay(name, rest.decode(errors="replace"))

    def _relay(self, name: str, line: str) -> None:
        if self._log is not None and line.strip():
            self._log.keep(line if _is_object(line) else _event(line, name))
        if not self._as_json:
            self._print(self._label(name) + line)
        elif line.strip():
            self._print(line if _is_object(line) else _event(line, name))

    def _label(self, name: str) -> str:
        label = f"{name:<{self._width}} | "
        if not self._colour:
            return label
        return f"\x1b[{_COLOURS[self._names.index(name) % len(_COLOURS)]}m{label}\x1b[0m"

    def _print(self, text: str) -> None:
        try:
            print(text, file=self._stream, flush=True)
        except OSError:  # nobody reads any more: keep draining, or the processes would block
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _event(text: str, process: str) -> str:
    now = datetime.now(UTC).isoformat()
    return json.dumps({"event": text.strip(), "process": process, "level": "info", "timestamp": now})
