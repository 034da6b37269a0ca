"""The database: one engine, and one scope that is the only place to commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Engine, Insert, event, insert
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, SQLModel, create_engine

from app.core.errors import Invalid
from app.core.limits import thread_pools
from app.core.log import logger
from app.core.settings import get_settings
from app.core.settings.program_files import how_to_add
from app.core.storage.commit_watch import CommitWatch
from app.core.storage.group_sync import GroupSync, WriteAheadLog

_ON_COMMIT, _AT_ONCE = "cuedeck_on_commit", "cuedeck_on_commit_at_once"
_ON_ROLLBACK = "cuedeck_on_rollback"

before_commit: ContextVar[Callable[[Session], None] | None] = ContextVar("before_commit", default=None)
"""What the request that is served adds to every durable transaction that it makes, just before its commit."""

_T = TypeVar("_T")


@cache
def engine() -> Engine:
    """The engine of this process."""
    return make_engine(get_settings().database)


def make_engine(url: str) -> Engine:
    """An engine with the pragmas and pool this product was measured with."""
    if not url.startswith("sqlite"):
        return _of_server(url)
    made = create_engine(url, connect_args={"timeout": 15, "check_same_thread": False}, pool_size=20)
    event.listen(made, "connect", _prepare_sqlite)
    event.listen(made, "begin", _begin_sqlite)
    return made


def _of_server(url: str) -> Engine:
    try:
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20)
    except ModuleNotFoundError as error:
        raise Invalid(
            f"CUEDECK_DATABASE_URL names PostgreSQL, but the client for it is not installed: {error}.",
            code="postgres_missing",
            hint=how_to_add("postgres"),
        ) from None


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see below
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    # A writer takes its lock at once: a lock taken half-way fails without waiting when another came first.
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@cache
def _log() -> GroupSync | None:
    """What makes commits to a SQLite file last; other databases see to it themselves."""
    file = _sqlite_file()
    return GroupSync(WriteAheadLog(file).sync) if file else None


@cache
def _watch() -> CommitWatch | None:
    file = _sqlite_file()
    return CommitWatch(file) if file else None


def _sqlite_file() -> str | None:
    url = engine().url
    file = url.database if url.get_backend_name() == "sqlite" else None
    return file if file != ":memory:" else None


def commits() -> int | None:
    """A number that stays the same while nobody, in any process, commits anything to the database.

    What was read after it was asked holds as long as it does; asking again waits for nothing. None where that
    cannot be told: another database than SQLite, or one that somebody has for himself just now.
    """
    watch = _watch()
    return watch.count() if watch is not None else None


@contextmanager
def session_scope(*, durable: bool = True) -> Iterator[Session]:
    """A transaction that may write: commits at the end, rolls back on any error.

    Runs `on_commit` after the one, `on_rollback` before the other. OperationalError when the disk did not
    take what was committed: it is there and its callbacks have run, but nobody must be told that it lasts.

    What was committed survives a power cut, unless `durable` is False: for what is written often and made
    again without a loss, such as progress and heartbeats.
    """
    with Session(engine().execution_options(write=True), expire_on_commit=False) as session:
        with _undoing(session):
            yield session
            if durable and (add := before_commit.get()) is not None:
                add(session)
            session.flush()
            if _tells_of_commits():
                session.commit()
        session.commit()
    for callback in session.info.pop(_AT_ONCE, []):
        _call(callback, "after_commit_failed")
    failure = _brought_to_disk() if durable else None
    for callback in session.info.pop(_ON_COMMIT, []):
        _call(callback, "after_commit_failed")
    if failure is not None:
        raise failure


def _brought_to_disk() -> OperationalError | None:
    """Wait until what was committed would survive a power cut; what to raise if the disk does not take it."""
    try:
        if (log := _log()) is not None:
            log.wait()
    except OSError as error:
        logger().error("commit_not_synced", error=str(error))
        return OperationalError("COMMIT", None, error)
    return None


def _tells_of_commits() -> bool:
    """Whether a commit that fails has surely done nothing; a server may be lost before it has answered."""
    return engine().dialect.name == "sqlite"


@contextmanager
def _undoing(session: Session) -> Iterator[None]:
    try:
        yield
    except BaseException:
        for callback in session.info.pop(_ON_ROLLBACK, []):
            _call(callback, "after_rollback_failed")
        raise


def _call(callback: Callable[[], None], failure: str) -> None:
    """The work has ended, well or not: a failure that follows it must not be taken for one of the work."""
    try:
        callback()
    except Exception:  # noqa: BLE001 - whatever it is, it comes too late to change anything
        logger().exception(failure)


@contextmanager
def read_scope() -> Iterator[Session]:
    """A transaction that only reads, and so never waits for a writer."""
    with Session(engine(), expire_on_commit=False) as session:
        yield session


async def in_transaction(work: Callable[[Session], _T]) -> _T:
    """`work` in a `session_scope` on a thread: a writer may wait for another, and the event loop must not."""
    return await thread_pools.write(_in_transaction, work)


async def in_read(work: Callable[[Session], _T]) -> _T:
    """`work` in a `read_scope` on a thread: a disk or a database server may be slow to answer."""
    return await thread_pools.read(_in_read, work)


def _in_transaction(work: Callable[[Session], _T]) -> _T:
    with session_scope() as session:
        return work(session)


def _in_read(work: Callable[[Session], _T]) -> _T:
    with read_scope() as session:
        return work(session)


def append(session: Session, model: type[SQLModel], *rows: dict[str, Any]) -> None:
    """Insert rows as they are, without an object for each, which would take eight times as long.

    They name every column that must not be null and that the database itself has no default for.
    """
    session.execute(_insert_into(model), rows[0] if len(rows) == 1 else list(rows))


@cache
def _insert_into(model: type[SQLModel]) -> Insert:
    return insert(model.metadata.tables[str(model.__tablename__)])


def on_commit(session: Session, callback: Callable[[], None], *, at_once: bool = False) -> None:
    """Run `callback` after the session's transaction is committed, and never if it is not.

    `at_once` does not wait until what was committed would survive a power cut: for what tells nobody outside,
    and is lost with it.
    """
    session.info.setdefault(_AT_ONCE if at_once else _ON_COMMIT, []).append(callback)


def on_rollback(session: Session, callback: Callable[[], None]) -> None:
    """Run `callback` when the session's work fails, and never when it may have been committed after all."""
    session.info.setdefault(_ON_ROLLBACK, []).append(callback)
