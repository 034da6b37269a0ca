"""A whole database as a file, and back: SQLite's online backup, or pg_dump and pg_restore."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, inspect, make_url
from sqlmodel import SQLModel

from app.core.db import engine
from app.core.errors import NotFound, ServerError
from app.core.settings import get_settings

_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def kind() -> str:
    """What kind of database the settings name, as a person calls it."""
    return _NAMES[_url().get_backend_name()]


def dump(target: Path) -> None:
    """Copy the database as it is now; whoever writes goes on meanwhile."""
    if _url().get_backend_name() == "sqlite":
        _copy_sqlite(_sqlite_file(), target)
    else:
        _postgresql("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def load(source: Path) -> None:
    """Make the database of the settings, which is empty, what was copied."""
    engine().dispose()
    if _url().get_backend_name() == "sqlite":
        _copy_sqlite(source, _sqlite_file())
    else:
        _postgresql(
            "pg_restore",
            "--no-owner",
            "--no-privileges",
            "--single-transaction",
            f"--dbname={_name()}",
            str(source),
        )


def is_empty() -> bool:
    """Whether none of our tables has a row."""
    tables = inspect(engine()).get_table_names()
    with engine().connect() as connection:
        ours = [table for table in SQLModel.metadata.sorted_tables if table.name in tables]
        return not any(connection.execute(table.select().limit(1)).first() for table in ours)


def _copy_sqlite(source: Path, target: Path) -> None:
    """In one step, which holds up no writer: they write to the log meanwhile."""
    with closing(sqlite3.connect(source)) as found, closing(sqlite3.connect(target)) as made:
        found.backup(made)
        made.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it


def _postgresql(program: str, *arguments: str) -> None:
    if shutil.which(program) is None:
        raise NotFound(
            f"There is no {program} here.",
            code="program_missing",
            hint="Install PostgreSQL's client programs (postgresql-client), not older than the server.",
        )
    done = subprocess.run(
        [program, *arguments], env=_environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode:
        raise ServerError(
            f"{program} failed: {done.stderr.strip()[-500:]}",
            code="database_copy_failed",
            hint="Its own words above say what is wrong; nothing else was changed.",
        )


def _environment() -> dict[str, str]:
    """Where the server is, for its programs: the password must not stand in a list of processes."""
    url = _url()
    told = {
        "PGHOST": url.host or url.query.get("host"),
        "PGPORT": url.port and str(url.port),
        "PGUSER": url.username,
        "PGPASSWORD": url.password and str(url.password),
        "PGDATABASE": url.database,
        **{f"PG{name.upper()}": str(value) for name, value in url.query.items() if name != "host"},
    }
    return {**os.environ, **{name: str(value) for name, value in told.items() if value}}


def _name() -> str:
    return _url().database or ""


def _sqlite_file() -> Path:
    return Path(_url().database or "")


def _url() -> URL:
    return make_url(get_settings().database)
