"""The lines of all processes in a file of limited size, beside the terminal."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path


class LogFile(RotatingFileHandler):
    """Begins a new file when one is full, and keeps so many older ones; `.1` is the newest of them."""

    def __init__(self, path: Path, most_bytes: int, older: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        super().__init__(path, maxBytes=most_bytes, backupCount=older, encoding="utf-8", delay=True)

    def keep(self, line: str) -> None:
        """Append a line."""
        self.handle(logging.LogRecord("", logging.INFO, "", 0, line, (), None))

    def handleError(self, record: logging.LogRecord) -> None:
        """A full disk costs the line, and never the processes, which go on writing into our pipes."""
