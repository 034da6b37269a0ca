"""An empty database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Engine, insert
from sqlmodel import SQLModel

from app.core import clock
from app.core.db import engine
from models import WorkerHeartbeat, queues


@cache
def _create_tables(engine: Engine) -> None:
    SQLModel.metadata.create_all(engine)


@contextmanager
def empty_database() -> Iterator[None]:
    """An empty migrated-equivalent database (tests/models/test_migrations holds the two together).

    It says of every queue that somebody works on it.
    """
    _create_tables(engine())
    now = clock.now()
    beats = [{"queue": queue, "worker": "tests", "seen_at": now, "offer": {}} for queue in queues.ALL]
    with engine().execution_options(write=True).begin() as connection:
        connection.execute(insert(WorkerHeartbeat), beats)
    yield
    with engine().execution_options(write=True).begin() as connection:
        for statement in _deletions():
            connection.exec_driver_sql(statement)


@cache
def _deletions() -> list[str]:
    """What empties every table, written once: a run empties them thousands of times."""
    return [str(table.delete()) for table in reversed(SQLModel.metadata.sorted_tables)]


def plan_of(statement: str, values: Any = None) -> str:
    """How the database answers a query; PostgreSQL shows the index that it can use, with few rows too."""
    with engine().connect() as connection:
        if connection.dialect.name == "sqlite":
            return str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all())
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        return str(connection.exec_driver_sql(f"EXPLAIN {statement}", values).all())
