"""Moving everything from one database to another, such as from SQLite to PostgreSQL.

Both are at the same migration. Every row is copied as it is, then both sides are read again: the counts and a
checksum of all rows of every table have to be equal, or the target stays empty.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Insert,
    Select,
    Table,
    Text,
    bindparam,
    cast,
    insert,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from app.core.db import make_engine
from app.core.errors import Conflict, ServerError
from app.services.operations.revisions import revision_of

_BATCH = 500
_MODULUS = 1 << 256


@dataclass(frozen=True, slots=True)
class Moved:
    """A table with what both sides hold: how many rows, and the checksum of them all."""

    table: str
    rows: int
    checksum: str


def move(source_url: str, target_url: str) -> list[Moved]:
    """Copy every table, and compare it.

    Conflict where the target has rows or the two are at different migrations; ServerError where a row cannot
    be copied, or is not the same afterwards. Then nothing is kept.
    """
    source, target = make_engine(source_url), make_engine(target_url).execution_options(write=True)
    try:
        with source.connect() as found, target.begin() as made:
            _refuse_unless_ready(found, made)
            tables = SQLModel.metadata.sorted_tables
            for table in tables:
                _copy(table, found, made)
            if made.dialect.name == "postgresql":  # the first lists and searches are planned by what is there
                made.execute(text("ANALYZE"))
            return [_compared(table, found, made) for table in tables]
    finally:
        source.dispose()
        target.dispose()


def _refuse_unless_ready(source: Connection, target: Connection) -> None:
    revisions = [revision_of(side) for side in (source, target)]
    if revisions[0] != revisions[1]:
        raise Conflict(
            f"The database to move is at migration {revisions[0]}, and the new one at {revisions[1]}.",
            code="other_migration",
            hint="Bring the old one to this version first: cuedeck upgrade, with its CUEDECK_DATABASE_URL.",
        )
    for table in SQLModel.metadata.sorted_tables:
        if target.execute(table.select().limit(1)).first() is not None:
            raise Conflict(
                f"The new database has rows already, in {table.name}.",
                code="not_empty",
                hint="Set CUEDECK_DATABASE_URL to an empty database.",
            )


def _copy(table: Table, source: Connection, target: Connection) -> None:
    statement = _insert(table, target)
    for rows in _batches(table, source):
        values = [
            {f"new_{column.name}": value for column, value in zip(table.columns, row, strict=True)}
            for row in rows
        ]
        try:
            target.execute(statement, values)
        except DBAPIError as error:
            raise ServerError(
                f"A row of {table.name} cannot be moved: {error.orig}",
                code="row_not_moved",
                hint="Nothing was kept in the new database; the old one is as it was.",
            ) from None
    _set_counter(table, target)


def _batches(table: Table, source: Connection) -> Iterator[Sequence[Any]]:
    with closing(source.execution_options(yield_per=_BATCH).execute(_select(table))) as result:
        yield from result.partitions(_BATCH)


def _is_json(column: Column[Any]) -> bool:
    return isinstance(column.type, JSON)


def _select(table: Table) -> Select[Any]:
    """All rows, JSON to the letter: what is NULL stays NULL, and no number is written anew."""
    return select(*(cast(column, Text) if _is_json(column) else column for column in table.columns))


def _insert(table: Table, target: Connection) -> Insert:
    values: dict[str, Any] = {}
    for column in table.columns:
        kind = Text() if _is_json(column) else column.type
        given: Any = bindparam(f"new_{column.name}", type_=kind)
        as_json = _is_json(column) and target.dialect.name == "postgresql"
        values[column.name] = cast(given, JSON) if as_json else given
    return insert(table).values(values)


def _set_counter(table: Table, target: Connection) -> None:
    """The next row gets the next number; SQLite sees to it itself."""
    counted = table.autoincrement_column
    if counted is None or target.dialect.name != "postgresql":
        return
    highest = f"SELECT max({counted.name}) FROM {table.name}"  # noqa: S608 - our own names
    sequence = f"pg_get_serial_sequence('{table.name}', '{counted.name}')"
    target.execute(text(f"SELECT setval({sequence}, coalesce(({highest}), 1), ({highest}) IS NOT NULL)"))


def _compared(table: Table, source: Connection, target: Connection) -> Moved:
    before, after = _sum(table, source), _sum(table, target)
    if before != after:
        raise ServerError(
            f"{table.name} is not the same in both: {before[0]} rows, then {after[0]}.",
            code="rows_differ",
            hint="Nothing was kept in the new database. Was something written to the old one meanwhile?",
        )
    return Moved(table.name, before[0], f"{before[1]:064x}"[:16])


def _sum(table: Table, connection: Connection) -> tuple[int, int]:
    """How many rows, and the sum of their SHA-256, which has no order: databases sort texts differently."""
    count, total = 0, 0
    for rows in _batches(table, connection):
        for row in rows:
            count += 1
            total += int.from_bytes(hashlib.sha256(repr(tuple(row)).encode()).digest())
    return count, total % _MODULUS
