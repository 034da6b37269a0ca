"""What needs no Alembic, which takes a second to load: a look whether there is anything to migrate, and the
tables of a new database.

A SQLite database that is not there yet is made at once as all migrations would make it, from
`alembic/newest.sql`. `python -m scripts.release.newest_schema` writes that file after a migration was added.
"""

from __future__ import annotations

import ast
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

NEWEST = "newest.sql"
_SQLITE = "sqlite:///"
_REVISION = "SELECT version_num FROM alembic_version"
_REVISIONS = ("revision", "down_revision")


def is_current(database_url: str, versions: Path) -> bool:
    """Whether a SQLite database is surely at the newest revision in `versions`.

    False also means "not known", as for every other database: then Alembic has the word.
    """
    heads = _heads(versions)
    if not database_url.startswith(_SQLITE) or len(heads) != 1:
        return False
    address = f"file:{quote(database_url.removeprefix(_SQLITE))}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=1)) as connection:
            found = {str(row[0]) for row in connection.execute(_REVISION)}
    except sqlite3.Error:
        return False
    return found == heads


def done_without_alembic(database_url: str, scripts: Path) -> bool:
    """Whether a SQLite database is surely at the newest revision; one that is not there yet is made.

    `scripts` is Alembic's folder. False leaves it to Alembic, also where `newest.sql` is older than the
    newest migration.
    """
    versions = scripts / "versions"
    if is_current(database_url, versions):
        return True
    return made_new(database_url, scripts / NEWEST) and is_current(database_url, versions)


def made_new(database_url: str, script: Path) -> bool:
    """Run a script in a SQLite database without tables, in a folder that is there; whether that was done."""
    if not database_url.startswith(_SQLITE) or "?" in database_url:
        return False
    database = Path(database_url.removeprefix(_SQLITE))
    try:
        with closing(sqlite3.connect(database, timeout=1, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")  # as every process will want it
            connection.execute("BEGIN IMMEDIATE")
            if connection.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
                return False
            for statement in statements(script.read_text(encoding="utf-8")):
                connection.execute(statement)
            connection.execute("COMMIT")
    except (OSError, sqlite3.Error):  # Alembic meets the same, and says what it is
        return False
    return True


def statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one: what runs a whole script begins no transaction around it."""
    lines: list[str] = []
    for line in script.splitlines():
        lines.append(line)
        if sqlite3.complete_statement(statement := "\n".join(lines)):
            yield statement
            lines.clear()


def _heads(versions: Path) -> set[str]:
    """The revisions that no other one builds on."""
    names: set[str] = set()
    parents: set[str] = set()
    for file in versions.glob("*.py"):
        assigned = _assigned(file)
        names.add(str(assigned.get("revision")))
        down = assigned.get("down_revision")
        parents.update([down] if isinstance(down, str) else down if isinstance(down, tuple) else [])
    return names - parents


def _assigned(file: Path) -> dict[str, object]:
    """What a migration says of its place: its revision and the one before it."""
    found: dict[str, object] = {}
    for statement in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Assign):
            targets, value = statement.targets, statement.value
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            targets, value = [statement.target], statement.value
        else:
            continue
        if isinstance(targets[0], ast.Name) and targets[0].id in _REVISIONS:
            found[targets[0].id] = ast.literal_eval(value)
    return found
