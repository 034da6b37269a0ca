"""The quick look at the database agrees with Alembic, and is unsure rather than wrong."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app.supervisor.migrations import is_current

ROOT = Path(__file__).resolve().parents[2]
VERSIONS = ROOT / "alembic" / "versions"


def migrated(folder: Path, revision: str) -> str:
    environment = {**os.environ, "CUEDECK_DATA_DIR": str(folder), "CUEDECK_DATABASE_URL": ""}
    command = [sys.executable, "-m", "alembic", "upgrade", revision]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=60)
    return f"sqlite:///{folder / 'cuedeck.db'}"


@pytest.mark.slow
def test_alembic_and_the_quick_look_agree(tmp_path: Path) -> None:
    url = migrated(tmp_path, "head")
    assert is_current(url, VERSIONS)
    with closing(sqlite3.connect(tmp_path / "cuedeck.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = 'older'")
    assert not is_current(url, VERSIONS)


def write(folder: Path, revision: str, down: str) -> None:
    (folder / f"{revision}.py").write_text(f'revision: str = "{revision}"\ndown_revision = {down}\n')


@pytest.mark.parametrize(
    ("revisions", "current"),
    [
        ([("a", "None"), ("b", '"a"')], True),
        ([("a", "None"), ("b", '"a"'), ("c", '"b"')], False),
        ([("a", "None"), ("b", '"a"'), ("c", '"a"')], False),  # two heads
        ([("a", "None"), ("c", '"a"'), ("b", '("a", "c")')], True),  # a merge
        ([], False),
    ],
)
def test_only_the_one_newest_revision_is_current(
    tmp_path: Path, revisions: list[tuple[str, str]], current: bool
) -> None:
    for revision, down in revisions:
        write(tmp_path, revision, down)
    database = tmp_path / "with space & ünïcode?.db"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('b')")
    assert is_current(f"sqlite:///{database}", tmp_path) is current


@pytest.mark.parametrize(
    "url", ["postgresql://localhost/cuedeck", "sqlite:////nowhere/at/all.db", "sqlite://"]
)
def test_what_cannot_be_seen_is_left_to_alembic(url: str) -> None:
    assert not is_current(url, VERSIONS)


def test_a_file_that_is_no_database_is_left_to_alembic(tmp_path: Path) -> None:
    (tmp_path / "cuedeck.db").write_bytes(b"not a database, though long enough to look like one" * 40)
    assert not is_current(f"sqlite:///{tmp_path / 'cuedeck.db'}", VERSIONS)
