"""Renderings of jobs that are kept: shared by one job and by lists, and never older than the job."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from sqlalchemy import event, update
from sqlmodel import col

from app.core import clock
from app.core.db import commits, engine, read_scope, session_scope
from app.services.access import Principal, person
from app.services.jobs import history, rendering
from app.services.jobs.history import Filters
from models import Account, Job, Stage
from tests.support.services.jobs import add_job, finish, reread

BASE = "http://cuedeck.test"


def listed(account: Account) -> list[Any]:
    with read_scope() as session:
        page = history.page(session, person(account), Filters(), only=rendering.IDENTITY)
        found: list[Any] = orjson.loads(orjson.dumps(rendering.jobs_bytes(session, page.jobs, BASE)))
    return found


def one(account: Account, job_id: str) -> Any:
    return orjson.loads(rendering.job_bytes(person(account), job_id, BASE))


def test_a_list_shows_each_job_as_it_is_by_itself(account: Account) -> None:
    with session_scope() as session:
        made = [add_job(session, account) for _ in range(3)]
    assert listed(account) == [one(account, job.id) for job in reversed(made)]
    with session_scope() as session:
        finish(session, reread(made[1]))
    after = listed(account)
    assert [job["status"] for job in after] == ["pending", "completed", "pending"]
    assert after == [one(account, job.id) for job in reversed(made)]
    assert after == listed(account)


def test_what_has_not_changed_is_not_read_again(account: Account) -> None:
    with session_scope() as session:
        for _ in range(3):
            finish(session, add_job(session, account))
    first, asked = listed(account), list[str]()

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(engine(), "before_cursor_execute", note)
    try:
        assert listed(account) == first
    finally:
        event.remove(engine(), "before_cursor_execute", note)
    (statement,) = [statement for statement in asked if statement.startswith("SELECT")]
    assert "result_data" not in statement
    assert {job["stage"] for job in first} == {Stage.CONVERTED}


def rename(job: Job) -> None:
    with session_scope(durable=False) as session:
        session.execute(update(Job).where(col(Job.id) == job.id).values(job_name="another"))


def kept(who: Principal, job_id: str) -> bytes | None:
    return rendering.unchanged_bytes(who, job_id, BASE)


def answered(who: Principal, job_id: str) -> bytes | None:
    """What is answered now, which a database that tells of no commits does not keep."""
    body = rendering.job_bytes(who, job_id, BASE)
    return body if commits() is not None else None


def test_nothing_is_read_until_something_is_committed(account: Account) -> None:
    who = person(account)
    with session_scope() as session:
        job, other = (finish(session, add_job(session, account)) for _ in range(2))
    assert kept(who, job.id) is None
    assert answered(who, job.id) == kept(who, job.id)
    rename(other)
    assert kept(who, job.id) is None
    assert answered(who, job.id) == kept(who, job.id)
    clock.advance(301)
    assert kept(who, job.id) is None, "links are of another five minutes"


def test_what_is_kept_is_given_to_nobody_else(account: Account, other_account: Account) -> None:
    with session_scope() as session:
        job = finish(session, add_job(session, account))
    body = answered(person(account), job.id)
    assert kept(Principal(account.id, "key", "live"), job.id) == body
    assert kept(Principal(account.id, "key", "sandbox", sandbox=True), job.id) is None
    assert kept(person(other_account), job.id) is None
    assert rendering.unchanged_bytes(person(account), job.id, "http://elsewhere.test") is None


def test_a_job_that_waits_is_looked_at_each_time(account: Account) -> None:
    with session_scope() as session:
        job = add_job(session, account)
    rendering.job_bytes(person(account), job.id, BASE)
    assert kept(person(account), job.id) is None, "its queue may lose its worker, which nothing writes"


def test_what_is_committed_while_it_is_rendered_counts_as_later(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, render = person(account), rendering.job_json
    with session_scope() as session:
        job = finish(session, add_job(session, account))

    def overtaken(*given: Any) -> Any:
        shown = render(*given)
        rename(job)
        return shown

    monkeypatch.setattr(rendering, "job_json", overtaken)
    rendering.job_bytes(who, job.id, BASE)
    assert kept(who, job.id) is None
