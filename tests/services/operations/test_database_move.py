"""From SQLite to PostgreSQL and back: every row, with its types, and the counters go on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from alembic import command
from app.core.db import make_engine
from app.core.errors import AppError
from app.core.settings import get_settings
from app.services.operations import database_move
from models import Account, Job, JobLabel, JobStep, Outbox
from tests.support.product import ROOT
from tests.support.servers.postgres import running_postgres

pytestmark = [pytest.mark.slow]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running_postgres() as url:
        yield url


@pytest.fixture
def postgresql(server: str) -> str:
    """An empty database of its own."""
    with make_engine(server).connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP DATABASE IF EXISTS moved WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE moved"))
    return server.replace("/postgres", "/moved")


def migrated(url: str, monkeypatch: pytest.MonkeyPatch, revision: str = "head") -> str:
    monkeypatch.setattr(get_settings(), "database_url", url)
    command.upgrade(Config(str(ROOT / "alembic.ini")), revision)
    return url


def some_rows(engine: Engine) -> None:
    moment = datetime(2026, 11, 1, 12, 30, 15, 123456, UTC)
    with Session(engine.execution_options(write=True)) as session:
        account = Account(id="a", email="Ünder@example.com", created_at=moment, operator=True)
        session.add(account)
        session.flush()
        for number in (3, 900):
            job = Job(
                number=number,
                id=f"j{number}",
                account_id="a",
                job_type="convert",
                source_name='名 "q" \\ %s :x',
            )
            job.labels, job.job_metadata, job.duration = (
                ["news", "b"],
                {"z": 1.10, "a": [None, "ü"]},
                0.1 + 0.2,
            )
            job.lease_until = moment
            session.add(job)
        session.flush()
        session.add(JobStep(job_id="j3", stage="converting", position=0, result=None))
        session.add(Outbox(id=77, job_id="j3", task="t", queue="captions", sent_at=moment))
        session.commit()


def everything(url: str) -> dict[str, Any]:
    engine = make_engine(url)
    with Session(engine) as session:
        found = {
            kind.__name__: sorted(str(row.model_dump()) for row in session.exec(select(kind)))
            for kind in (Account, Job, JobLabel, JobStep, Outbox)
        }
        found["null"] = session.execute(text("SELECT count(*) FROM job WHERE result_data IS NULL")).scalar()
    engine.dispose()
    return found


def test_there_and_back(tmp_path: Path, postgresql: str, monkeypatch: pytest.MonkeyPatch) -> None:
    old = migrated(f"sqlite:///{tmp_path / 'old.db'}", monkeypatch)
    some_rows(make_engine(old))
    moved = database_move.move(old, migrated(postgresql, monkeypatch))
    assert {each.table: each.rows for each in moved if each.rows} == {
        "account": 1, "job": 2, "joblabel": 4, "jobstep": 1, "outbox": 1,
    }  # fmt: skip
    assert everything(postgresql) == everything(old)
    with Session(make_engine(postgresql)) as session:
        session.add(job := Job(account_id="a", job_type="convert"))
        session.flush()
        assert job.number == 901
        known = session.connection().exec_driver_sql(
            "SELECT DISTINCT tablename FROM pg_stats WHERE tablename IN ('job', 'ix_job_search')"
        )
        assert {name for (name,) in known} == {"job", "ix_job_search"}  # what its planner goes by
    back = migrated(f"sqlite:///{tmp_path / 'back.db'}", monkeypatch)
    assert database_move.move(postgresql, back) == moved
    found = sqlite3.connect(tmp_path / "back.db").execute(
        'SELECT rowid FROM jobsearch WHERE jobsearch MATCH \'"名 """\''
    )
    assert found.fetchall() == [(3,), (900,)]


def test_what_is_refused_leaves_nothing(
    tmp_path: Path, postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = migrated(f"sqlite:///{tmp_path / 'old.db'}", monkeypatch)
    some_rows(make_engine(old))
    migrated(postgresql, monkeypatch)
    with sqlite3.connect(tmp_path / "old.db") as database:
        database.execute("UPDATE job SET source_name = 'a' || char(0) WHERE number = 3")
    assert _refused(old, postgresql) == "row_not_moved"
    assert everything(postgresql)["Account"] == []
    assert _refused(old, old) == "not_empty"
    older = migrated(f"sqlite:///{tmp_path / 'older.db'}", monkeypatch, "0022")
    assert _refused(older, postgresql) == "other_migration"


def _refused(source: str, target: str) -> str:
    with pytest.raises(AppError) as caught:
        database_move.move(source, target)
    return caught.value.code


def test_migrations_go_up_and_down_with_rows(postgresql: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL; tests/models has it for SQLite."""
    migrated(postgresql, monkeypatch)
    some_rows(make_engine(postgresql))
    configuration = Config(str(ROOT / "alembic.ini"))
    command.check(configuration)
    before = everything(postgresql)
    command.downgrade(configuration, "0014")
    command.upgrade(configuration, "head")
    assert everything(postgresql) == before
    command.downgrade(configuration, "base")
