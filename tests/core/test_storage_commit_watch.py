"""Whether anything was committed to a SQLite database, by whomever."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.core.storage.commit_watch import CommitWatch


@pytest.fixture
def database(tmp_path: Path) -> str:
    path = str(tmp_path / "some.db")
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("PRAGMA journal_mode=WAL; CREATE TABLE number (value INTEGER);")
    return path


def test_it_changes_with_each_commit_and_with_nothing_else(database: str) -> None:
    watch = CommitWatch(database)
    seen = [watch.count(), watch.count()]
    with closing(sqlite3.connect(database)) as writer:
        writer.execute("INSERT INTO number VALUES (1)")
        seen.append(watch.count())
        writer.rollback()
        assert writer.execute("SELECT count(*) FROM number").fetchone() == (0,)
        seen.append(watch.count())
        for value in range(3):
            writer.execute("INSERT INTO number VALUES (?)", (value,))
            writer.commit()
            seen.append(watch.count())
        writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        writer.execute("INSERT INTO number VALUES (9)")
        writer.commit()
        seen.append(watch.count())
    assert None not in seen
    assert len(set(seen[:4])) == 1
    assert len(set(seen[3:])) == 5


def test_it_waits_for_nobody(database: str) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as alone:
        alone.execute("PRAGMA locking_mode=EXCLUSIVE")
        alone.execute("INSERT INTO number VALUES (1)")
        assert CommitWatch(database).count() is None


def test_nor_for_another_thread_that_asks(database: str) -> None:
    watch = CommitWatch(database)
    before = watch.count()
    with watch._asking:  # as a thread has it whose disk hangs
        assert watch.count() is None
    assert watch.count() == before
