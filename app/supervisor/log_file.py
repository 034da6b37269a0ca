"""The lines of all processes in a file of limited size, beside the terminal."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from app.core.errors import Conflict


class LogFile(RotatingFileHandler):
    """Begins a new file when one is full, and keeps so many older ones; `.1` is the newest of them.

    Conflict `log_unusable` where none can be kept.
    """

    def __init__(self, path: Path, most_bytes: int, older: int) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.open("a").close()
        except OSError as error:
            raise Conflict(
                f"No log can be kept in {path}: {error.strerror}.",
                code="log_unusable",
                hint="Set CUEDECK_LOG_PATH to a file in a folder that you may write to.",
            ) from None
        super().__init__(path, maxBytes=most_bytes, backupCount=older, encoding="utf-8", delay=True)

    def keep(self, line: str) -> None:
        """Append a line."""
        self.handle(logging.LogRecord("", logging.INFO, "", 0, line, (), None))

    def handleError(self, record: logging.LogRecord) -> None:
        """A full disk costs the line, and never the processes, which go on writing into our pipes."""
