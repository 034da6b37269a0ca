"""The database and everything that is kept with it: migrations before the first query, backup, restore."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import failures
from app.core.message_text import counted

if TYPE_CHECKING:
    from sqlmodel import Session


def migrate() -> None:
    """Bring the database to the newest migration; quick when it is there already."""
    from app.core.settings import get_settings
    from app.core.settings.program_files import ROOT
    from app.supervisor import migrations

    if migrations.done_without_alembic(get_settings().database, ROOT / "alembic"):
        return
    from app.supervisor.upgrade import upgrade

    upgrade(ROOT)


@contextmanager
def migrated_session() -> Iterator[Session]:
    """A writing session on a migrated database. Conflict if the instance that runs here has another one."""
    from app.core.db import session_scope
    from app.core.settings import get_settings
    from app.supervisor.instance import check_database

    check_database(get_settings().data_dir, get_settings().database)
    migrate()
    with session_scope() as session:
        yield session


def backup(
    target: Annotated[Path, typer.Argument(help="The .tar file to make, or a folder to make one in.")] = Path(
        "."
    ),
) -> None:
    """Save database, files and secret as one tar file, while everything runs. Keep it as safe as they are."""
    from app.services.operations import backup as service

    made, contents = service.backup(target)
    files = counted(contents.files, "file")
    print(f"{made}: the database ({contents.kind}), {files}, {contents.bytes:,} bytes.")
    if contents.missing:
        print(
            f"Removed by retention or a person while it was made: {counted(len(contents.missing), 'file')}."
        )


def restore(source: Annotated[Path, typer.Argument(help="What “cuedeck backup” has made.")]) -> None:
    """Bring a backup into an empty data folder and database, and the database to this version."""
    from app.core.settings import get_settings
    from app.services.operations import backup as service
    from app.supervisor.instance import lock_data_folder

    settings = get_settings()
    with lock_data_folder(settings.data_dir, "cuedeck restore"):
        contents = service.restore(source)
        migrate()
    files = counted(contents.files, "file")
    made = datetime.fromisoformat(contents.made).astimezone(UTC)
    print(f"Restored {files} and the database of {made:%Y-%m-%d %H:%M:%S} UTC, to {settings.data_dir}.")
    print("Look whether all is there with: cuedeck doctor --deep. Then start: cuedeck up")


def migrate_database(
    source: Annotated[
        str, typer.Argument(help="The SQLite file to move from, or the URL of a database.", metavar="SOURCE")
    ] = "",
) -> None:
    """Move everything to the empty database that the settings name, and compare every row of both."""
    from app.core.settings import get_settings
    from app.services.operations import database_move
    from app.supervisor.instance import lock_data_folder

    settings = get_settings()
    url = (
        source
        if "://" in source
        else f"sqlite:///{Path(source or settings.data_dir / 'cuedeck.db').resolve()}"
    )
    with lock_data_folder(settings.data_dir, "cuedeck migrate-database"):
        migrate()
        moved = database_move.move(url, settings.database)
    for each in moved:
        print(f"{each.table:20} {each.rows:>9,} rows  {each.checksum}")
    print("Both hold the same. The old database was not changed; files stay where they are.")


def upgrade(
    check: Annotated[
        bool, typer.Option("--check", help="Only say what an upgrade would do to the database.")
    ] = False,
) -> None:
    """Bring the database to the version of this program; “cuedeck up” does so by itself."""
    from app.core.settings.program_files import ROOT
    from app.services.operations import revisions

    found = revisions.compare(ROOT / "alembic" / "versions")
    print(found.message)
    if check:
        raise typer.Exit(0 if not found.waiting and not found.unknown else failures.FAILED)
    if found.unknown:
        raise typer.Exit(failures.REFUSED)
    if found.waiting:
        migrate()
        print("The database is up to date.")
