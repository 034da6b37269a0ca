"""What a machine does before it runs its part of an instance: migrate the database, and agree on the secret.

Machines that start at once do this one after another. A database that a newer version has migrated is left
as it is: during an update, old and new versions run side by side.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.core import log
from app.core.db import engine
from app.core.errors import AppError
from app.core.limits import outages
from app.core.settings.program_files import ROOT
from app.services import instance_secret
from app.supervisor.upgrade import upgrade

_LOCK = 7_283_501_644
"""The advisory lock of all that joins; any number that nobody else takes."""


def main() -> None:
    """Join, or say why not and end with 1."""
    log.configure("join")
    try:
        with _alone():
            upgrade(ROOT)
            instance_secret.join()
    except AppError as error:
        _end(error.message, f"{error.hint} [{error.code}]")
    except OperationalError as error:
        _end(
            f"The database does not answer: {outages.said(error)}.",
            "Start its server, or correct CUEDECK_DATABASE_URL: host, port, name, user and password. "
            "[database_away]",
        )


def _end(*lines: str) -> NoReturn:
    print("\n".join(lines), file=sys.stderr)  # noqa: T201 - a person reads it
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


if __name__ == "__main__":
    main()
