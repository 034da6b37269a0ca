"""What was committed is on the disk before anybody is told, and one sync serves all who wait for it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from app.core import db
from app.core.db import engine, on_commit, read_scope, session_scope
from app.core.errors import Unavailable
from app.core.settings import get_settings
from app.core.storage import group_sync, storage
from app.core.storage.base import new_key
from app.core.storage.group_sync import GroupSync, WriteAheadLog
from models import Account


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of every file as it was when it was last brought to the disk: all that a power cut leaves."""
    sync = os.fsync  # more than fdatasync has to do

    def keep(descriptor: int) -> None:
        path = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        if path.is_file():
            shutil.copyfile(path, tmp_path / path.name)
        else:
            (tmp_path / "folders").open("a").write(f"{path}\n")
        sync(descriptor)

    with closing(sqlite3.connect(database_file())) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(database_file(), tmp_path / database_file().name)
    monkeypatch.setattr(os, "fsync", keep)
    monkeypatch.setattr(os, "fdatasync", keep)
    return tmp_path


def database_file() -> Path:
    return Path(str(make_url(get_settings().database).database))


def emails_on(disk: Path) -> set[str]:
    with closing(sqlite3.connect(disk / database_file().name)) as connection:
        return {email for (email,) in connection.execute("SELECT email FROM account")}


def test_what_was_committed_survives_a_power_cut(database: None, disk: Path) -> None:
    seen: list[set[str]] = []
    with session_scope() as session:
        session.add(Account(email="kept@example.com"))
        on_commit(session, lambda: seen.append(emails_on(disk)))
    assert seen == [{"kept@example.com"}]


