"""Resources of a running instance: lock of the data folder, runtime folder, port.

The folder is held by a kernel lock and the port by a listening socket, so both are free again the moment the
process is gone, however it went.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from app.core.errors import Conflict
from app.core.settings.program_files import START

_LOCK_FILE = "instance.lock"
_BACKLOG = 2048


@contextmanager
def lock_data_folder(data_dir: Path, address: str, database: str = "") -> Iterator[None]:
    """Hold the data folder (made if missing) while the context lasts.

    `address` is what the next one to try is told, and `database` the URL that `check_database` compares.
    Raises Conflict: `data_dir_in_use` if another instance holds the folder, `data_dir_unusable` if it cannot
    be made or written to.
    """
    with _lock_file(data_dir) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            raise _in_use(data_dir, file.readline().strip()) from None
        file.truncate(0)
        file.write(f"process {os.getpid()}, {address}\n{_fingerprint(database)}")
        file.flush()
        yield


def _lock_file(data_dir: Path) -> TextIO:
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        return (data_dir / _LOCK_FILE).open("a+")
    except OSError as error:
        raise Conflict(
            f"The data folder {data_dir} cannot be used: {error.strerror}.",
            code="data_dir_unusable",
            hint="Set CUEDECK_DATA_DIR to a folder that you may write to.",
        ) from None


def check_database(data_dir: Path, database: str) -> None:
    """Conflict `other_database` if an instance that runs on this data folder has another database."""
    try:
        with (data_dir / _LOCK_FILE).open() as file:
            holder, _, fingerprint = file.read().partition("\n")
            if fingerprint in ("", _fingerprint(database)) or _is_free(file):
                return
    except OSError:
        return  # no instance has ever run here
    raise Conflict(
        f"The instance that runs on {data_dir} ({holder}) has another database than this command would use.",
        code="other_database",
        hint="Export the settings that it was started with, above all CUEDECK_DATABASE_URL, or give this "
        "command the CUEDECK_DATA_DIR of the instance that you mean.",
    )


def _fingerprint(database: str) -> str:
    """What tells two databases apart without telling a password."""
    return hashlib.sha256(database.encode()).hexdigest()[:16] if database else ""


def _is_free(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    return True  # closing the file gives it back


def listen(host: str, port: int) -> socket.socket:
    """A listening socket on `host` and `port` (0 picks a free one), inheritable by the web process.

    Raises Conflict `port_in_use` or `address_unavailable`.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except PermissionError:
        raise _unavailable(host, port, "ports below 1024 are kept for the system") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise _port_taken(host, port) from None
        raise _unavailable(host, port, error.strerror or str(error)) from None
    listener.set_inheritable(True)
    return listener


def private_folder(folder: Path) -> None:
    """Make `folder` for this user alone. Its parent may be open to all, so what lies there is checked.

    Raises Conflict `runtime_dir_unsafe` if somebody else made it or can look into it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise Conflict(
            f"{folder} belongs to someone else or is open to others.",
            code="runtime_dir_unsafe",
            hint=f"Remove it, or make it yours alone: chmod 700 {folder}",
        )


def _in_use(data_dir: Path, holder: str) -> Conflict:
    return Conflict(
        f"The data folder {data_dir} is in use by another Cuedeck ({holder}).",
        code="data_dir_in_use",
        hint="Stop that one, or give this one its own: CUEDECK_DATA_DIR=.data2 CUEDECK_PORT=8001 "
        f"{START}. Machines share files by CUEDECK_FILES_DIR or CUEDECK_S3__BUCKET, never the data folder.",
    )


def _port_taken(host: str, port: int) -> Conflict:
    return Conflict(
        f"Port {port} on {host} is already in use.",
        code="port_in_use",
        hint=f"Stop the program that uses it, or choose another port: CUEDECK_PORT={port + 1} {START}",
    )


def _unavailable(host: str, port: int, reason: str) -> Conflict:
    return Conflict(
        f"Cannot listen on {host}, port {port}: {reason}.",
        code="address_unavailable",
        hint="Set CUEDECK_HOST to an address of this machine (127.0.0.1, or 0.0.0.0 for all of them) "
        "and CUEDECK_PORT to a free port between 1024 and 65535.",
    )
