"""Write alembic/newest.sql: the tables of a new SQLite database, as all migrations make them.

python -m scripts.release.newest_schema
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from app.supervisor.migrations import NEWEST

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "alembic" / NEWEST
_HEAD = "-- What the migrations make of an empty SQLite database: python -m scripts.release.newest_schema\n"


def migrated(folder: Path) -> Path:
    """An empty database in this folder after all migrations."""
    given = {"CUEDECK_DATA_DIR": str(folder), "CUEDECK_DATABASE_URL": ""}
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **given}, check=True, capture_output=True)
    return folder / "cuedeck.db"


def script(database: Path) -> str:
    """What makes a database like this one: tables, indexes, triggers, and the revision that they are at."""
    with closing(sqlite3.connect(database)) as connection:
        parts = [f"{statement};\n" for statement in objects(connection)]
        revisions = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    parts += [f"INSERT INTO alembic_version VALUES ('{revision}');\n" for (revision,) in revisions]
    return _HEAD + "".join(parts)


def objects(connection: sqlite3.Connection) -> Iterator[str]:
    """The statements that made what there is, in their order, without what SQLite adds by itself."""
    shadows = {name for _, name, kind, *_ in connection.execute("PRAGMA table_list") if kind == "shadow"}
    found = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
    for name, sql in connection.execute(f"{found} ORDER BY rowid"):
        if name not in shadows:
            yield str(sql)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        FILE.write_text(script(migrated(Path(folder))), encoding="utf-8")
