"""A PostgreSQL server of the tests' own, on a free port of this machine."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.product import free_port
from tests.support.programs import program


@contextmanager
def running_postgres() -> Iterator[str]:
    """The URL of the server's empty database; the server and its files go with the block."""
    folder = Path(program("initdb", folder="/usr/lib/postgresql/*/bin")).parent  # Debian's, out of the PATH
    port = free_port()
    user = {"user": pwd.getpwnam("postgres").pw_uid} if os.getuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="cuedeck-postgres-") as name:
        if user:
            shutil.chown(name, "postgres")
        run = {"cwd": name, "check": True, "capture_output": True, **user}
        made = [folder / "initdb", "-D", f"{name}/data", "-U", "cuedeck", "-A", "trust"]
        subprocess.run([*made, "--encoding=UTF8", "--locale=C.UTF-8"], **run)
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={name} -c fsync=off"
        control = [folder / "pg_ctl", "-D", f"{name}/data", "-w"]
        subprocess.run([*control, "-l", f"{name}/log", "-o", options, "start"], **run)
        try:
            yield f"postgresql+psycopg://cuedeck@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **run)
