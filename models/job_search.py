"""The full-text index of jobs: trigrams of their names, so that a list is searched without reading every job.

SQLite has a contentless FTS5 table that triggers keep right; PostgreSQL has indexes of pg_trgm. Neither has a
model: who searches also compares the job itself (app.services.jobs.history.text_search). The migration that
makes them repeats these statements, and a test compares the two.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, event, inspect

from models.job import Job

ID_PREFIX = 8
"""Characters of a job's id that are indexed from its beginning on."""

NAMES = ("job_name", "external_id", "source_profile", "target_profile", "job_type")
"""The columns that share one column of the index."""

INDEXES = ("ix_job_search", "ix_job_id_prefix")
FTS = "jobsearch"

_COLUMNS = ("source_name", "source_url", *NAMES)
_NAMED = " || char(31) || "


def _fts_values(row: str) -> str:
    names = _NAMED.join(f"coalesce({row}.{name}, '')" for name in NAMES)
    number = ", ".join(f"57344 + ({row}.number >> {bits} & 4095)" for bits in (24, 12, 0))
    return (
        f"{row}.number, {row}.source_name, {row}.source_url, {names},"
        f" char(2) || substr({row}.id, 1, {ID_PREFIX}), char({number})"
    )


_FTS_COLUMNS = "rowid, source_name, source_url, names, id_prefix, number"
_ADD = f"INSERT INTO {FTS} ({_FTS_COLUMNS}) VALUES ({_fts_values('new')});"  # noqa: S608
_REMOVE = f"INSERT INTO {FTS} ({FTS}, {_FTS_COLUMNS}) VALUES ('delete', {_fts_values('old')});"  # noqa: S608
_CHANGED = " OR ".join(f"old.{name} IS NOT new.{name}" for name in _COLUMNS)
SQLITE = (
    f"CREATE VIRTUAL TABLE {FTS} USING fts5(source_name, source_url, names, id_prefix, number,"
    " content='', detail=column, columnsize=0, tokenize='trigram')",
    f"CREATE TRIGGER {FTS}_insert AFTER INSERT ON job BEGIN {_ADD} END",
    f"CREATE TRIGGER {FTS}_delete AFTER DELETE ON job BEGIN {_REMOVE} END",
    f"CREATE TRIGGER {FTS}_update AFTER UPDATE OF {', '.join(_COLUMNS)} ON job"
    f" WHEN {_CHANGED} BEGIN {_REMOVE} {_ADD} END",
)

PG_SOURCE_NAME = "lower(source_name)"
PG_SOURCE_URL = "lower(coalesce(source_url, ''))"
PG_NAMES = "lower({})".format(" || chr(31) || ".join(f"coalesce({name}, '')" for name in NAMES))
POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX ix_job_search ON job USING gin"
    f" (({PG_SOURCE_NAME}) gin_trgm_ops, ({PG_SOURCE_URL}) gin_trgm_ops, ({PG_NAMES}) gin_trgm_ops)",
    "CREATE INDEX ix_job_id_prefix ON job (id text_pattern_ops)",
)

STATEMENTS = {"sqlite": SQLITE, "postgresql": POSTGRESQL}


def is_index(name: str | None) -> bool:
    """Whether a table or an index belongs to this one, so that no model describes it."""
    return name is not None and (name in INDEXES or name.startswith(FTS))


def _create(_table: Table, connection: Connection, **_more: Any) -> None:
    for statement in STATEMENTS[connection.dialect.name]:
        connection.exec_driver_sql(statement)


event.listen(inspect(Job).local_table, "after_create", _create)