def test_what_is_written_often_waits_for_no_disk(
    database: None, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with session_scope(durable=False) as session:
        session.add(Account(email="soon@example.com"))
    assert emails_on(disk) == set()
    with session_scope() as session:  # and brings what was before it along
        session.add(Account(email="now@example.com"))
    assert emails_on(disk) == {"soon@example.com", "now@example.com"}


@pytest.mark.parametrize(("kind", "named"), [("output", True), ("playback", False), ("owner", False)])
def test_a_stored_file_and_its_name_survive_a_power_cut(disk: Path, kind: str, named: bool) -> None:
    key = new_key(kind)
    writer = storage().writer(key)
    writer.write(b"whole")
    writer.commit()
    (kept,) = (path for path in disk.iterdir() if path.read_bytes() == b"whole")
    # What is looked for by name alone had none before its content was on the disk.
    assert (kept.name == Path(key).name) is named
    folders = (disk / "folders").read_text().split()
    folder = get_settings().storage_dir.resolve() / key
    assert str(folder.parent) in folders


@pytest.mark.parametrize("broken", ["file", "folder"])
@pytest.mark.parametrize("kind", ["output", "playback"])
def test_a_file_that_the_disk_did_not_take_is_none(
    monkeypatch: pytest.MonkeyPatch, kind: str, broken: str
) -> None:
    sync = os.fsync

    def fail(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode) is (broken == "folder"):
            raise OSError(5, "Input/output error")
        sync(descriptor)

    key = new_key(kind)
    writer = storage().writer(key)
    writer.write(b"whole")
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(Unavailable) as told:
        writer.commit()
    assert told.value.code == "storage_failed"
    stored = get_settings().storage_dir / key
    left = [path for path in stored.parent.iterdir() if path.name.startswith(stored.name)]
    assert [path.name for path in left if kind == "output" or path.suffix == ".part"] == []


def waited_for(failure: Exception | None) -> tuple[int, list[BaseException | None]]:
    """How many syncs nine threads make, of which eight wait while the first runs, and what each is told.

    The second sync fails; a third would succeed, as the kernel has forgotten what it could not write.
    """
    begun, go, calls = threading.Event(), threading.Event(), []

    def sync() -> None:
        calls.append(None)
        begun.set()
        go.wait()
        if failure is not None and len(calls) == 2:
            raise failure

    group = GroupSync(sync)
    with ThreadPoolExecutor(9) as pool:
        waiting = [pool.submit(group.wait)]
        begun.wait()
        waiting += [pool.submit(group.wait) for _ in range(8)]
        while len(group._turn._waiters) < 8:  # type: ignore[attr-defined]
            pass
        go.set()
        told = [each.exception() for each in waiting]
    return len(calls), told


def test_one_sync_serves_all_who_came_before_it() -> None:
    assert waited_for(None) == (2, [None] * 9)


def test_a_sync_that_fails_is_tried_again_by_the_next() -> None:
    answers: list[OSError | None] = [OSError(5, "Input/output error"), None]

    def sync() -> None:
        if error := answers.pop(0):
            raise error

    group = GroupSync(sync)
    with pytest.raises(OSError, match="Input/output"):
        group.wait()
    group.wait()
    assert answers == []


def test_a_sync_that_fails_has_failed_for_all_who_waited_for_it() -> None:
    _, (first, *others) = waited_for(OSError(28, "No space left on device"))
    assert first is None
    assert [type(error) for error in others] == [OSError] * 8
    assert [getattr(error, "errno", None) for error in others] == [28] * 8


def test_a_sync_that_is_broken_off_is_no_success_for_those_who_waited_for_it() -> None:
    _, (first, *others) = waited_for(ZeroDivisionError())
    assert first is None
    assert sorted((type(error) for error in others), key=str) == [*7 * [OSError], ZeroDivisionError]


def test_the_log_is_that_of_this_database() -> None:
    assert engine().url.database == str(database_file())


def test_a_commit_whose_sync_fails_is_there_and_no_success(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(os, "fdatasync", input_output_error)
    scope = session_scope()
    session = scope.__enter__()
    session.add(Account(email="there@example.com"))
    on_commit(session, lambda: told.append("done"))
    with pytest.raises(OperationalError, match="Input/output error"):
        scope.__exit__(None, None, None)
    assert told == ["done"]
    with read_scope() as session:
        assert session.exec(select(Account.email).where(Account.email == "there@example.com")).all()


def test_what_follows_a_sync_that_failed_survives_a_power_cut(
    database: None, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel never writes what it could not write once, and a log with a gap ends there."""
    lost: list[int] = []

    def sync(descriptor: int) -> None:
        path = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        content = path.read_bytes()
        if not lost:
            lost.append(len(content))
            raise OSError(5, "Input/output error")
        if not content:  # SQLite has emptied the log, and before that synced the database
            shutil.copyfile(database_file(), disk / database_file().name)
        (disk / path.name).write_bytes(bytes(min(lost[0], len(content))) + content[lost[0] :])

    log = GroupSync(WriteAheadLog(str(database_file())).sync)
    monkeypatch.setattr(db, "_log", lambda: log)
    monkeypatch.setattr(os, "fdatasync", sync)
    with pytest.raises(OperationalError), session_scope() as session:
        session.add(Account(email="refused@example.com"))
    with session_scope() as session:
        session.add(Account(email="answered@example.com"))
    assert emails_on(disk) == {"refused@example.com", "answered@example.com"}


def test_a_log_that_cannot_be_merged_after_a_failure_is_still_no_success(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_sync, "_MERGE_SECONDS", 0.0)
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as connection, closing(sqlite3.connect(path)) as reader:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE a (b)")
        log = WriteAheadLog(str(path))
        with monkeypatch.context() as broken:
            broken.setattr(os, "fdatasync", input_output_error)
            with pytest.raises(OSError, match="Input/output"):
                log.sync()
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM a")
        with pytest.raises(OSError, match="cannot be merged"):
            log.sync()
        reader.rollback()
        log.sync()
        assert Path(f"{path}-wal").stat().st_size == 0


def input_output_error(_descriptor: int) -> None:
    raise OSError(5, "Input/output error")


def test_the_log_stays_open_and_a_new_one_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    for name in ("fsync", "fdatasync"):
        monkeypatch.setattr(os, name, lambda descriptor: synced.append(os.fstat(descriptor).st_ino))
    path = tmp_path / "a.db-wal"
    log = WriteAheadLog(str(tmp_path / "a.db"))
    log.sync()
    assert synced == []
    path.touch()
    log.sync()
    first, folder = path.stat().st_ino, tmp_path.stat().st_ino
    with monkeypatch.context() as full:
        full.setattr(Path, "open", _too_many_open_files)
        log.sync()
    assert synced == [folder, first, first]
    path.unlink()
    path.touch()
    log.sync()
    assert synced[3:] == [folder, path.stat().st_ino]


def _too_many_open_files(*_: object, **__: object) -> None:
    raise OSError(24, "Too many open files")
