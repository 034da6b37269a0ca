"""Renderings of jobs that are kept: shared by one job and by lists, and never older than the job."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import event

from app.core.db import engine, read_scope, session_scope
from app.services.access import person
from app.services.jobs import history, rendering
from app.services.jobs.history import Filters
from models import Account, Stage
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
