"""What a machine does before it runs its part of an instance: migrate the database, and agree on the secret.

Machines that start at once do this one after another. A database that a newer version has migrated is left
as it is: during an update, old and new versions run side by side.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from alembic import command
from app.core import log
from app.core.db import engine
from app.core.errors import AppError
from app.services import instance_secret
from app.supervisor.processes import ROOT

_LOCK = 7_283_501_644
"""The advisory lock of all that joins; any number that nobody else takes."""


def main() -> None:
    """Join, or say why not and end with 1."""
    log.configure("join")
    try:
        with _alone():
            _migrate()
            instance_secret.join()
    except AppError as error:
        print(f"{error.message}\n{error.hint} [{error.code}]", file=sys.stderr)  # noqa: T201 - a person reads it
        sys.exit(1)


@contextmanager
def _alone() -> Iterator[None]:
    with engine().connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
        connection.commit()
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})


def _migrate() -> None:
    config = Config(str(ROOT / "alembic.ini"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with engine().connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in known:
        log.logger().warning("database_is_newer", revision=current)
        return
    command.upgrade(config, "head")


if __name__ == "__main__":
    main()
