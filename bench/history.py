"""A page of jobs with 1,000,000 of them against 1,000, on both databases; what the text index costs a job.

    python bench/history.py [--jobs 1000000] [sqlite] [postgresql]

The rows are made in the database itself, of one job that the product wrote. What is timed is what
`GET /v1/jobs` and the history both call, without the rest of an answer, which is the same however many jobs
there are.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

from alembic.config import Config
from bare.instance import ROOT, machine
from sqlalchemy import text

from alembic import command
from app.core.db import engine, read_scope, session_scope
from app.services.access import person
from app.services.accounts import sessions
from app.services.jobs import history
from app.services.jobs.history import Filters, pages
from models import Job, job_search
from tests.support.servers.postgres import running_postgres

FEW = 1_000
ROUNDS, TURNS = 15, 5
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
FLAT, SEARCHED = 1.3, 3.0
"""What a list may cost with many jobs, of what it costs with few; one that is found by text or label."""

COLUMNS = {
    "source_name": "'episode-' || i || (CASE WHEN i % {half} = 7 THEN '-harbour' ELSE '' END) || '.srt'",
    "source_url": "'https://tube.example/watch/' || i",
    "external_id": "'order-' || i",
    "status": "CASE i % 10 WHEN 3 THEN 'failed' ELSE 'completed' END",
    "stage": "CASE WHEN i % {half} = 9 THEN 'draft' WHEN i % 10 = 3 THEN 'failed' ELSE 'converted' END",
    "job_type": "CASE i % 7 WHEN 5 THEN 'preview' ELSE 'convert' END",
    "channel": "CASE i % 40 WHEN 7 THEN 'cli' ELSE 'api' END",
}
DIALECTS = {
    "sqlite": {
        "rows": "WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last})",
        "id": "lower(hex(randomblob(4))) || '-' || i",
        "created_at": "datetime('2026-01-01', '+' || (i * 20) || ' seconds') || '.000000'",
    },
    "postgresql": {
        "rows": "WITH n(i) AS (SELECT * FROM generate_series({first}, {last}))",
        "id": "left(md5(i::text), 8) || '-' || i",
        "created_at": "timestamptz '2026-01-01' + i * interval '20 seconds'",
    },
}


def database() -> str:
    return engine().dialect.name


def execute(*statements: str) -> None:
    with engine().execution_options(write=True).begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def fill(first: int, last: int) -> None:
    """Jobs with these numbers; one in forty has the label often, five in all have rare."""
    dialect = DIALECTS[database()]
    made = {**COLUMNS, "number": "i", "id": dialect["id"], "created_at": dialect["created_at"]}
    names = list(Job.model_fields)
    values = ", ".join(made.get(name, f"t.{name}").format(half=max(2 * FEW, last) // 2 - 1) for name in names)
    execute(
        f"INSERT INTO job ({', '.join(names)}) {dialect['rows'].format(first=first, last=last)}"
        f" SELECT {values} FROM n, job AS t WHERE t.number = 1"
    )
    for label, every in (("often", 40), ("rare", last // 5)):
        execute(
            f"INSERT INTO joblabel (account_id, label, job_number) SELECT account_id, '{label}', number"
            f" FROM job WHERE number BETWEEN {first} AND {last} AND number % {every} = 0"
        )
    if database() == "postgresql":
        execute("SELECT setval('job_number_seq', (SELECT max(number) FROM job))")


def flat_lists(count: int) -> dict[str, dict[str, Any]]:
    """The parameters of lists that columns narrow."""
    middle = BEGIN + timedelta(seconds=count // 2 * 20)
    return {
        "first page": {},
        "last page": {"order": "asc"},
        "status failed": {"status": "failed"},
        "status draft (rare)": {"status": "draft"},
        "type preview": {"job_type": "preview"},
        "type and status": {"job_type": "preview", "status": "failed"},
        "channel cli": {"channel": "cli"},
        "external_id": {"external_id": f"order-{count // 2}"},
        "before the middle": {"created_before": middle},
        "after the middle": {"created_after": middle, "order": "asc"},
    }


def searches(count: int) -> dict[str, dict[str, Any]]:
    """Those that a text or a label narrows."""
    return {
        "text in all": {"q": "episode"},
        "text in two": {"q": "HARBOUR"},
        "text in none": {"q": "zanzibar"},
        "number": {"q": f"#{count // 2}"},
        "source": {"source": f"watch/{count // 2}"},
        "label on one in 40": {"label": "often"},
        "label on five": {"label": "rare"},
        "text in all, failed": {"q": "episode", "status": "failed"},
        "text in all, rare label": {"q": "episode", "label": "rare"},
        "text in all, a draft": {"q": "episode", "status": "draft"},
        "text in two, of a period": {"q": "harbour", "created_after": BEGIN},
    }


class Bench:
    """A database with one account and one job."""

    def __init__(self) -> None:
        command.upgrade(Config(str(ROOT / "alembic.ini")), "head")
        with session_scope() as session:
            owner, _ = sessions.ensure_owner(session)
            self.who = person(owner)
            session.add(self.job("first.srt"))

    def job(self, name: str) -> Job:
        return Job(account_id=self.who.account_id, job_type="convert", source_name=name, source_profile="SRT")

    def seconds(self, filters: dict[str, Any], cursor: str | None = None) -> float:
        """What a page takes: the quickest of many, which nothing else on the machine has delayed."""
        times = []
        for _ in range(ROUNDS):
            begin = time.perf_counter()
            with read_scope() as session:
                history.page(session, self.who, Filters(**filters), 20, cursor)
            times.append(time.perf_counter() - begin)
        return min(times)

    def answer(self, count: int) -> None:
        """Say what each list takes that is asked for on standard input, until there is no more."""
        middle = Job(number=count // 2, account_id=self.who.account_id, job_type="convert")
        cursor = pages._cursor("on", middle, pages._fingerprint(self.who, Filters()))
        asked = {"middle page": ({}, cursor)}
        asked |= {name: (filters, None) for name, filters in (flat_lists(count) | searches(count)).items()}
        print("ready", flush=True)
        for line in sys.stdin:
            print(self.seconds(*asked[line.strip()]), flush=True)

    def per_job(self) -> float:
        """Milliseconds that one job takes to be written, in a transaction of its own."""
        times = []
        for number in range(30 * ROUNDS):
            begin = time.perf_counter()
            with session_scope(durable=False) as session:
                session.add(self.job(f"new-{number}.srt"))
            times.append(time.perf_counter() - begin)
        return statistics.median(times) * 1e3


def drop_text_index() -> None:
    if database() == "postgresql":
        execute(*(f"DROP INDEX {name}" for name in job_search.INDEXES))
    else:
        execute(*(f"DROP TRIGGER {job_search.FTS}_{name}" for name in ("insert", "delete", "update")))


def run(count: int) -> None:
    """One side: a database with so many jobs, which answers for as long as it is asked."""
    bench = Bench()
    if (
        database() == "postgresql"
    ):  # an index is made of a million rows in a tenth of the time that adding takes
        drop_text_index()
    fill(2, count)
    if database() == "postgresql":
        execute(*job_search.POSTGRESQL)
        with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))  # after the indexes: expressions have statistics, too
    bench.answer(count)
    indexed = bench.per_job()
    drop_text_index()
    print(f"  one job written            {indexed:7.2f} ms   without the text index {bench.per_job():.2f} ms")


@contextmanager
def side(name: str, count: int) -> Iterator[subprocess.Popen[str]]:
    """A process that has measured nothing yet, on a new database with so many jobs."""
    server = running_postgres() if name == "postgresql" else nullcontext("")
    with tempfile.TemporaryDirectory() as folder, server as url:
        environment = {**os.environ, "CUEDECK_DATA_DIR": folder, "CUEDECK_DATABASE_URL": url}
        command = [sys.executable, __file__, "--here", "--jobs", str(count)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        with subprocess.Popen(command, env=environment, **pipes) as process:
            assert process.stdout.readline() == "ready\n"
            yield process
            process.stdin.close()
            print(process.stdout.read(), end="", flush=True)


def ask(process: subprocess.Popen[str], name: str) -> float:
    process.stdin.write(f"{name}\n")
    process.stdin.flush()
    return float(process.stdout.readline())


def compare(database: str, most: int) -> bool:
    """Turn by turn, so that a drifting machine strikes both; whether every list keeps its limit."""
    good = True
    limits = dict.fromkeys(["middle page", *flat_lists(most)], FLAT) | dict.fromkeys(searches(most), SEARCHED)
    with side(database, FEW) as few, side(database, most) as many:
        print(f"{database}, {most:,} jobs against {FEW:,}", flush=True)
        for name, limit in limits.items():
            pairs = [(ask(many, name), ask(few, name)) for _ in range(TURNS)]
            seconds, other = (min(times) for times in zip(*pairs, strict=True))
            ratio = seconds / other
            good = good and ratio <= limit
            print(
                f"  {name:26} {seconds * 1e3:7.1f} ms   ratio {ratio:5.2f}  (at most {limit:g})", flush=True
            )
    return good


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--jobs", type=int, default=1_000_000)
    asked.add_argument("--here", action="store_true", help="in this process, on the database of its settings")
    asked.add_argument("databases", nargs="*", default=["sqlite", "postgresql"])
    given = asked.parse_args()
    if given.here:
        run(given.jobs)
        return 0
    good = [compare(name, given.jobs) for name in given.databases]
    print(machine())
    return int(not all(good))


if __name__ == "__main__":
    sys.exit(main())
