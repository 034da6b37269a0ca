"""Filters and cursors: a walk meets every job that stays, exactly once."""

import random

import pytest

from app.core.db import read_scope, session_scope
from app.core.errors import BadRequest, Invalid
from app.services.access import person
from app.services.jobs import history
from app.services.jobs.history import Filters
from models import Account, Job
from tests.support.services.jobs import add_job, finish


@pytest.fixture
def some(account: Account, other_account: Account) -> list[Job]:
    with session_scope() as session:
        add_job(session, other_account, source_name="secret.srt")
        return [
            add_job(session, account, source_name="Film_1.srt", labels=["a"], external_id="x1"),
            add_job(session, account, "transcribe", source_name="100%.mp4"),
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
    assert found(account, q="FILM") == [three, one]
    assert found(account, q="%") == [two]
    assert found(account, q="_") == [one]
    assert found(account, q=f"#{two}") == [two]
    assert found(account, q=some[0].id[:8]) == [one]
    with read_scope() as session:
        assert history.count(session, person(account), Filters(q="film")) == 2


@pytest.mark.parametrize("filters", [{"status": "done"}, {"job_type": "dance"}])
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
