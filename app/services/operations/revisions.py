"""Which migrations a database has, and which of this version it still needs."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from app.core.db import engine
from app.core.message_text import counted


@dataclass(frozen=True, slots=True)
class Revision:
    """One migration: its number and its title."""

    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Found:
    """Where a database is: its revision (None: it has no tables), and what waits to be done to it.

    `unknown` is a revision of a newer version, which this one must not work on.
    """

    current: str | None
    waiting: list[Revision] = field(default_factory=list)
    unknown: bool = False

    @property
    def message(self) -> str:
        """In words, and what to do."""
        if self.unknown:
            return (
                f"The database is at {self.current}, of a newer version of Cuedeck. Install that version, or "
                "restore the backup that was made before."
            )
        if self.current is None:
            return "There is no database yet; “cuedeck up” makes it."
        if not self.waiting:
            return f"The database is up to date ({self.current})."
        listed = "\n".join(f"  {each.number}  {each.title}" for each in self.waiting)
        to_come = counted(len(self.waiting), "migration")
        return (
            f"The database is at {self.current}; {to_come} to come:\n{listed}\n"
            "Make a backup first (cuedeck backup). “cuedeck up” applies them before anything else runs."
        )


def compare(versions: Path) -> Found:
    """Compare the database of the settings with the migrations in a folder."""
    known = [_read(path) for path in sorted(versions.glob("[0-9]*.py"))]
    current = _current()
    numbers = [each.number for each in known]
    if current is None:
        return Found(None, known)
    if current not in numbers:
        return Found(current, unknown=True)
    return Found(current, known[numbers.index(current) + 1 :])


def _read(path: Path) -> Revision:
    title = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")[0]
    return Revision(path.name.partition("_")[0], title)


def _current() -> str | None:
    with engine().connect() as connection:
        return revision_of(connection)


def revision_of(connection: Connection) -> str | None:
    """The migration that a database is at; None where it has no tables."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
