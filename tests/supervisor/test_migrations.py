"""The quick look at the database agrees with Alembic, and is unsure rather than wrong."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.supervisor import migrations
from app.supervisor.migrations import done_without_alembic, is_current, made_new
from scripts.release import newest_schema

SCRIPTS = newest_schema.ROOT / "alembic"
VERSIONS = SCRIPTS / "versions"


@pytest.mark.slow
def test_alembic_and_the_quick_look_agree(tmp_path: Path) -> None:
    """A new database is as all migrations would have made it, to the letter, and known to be the newest."""
    database = newest_schema.migrated(tmp_path)
    url = f"sqlite:///{database}"
    assert is_current(url, VERSIONS)
    assert newest_schema.FILE.read_text() == newest_schema.script(database), (
        "run: python -m scripts.release.newest_schema"
    )
    new = tmp_path / "new" / "cuedeck.db"
    assert not done_without_alembic(f"sqlite:///{new}", SCRIPTS)
    assert not new.parent.exists()
    new.parent.mkdir()
    assert done_without_alembic(f"sqlite:///{new}", SCRIPTS)
    assert newest_schema.script(new) == newest_schema.script(database)
    assert contents(new) == contents(database)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = 'older'")
    assert not is_current(url, VERSIONS)


def contents(database: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(database)) as connection:
        kinds = {name: kind for _, name, kind, *_ in connection.execute("PRAGMA main.table_list")}
        tables = sorted(name for name in kinds if kinds[name] == "table" and name != "sqlite_schema")
        return {name: list(connection.execute(f'SELECT * FROM "{name}"')) for name in tables}


def test_new_tables_are_those_of_the_newest_migration() -> None:
    assert {f"INSERT INTO alembic_version VALUES ('{head}');" for head in migrations._heads(VERSIONS)} == {
        line for line in newest_schema.FILE.read_text().splitlines() if line.startswith("INSERT INTO alembic")
    }, "run: python -m scripts.release.newest_schema"


def test_only_a_database_without_tables_is_made(tmp_path: Path) -> None:
    script, database = tmp_path / "script.sql", tmp_path / "cuedeck.db"
    script.write_text("CREATE TABLE one (a);\nCREATE TRIGGER t AFTER INSERT ON one BEGIN SELECT 1; END;\n")
    assert made_new(f"sqlite:///{database}", script)
    assert not made_new(f"sqlite:///{database}", script)
    assert contents(database) == {"one": []}


def test_a_script_that_fails_makes_nothing(tmp_path: Path) -> None:
    script, database = tmp_path / "script.sql", tmp_path / "cuedeck.db"
    script.write_text("CREATE TABLE one (a);\nCREATE TABLE one (a);\n")
    assert not made_new(f"sqlite:///{database}", script)
    assert contents(database) == {}


@pytest.mark.parametrize(
    "url", ["postgresql://localhost/cuedeck", "sqlite:////proc/none/at/all.db", "sqlite:///a?b=c"]
)
def test_what_cannot_be_made_is_left_to_alembic(url: str) -> None:
    assert not made_new(url, SCRIPTS / migrations.NEWEST)


def test_an_older_script_is_left_to_alembic(tmp_path: Path) -> None:
    (tmp_path / "versions").mkdir()
    write(tmp_path / "versions", "1", "None")
    write(tmp_path / "versions", "2", '"1"')
    script = "CREATE TABLE alembic_version (version_num TEXT);\nINSERT INTO alembic_version VALUES ('1');\n"
    (tmp_path / migrations.NEWEST).write_text(script)
    url = f"sqlite:///{tmp_path / 'cuedeck.db'}"
    assert not done_without_alembic(url, tmp_path)
    assert contents(tmp_path / "cuedeck.db") == {"alembic_version": [("1",)]}


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
