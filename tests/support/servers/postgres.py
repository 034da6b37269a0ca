"""A PostgreSQL server of the tests' own, on a free port, that can be lost and started again."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.support.product import free_port
from tests.support.programs import program


class Postgres:
    """A server whose data is in `folder`."""

    def __init__(self, folder: str) -> None:
        self.programs = Path(program("initdb", folder="/usr/lib/postgresql/*/bin")).parent
        """Where its programs are: not in Debian's PATH."""
        self._folder, self._port = folder, free_port()
        self._as: dict[str, Any] = {"user": pwd.getpwnam("postgres").pw_uid} if os.getuid() == 0 else {}
        if self._as:
            shutil.chown(folder, "postgres")
        self._run("initdb", "-U", "cuedeck", "-A", "trust", "--encoding=UTF8", "--locale=C.UTF-8")
        self.url = f"postgresql+psycopg://cuedeck@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = (
            f"-p {self._port} -c listen_addresses=127.0.0.1 -c fsync=off "
            f"-c unix_socket_directories={self._folder}"
        )
        self._run("pg_ctl", "-w", "-t", "300", "-l", f"{self._folder}/log", "-o", options, "start")

    def new_database(self, name: str) -> str:
        """The URL of a new empty database."""
        with psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url.removesuffix("postgres") + name

    def stop(self) -> None:
        """End it at once, with whatever it was doing."""
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")

    def _run(self, name: str, *arguments: str) -> None:
        command = [self.programs / name, "-D", f"{self._folder}/data", *arguments]
        subprocess.run(command, cwd=self._folder, check=True, capture_output=True, **self._as)


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    """A running server; it and its files go with the block."""
    with tempfile.TemporaryDirectory(prefix="cuedeck-postgres-") as folder:
        server = Postgres(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def running_postgres() -> Iterator[str]:
    """The URL of a server's empty database."""
    with postgres_server() as server:
        yield server.url
