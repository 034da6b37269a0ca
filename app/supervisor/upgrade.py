"""Brings the database to the newest revision."""

from __future__ import annotations

from pathlib import Path

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from alembic import command
from app.core.db import engine
from app.core.log import logger


def upgrade(root: Path) -> None:
    """Run the migrations of the checkout `root`. A database that a newer version has migrated is left alone.

    During an update of several machines, old and new versions run side by side.
    """
    config = Config(str(root / "alembic.ini"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with engine().connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in known:
        logger().warning("database_is_newer", revision=current)
        return
    command.upgrade(config, "head")
