"""Quick check whether the database needs migrating, without loading Alembic."""

from __future__ import annotations

import ast
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

_SQLITE = "sqlite:///"
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
            found = {str(row[0]) for row in connection.execute("SELECT version_num FROM alembic_version")}
    except sqlite3.Error:
        return False
    return found == heads


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
