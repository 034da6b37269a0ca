"""The text filters of a list: what matches, and the index of trigrams that finds it.

What matches is always compared with the job itself. The index only names jobs that may match, and knows no
text of one or two characters: then the jobs of the list are read one by one.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    String,
    bindparam,
    column,
    false,
    func,
    literal_column,
    or_,
    table,
)
from sqlmodel import col

from models import Job, job_search

SHORTEST = 3
"""Characters that the index needs."""

INDEX = table(job_search.FTS, column("rowid"))
"""The full-text table of SQLite; its `rowid` is the number of a job."""

_MOST_TRIGRAMS = 24
"""Of a longer text the first ones narrow enough."""

_NUMBER = re.compile(r"#?(\d{1,15})")
_NAMES = (Job.source_name, *(getattr(Job, name) for name in job_search.NAMES))
_SOURCES = (Job.source_name, Job.source_url)


def matches(dialect: str, q: str, source: str) -> list[ColumnElement[bool]]:
    """The conditions on a job.

    `q` is in a name, begins its id or is its number; `source` is in the name or the address of its source.
    """
    if "\0" in q + source:
        return [false()]  # no text has one
    postgresql = dialect == "postgresql"
    places = _places_postgresql if postgresql else _places
    found = [or_(*places(source, _SOURCES))] if source else []
    if q:
        own = [*places(q, _NAMES), _begins_id(q.lower(), literal_execute=postgresql)]
        if number := _NUMBER.fullmatch(q):
            own.append(col(Job.number) == int(number[1]))
        found.append(or_(*own))
    return found


def indexed(q: str, source: str) -> ColumnElement[bool] | None:
    """The condition on INDEX; None when no text is long enough."""
    terms = []
    if _is_long_enough(source):
        terms.append(f"({{source_name source_url}} : {_all_of(source)})")
    if _is_long_enough(q):
        terms.append(f"({_of_names(q)})")
    return literal_column(job_search.FTS).op("MATCH")(" AND ".join(terms)) if terms else None


def _is_long_enough(text: str) -> bool:
    return len(text) >= SHORTEST and "\0" not in text  # which would end the query in the middle


def _of_names(q: str) -> str:
    ways = [
        f"({{source_name names}} : {_all_of(q)})",
        f"(id_prefix : {_all_of(chr(2) + q[: job_search.ID_PREFIX])})",
    ]
    if number := _NUMBER.fullmatch(q):
        ways.append(f'(number : "{_trigram_of(int(number[1]))}")')
    return " OR ".join(ways)


def _all_of(text: str) -> str:
    """A query of every trigram of a text."""
    trigrams = dict.fromkeys(text[at : at + 3] for at in range(min(len(text) - 2, _MOST_TRIGRAMS)))
    return "({})".format(" AND ".join('"{}"'.format(each.replace('"', '""')) for each in trigrams))


def _trigram_of(number: int) -> str:
    """A number as the trigger writes it: three characters of the private use area, twelve bits each."""
    return "".join(chr(0xE000 + (number >> bits & 4095)) for bits in (24, 12, 0))


def _places(text: str, columns: tuple[Any, ...]) -> list[ColumnElement[bool]]:
    return [col(place).icontains(text, autoescape=True) for place in columns]


def _places_postgresql(text: str, columns: tuple[Any, ...]) -> list[ColumnElement[bool]]:
    """The same on the expressions that have an index."""
    pattern = _pattern(f"%{_escaped(text)}%", literal_execute=True)
    second = job_search.PG_SOURCE_URL if columns is _SOURCES else job_search.PG_NAMES
    indexes: tuple[ColumnElement[str], ...] = (
        literal_column(job_search.PG_SOURCE_NAME),
        literal_column(second),
    )
    return [place.like(func.lower(pattern), escape="/") for place in indexes]


def _begins_id(text: str, *, literal_execute: bool) -> ColumnElement[bool]:
    return col(Job.id).like(_pattern(f"{_escaped(text)}%", literal_execute=literal_execute), escape="/")


def _pattern(text: str, *, literal_execute: bool) -> BindParameter[str]:
    """A pattern, in PostgreSQL's statement itself: its planner then knows how many rows match."""
    return bindparam(None, text, String(), literal_execute=literal_execute)


def _escaped(text: str) -> str:
    return re.sub(r"([/%_])", r"/\1", text)
