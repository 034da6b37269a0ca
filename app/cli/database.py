"""Database access of the commands: migrations run before the first query."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlmodel import Session

ROOT = Path(__file__).resolve().parents[2]


def migrate() -> None:
    """Bring the database to the newest migration; quick when it is there already."""
    from alembic.config import Config

    from alembic import command

    command.upgrade(Config(str(ROOT / "alembic.ini")), "head")


@contextmanager
def migrated_session() -> Iterator[Session]:
    """A writing session on a migrated database."""
    from app.core.db import session_scope

    migrate()
    with session_scope() as session:
        yield session
