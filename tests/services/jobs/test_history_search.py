"""Text and labels: the index finds exactly what reading every job would, and is what is walked."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import delete, select, update

from app.core import clock
from app.core.db import engine, read_scope, session_scope
from app.services.access import person
from app.services.jobs import history
from app.services.jobs.history import Filters, matches, pages, text_search
from models import Account, Job
from tests.support.services.jobs import add_job

WORDS = [
    "Harbour",
    "harbor",
    "Ünder",
    "50%",
    "a_b",
    'say "hi"',
    "x",
    "#7",
    "12",
    "film",
    "FILM.srt",
    "日本語",
    "be'd",
    "dead",
]
ASKED = [
    *("arb", "HARB", "film.s", "0%", "a_b", '"hi"', "#7", "#3", "3", "12", "x", "b", "日本", "日本語", "'d"),
    *("dead", "dea", "Ünd", "conv", "webvtt", "srt", "AND", "(", "*", "no such text", "film x", "film OR x"),
    *("m\u001fx", "a\0b", ":a", "%s"),
]


@pytest.fixture
def library(account: Account, other_account: Account) -> list[Job]:
    chance = random.Random(3)

    def name() -> str:
        return " ".join(chance.sample(WORDS, chance.randrange(1, 4)))

    with session_scope() as session:
        for _ in range(5):
            add_job(session, other_account, source_name="film x", labels=["news"])
        return [
            add_job(
                session,
                account,
                chance.choice(["convert", "transcribe"]),
                source_name=name(),
                source_url=chance.choice([None, f"https://tube.example/{chance.choice(WORDS)}"]),
                job_name=chance.choice([None, name()]),
                external_id=chance.choice([None, name()]),
                source_profile=chance.choice([None, "SRT"]),
                target_profile=chance.choice([None, "WebVTT"]),
                labels=chance.choice([[], ["news"], ["news", "sport"]]),
                status=chance.choice(["pending", "failed"]),
                created_at=clock.now() - timedelta(minutes=chance.randrange(60)),
            )
            for _ in range(120)
        ]


def found(account: Account, **filters: object) -> list[int | None]:
    with read_scope() as session:
        asked = Filters(**filters)  # type: ignore[arg-type]
        return [job.number for job in history.page(session, person(account), asked, 500).jobs]


def ascii_lower(value: str | None) -> str:
    """As SQLite compares."""
    return re.sub("[A-Z]+", lambda found: found[0].lower(), value or "")


def wanted(jobs: Sequence[Job], asked: str) -> list[int | None]:
    """What reading every job finds."""

    def has(job: Job) -> bool:
        places = (
            job.source_name,
            job.job_name,
            job.external_id,
            job.source_profile,
            job.target_profile,
            job.job_type,
        )
        by_number = re.fullmatch(r"#?\d+", asked) and job.number == int(asked.lstrip("#"))
        in_names = any(ascii_lower(asked) in ascii_lower(place) for place in places)
        return bool(in_names or by_number or job.id.startswith(asked.lower()))

    return sorted((job.number for job in jobs if has(job)), key=lambda number: -(number or 0))


def test_every_text_finds_what_reading_each_job_finds(account: Account, library: list[Job]) -> None:
    numbers = [str(library[50].number), f"#{library[-1].number}"]
    for asked in [*ASKED, *numbers, library[7].id, library[7].id[:9].upper(), library[8].id[:3]]:
        assert found(account, q=asked) == wanted(library, asked.strip()), asked
        descending = found(account, q=asked, label="news", status="failed")
        both = [job.number for job in library if "news" in job.labels and job.status == "failed"]
        assert descending == [number for number in wanted(library, asked.strip()) if number in both], asked
        assert found(account, q=asked, order="asc") == wanted(library, asked.strip())[::-1]


def test_the_text_of_a_source(account: Account, library: list[Job]) -> None:
    for asked in ("tube.", "TUBE.example/Harb", "film", "x", "%"):
        has = [
            job.number
            for job in library
            if any(ascii_lower(asked) in ascii_lower(place) for place in (job.source_name, job.source_url))
        ]
        assert found(account, source=asked) == has[::-1], asked


def test_a_period_is_in_the_order_of_its_times(account: Account, library: list[Job]) -> None:
    since = clock.now() - timedelta(minutes=30)
    late = sorted(
        (job for job in library if job.created_at > since), key=lambda job: (job.created_at, job.number)
    )
    numbers = [job.number for job in late if job.number in wanted(library, "film")]
    assert found(account, q="film", created_after=since) == numbers[::-1]


def test_pages_of_a_text_forth_and_back(account: Account, library: list[Job]) -> None:
    for filters in (Filters(q="film"), Filters(label="news", order="asc"), Filters(q="film", label="news")):
        with read_scope() as session:
            whole = [job.number for job in history.page(session, person(account), filters, 500).jobs]
            page = history.page(session, person(account), filters, 4)
            forth = [job.number for job in page.jobs]
            while page.next_cursor:
                page = history.page(session, person(account), filters, 4, page.next_cursor)
                forth += [job.number for job in page.jobs]
            back = [[job.number for job in page.jobs]]
            while page.previous_cursor:
                page = history.page(session, person(account), filters, 4, page.previous_cursor)
                back.insert(0, [job.number for job in page.jobs])
        assert forth == whole == [number for numbers in back for number in numbers]


def test_the_index_follows_the_job(account: Account) -> None:
    with session_scope() as session:
        job = add_job(session, account, source_name="before.srt", labels=["old"])
        gone = add_job(session, account, source_name="before too.srt")
    with session_scope() as session:
        session.exec(update(Job).where(Job.number == job.number).values(source_name="after.srt"))  # type: ignore[arg-type]
        session.exec(delete(Job).where(Job.number == gone.number))  # type: ignore[arg-type]
    assert found(account, q="before") == []
    assert found(account, q="after") == [job.number]


def test_the_rarer_one_is_walked(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matches, "_COUNTED", 10)
    with session_scope() as session:
        for index in range(20):
            name, status = "rare.srt" if index == 5 else "film.srt", "failed" if index == 7 else "pending"
            add_job(session, account, source_name=name, labels=["all"], status=status)
        add_job(session, account, source_name="film.srt", labels=["few"])
    lately = clock.now() - timedelta(days=1)
    walks = [
        (Filters(q="film"), "jobsearch"),
        (Filters(label="all"), "joblabel"),
        (Filters(q="rare", label="all"), "jobsearch"),
        (Filters(q="film", label="few"), "joblabel"),
        (Filters(q="film", status="failed"), "job"),
        (Filters(q="film", status="pending"), "jobsearch"),
        (Filters(q="film", created_after=lately), "job"),
        (Filters(q="rare", created_after=lately), "jobsearch"),
        (Filters(q="fi"), "job"),
        (Filters(status="failed"), "job"),
    ]
    plan = _SHOWN[engine().dialect.name]
    for filters, table in walks:
        plan(account, filters, table)


def _walked(account: Account, filters: Filters, table: str) -> None:
    """SQLite walks this table for a page, and sorts nothing for it."""
    with read_scope() as session:
        query = pages.ordered(matches.matching(session, person(account), filters), filters).limit(20)
    plan = _explained(query, "EXPLAIN QUERY PLAN")
    assert plan[0].split()[1] == table, (filters, plan)
    assert filters.by_time or not [step for step in plan if "TEMP B-TREE" in step], (filters, plan)


def _can_be_walked(account: Account, filters: Filters, table: str) -> None:
    """PostgreSQL, which chooses by its statistics, has an index to choose for each text."""
    if table == "jobsearch":
        query = select(Job.number).where(*text_search.matches("postgresql", filters.q or "", ""))
        plan = _explained(query, "SET LOCAL enable_seqscan = off", "EXPLAIN")
        assert [step for step in plan if "ix_job_search" in step], (filters, plan)


_SHOWN = {"sqlite": _walked, "postgresql": _can_be_walked}


def _explained(query: Any, *words: str) -> list[str]:
    with read_scope() as session:
        connection = session.connection()
        plain = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
        for word in words[:-1]:
            connection.exec_driver_sql(word)
        return [str(row[-1]) for row in connection.exec_driver_sql(f"{words[-1]} {plain}")]
