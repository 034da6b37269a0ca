"""Filters and cursors: a walk meets every job that stays, exactly once."""

import random
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import select

from app.core import clock
from app.core.db import engine, read_scope, session_scope
from app.core.errors import BadRequest, Invalid
from app.services.access import person
from app.services.accounts import api_keys
from app.services.jobs import history, presets
from app.services.jobs.history import Filters
from models import Account, Job
from tests.support.services.jobs import add_job, finish


@pytest.fixture
def some(account: Account, other_account: Account) -> list[Job]:
    with session_scope() as session:
        add_job(session, other_account, source_name="secret.srt")
        return [
            add_job(
                session, account, source_name="Film_1.srt", labels=["a"], external_id="x1", channel="cli"
            ),
            add_job(
                session, account, "transcribe", source_name="100%.mp4", source_url="https://tube.example/x"
            ),
            finish(session, add_job(session, account, source_name="film-2.scc", labels=["a", "b"])),
        ]


def found(account: Account, **filters: object) -> list[int | None]:
    with read_scope() as session:
        return [job.number for job in history.page(session, person(account), Filters(**filters)).jobs]  # type: ignore[arg-type]


def test_filters(account: Account, some: list[Job]) -> None:
    one, two, three = (job.number for job in some)
    assert found(account) == [three, two, one]
    assert found(account, order="asc") == [one, two, three]
    assert found(account, status="completed") == [three]
    assert found(account, status="queued") == found(account, status="pending") == [two, one]
    assert found(account, status="converted") == [three]
    assert found(account, job_type="transcribe") == [two]
    assert found(account, label="a") == [three, one]
    assert found(account, external_id="x1") == [one]
    assert found(account, channel="cli") == [one]
    assert found(account, channel="api") == [three, two]
    assert found(account, source="TUBE.example") == [two]
    assert found(account, source="film") == [three, one]
    assert found(account, q="FILM") == [three, one]
    assert found(account, q="%") == [two]
    assert found(account, q="_") == [one]
    assert found(account, q=f"#{two}") == [two]
    assert found(account, q=some[0].id[:8]) == [one]
    with read_scope() as session:
        assert history.count(session, person(account), Filters(q="film")) == 2


@pytest.mark.parametrize("filters", [{"status": "done"}, {"job_type": "dance"}, {"channel": "fax"}])
def test_unknown_words_are_told(account: Account, filters: dict[str, str]) -> None:
    with pytest.raises(Invalid, match="There is no"):
        found(account, **filters)


def test_a_cursor_cannot_be_altered_or_moved(account: Account, some: list[Job]) -> None:
    with read_scope() as session:
        cursor = history.page(session, person(account), Filters(), 1).next_cursor
        assert cursor is not None
        for bad, filters in ((cursor + "A", Filters()), (cursor, Filters(q="film")), ("x", Filters())):
            with pytest.raises(BadRequest) as caught:
                history.page(session, person(account), filters, 1, bad)
            assert caught.value.code == "invalid_cursor"


def test_a_walk_while_jobs_come(account: Account) -> None:
    chance = random.Random(7)
    with session_scope() as session:
        numbers = [add_job(session, account).number for _ in range(60)]
    seen: list[int | None] = []
    cursor = None
    while True:
        with session_scope() as session:
            for _ in range(chance.randrange(5)):
                add_job(session, account)
        with read_scope() as session:
            page = history.page(session, person(account), Filters(), chance.randrange(1, 9), cursor)
        seen += [job.number for job in page.jobs]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert len(seen) == len(set(seen))
    assert set(numbers) <= set(seen)


def test_preset_and_key(account: Account) -> None:
    who = person(account)
    with session_scope() as session:
        preset = presets.create(session, who, {"name": "House", "job_type": "convert"})
        key, _ = api_keys.create(session, who, "Newsroom")
        by_preset = add_job(session, account, preset_id=preset.id)
        by_key = add_job(session, account, api_key_id=key.id)
    assert found(account, preset_id=preset.id) == [by_preset.number]
    assert found(account, key_id=key.id) == [by_key.number]
    assert found(account, key_id=key.id, preset_id=preset.id) == []


def test_labels_follow_the_job(account: Account, other_account: Account) -> None:
    with session_scope() as session:
        job = add_job(session, account, labels=["news", "news", 'a "b"'])
        add_job(session, other_account, labels=["news"])
    assert found(account, label="news") == found(account, label='a "b"') == [job.number]
    with session_scope() as session:
        job.labels = ["sport"]
        session.add(job)
    assert found(account, label="news") == []
    assert found(account, label="sport") == [job.number]


@pytest.mark.parametrize(
    "filters", [{}, {"order": "asc"}, {"created_after": clock.now() - timedelta(days=9)}]
)
def test_pages_forth_and_back(account: Account, filters: dict[str, Any]) -> None:
    moment = clock.now()
    with session_scope() as session:
        for minute in range(7):
            add_job(session, account, created_at=moment - timedelta(minutes=minute))
    forth, cursor = [], None
    with read_scope() as session:
        while True:
            page = history.page(session, person(account), Filters(**filters), 3, cursor)
            forth.append([job.number for job in page.jobs])
            assert (page.previous_cursor is None) == (len(forth) == 1)
            if (cursor := page.next_cursor) is None:
                break
        assert [len(numbers) for numbers in forth] == [3, 3, 1]
        back = [forth[-1]]
        while page.previous_cursor:
            page = history.page(session, person(account), Filters(**filters), 3, page.previous_cursor)
            back.insert(0, [job.number for job in page.jobs])
    assert back == forth


def test_jobs_of_a_period_are_in_the_order_of_their_times(account: Account) -> None:
    moment = clock.now()
    with session_scope() as session:
        early = add_job(session, account, created_at=moment - timedelta(hours=2))
        first = add_job(session, account, created_at=moment - timedelta(hours=9))
        add_job(session, account, created_at=moment - timedelta(days=2))
    assert found(account, created_after=moment - timedelta(days=1)) == [early.number, first.number]


def test_counts_and_days(account: Account, some: list[Job]) -> None:
    with session_scope() as session:
        add_job(session, account, created_at=clock.now() - timedelta(days=3), status="failed", stage="failed")
        add_job(session, account, created_at=clock.now() - timedelta(days=40))
    with read_scope() as session:
        counts = history.count_by_stage(session, person(account))
        days = history.days(session, person(account))
    assert counts == dict.fromkeys(history.COUNTED, 0) | {"queued": 3, "completed": 1, "failed": 1}
    assert (len(days), days[-1].day) == (30, clock.now().date())
    assert (days[-1].completed, days[-1].open, days[-1].failed) == (1, 2, 0)
    assert (days[-4].completed, days[-4].open, days[-4].failed) == (0, 0, 1)
    assert sum(day.completed + day.failed + day.open for day in days) == 4


def test_jobs_are_completed_by_their_ids_alone(account: Account, some: list[Job]) -> None:
    """With the account among the conditions SQLite reads all of its jobs: half a second among a million."""
    with session_scope() as session:
        ids = [job.id for job in session.exec(select(Job))]
    asked: list[str] = []
    note = lambda *call: asked.append(call[2])  # noqa: E731
    event.listen(engine(), "before_cursor_execute", note)
    with read_scope() as session:
        found = history.whole(session, person(account), ids)
    event.remove(engine(), "before_cursor_execute", note)
    assert {job.id for job in found} == {job.id for job in some} < set(ids)
    [where] = [statement.partition("WHERE")[2] for statement in asked if "WHERE" in statement]
    assert where.split()[0] == "job.id"
    assert "account_id" not in where
