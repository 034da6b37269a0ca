"""An empty database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session, SQLModel

from app.core.db import engine, session_scope
from app.job_types import queues
from app.services.dispatch import workers


@contextmanager
def empty_database() -> Iterator[None]:
    """An empty migrated-equivalent database (tests/models/test_migrations holds the two together).

    It says of every queue that somebody works on it.
    """
    SQLModel.metadata.create_all(engine())
    with session_scope() as session:
        workers.announce(session, "tests", queues.ALL)
    yield
    with Session(engine().execution_options(write=True)) as session:
        for table in reversed(SQLModel.metadata.sorted_tables):
            session.execute(table.delete())
        session.commit()
