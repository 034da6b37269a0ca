"""Pages that are kept: given out again only while they are what the database would answer."""

from __future__ import annotations

import orjson
import pytest

from app.core import clock
from app.core.db import commits, session_scope
from app.services.access import Principal, person
from app.services.jobs.history import answers
from app.services.jobs.history.answers import Asked, PageAnswer
from app.services.jobs.history.filters import Filters
from models import Account
from tests.support.services.jobs import add_job, finish

BASE = "http://cuedeck.test"


def asked(who: Principal, filters: Filters | None = None, limit: int = 2) -> Asked:
    return Asked(who.scope, filters or Filters(), limit, None, BASE)


def answered(who: Principal, question: Asked) -> PageAnswer | None:
    """What is answered now, which a database that tells of no commits does not keep."""
    answer = answers.page_answer(who, question)
    return answer if commits() is not None else None


def names(answer: PageAnswer) -> list[str]:
    return [job["job_name"] for job in orjson.loads(answer.body)["items"]]


def add(account: Account, name: str, *, sandbox: bool = False) -> None:
    with session_scope() as session:
        finish(session, add_job(session, account, job_name=name, sandbox=sandbox))


@pytest.fixture
def who(account: Account) -> Principal:
    for name in ("first", "second", "third"):
        add(account, name)
    return person(account)


def test_a_page_is_kept_until_something_is_committed(who: Principal, account: Account) -> None:
    question = asked(who)
    assert answers.unchanged_page(question) is None
    first = answered(who, question)
    assert answers.unchanged_page(question) == first
    add(account, "fourth")
    assert answers.unchanged_page(question) is None
    after = answers.page_answer(who, question)
    assert names(after) == ["fourth", "third"]
    assert first is None or after.digest != first.digest
    clock.advance(301)
    assert answers.unchanged_page(question) is None, "links are of another five minutes"


def test_each_question_has_its_own_page(who: Principal, account: Account, other_account: Account) -> None:
    add(account, "sandbox", sandbox=True)
    answers.page_answer(who, asked(who))
    others = [
        Principal(account.id, "key", "live"),
        Principal(account.id, "key", "sandbox", sandbox=True),
        person(other_account),
    ]
    for other in others:
        assert answers.unchanged_page(asked(other)) is None, other
    assert [names(answers.page_answer(each, asked(each))) for each in (who, *others)] == [
        ["sandbox", "third"],
        ["third", "second"],
        ["sandbox"],
        [],
    ]
    assert answers.unchanged_page(asked(who, limit=1)) is None
    assert answers.unchanged_page(asked(who, Filters(status="failed"))) is None


def test_a_page_with_a_job_that_waits_is_read_each_time(who: Principal, account: Account) -> None:
    with session_scope() as session:
        add_job(session, account)
    answers.page_answer(who, asked(who))
    assert answers.unchanged_page(asked(who)) is None, "its queue may lose its worker, which nothing writes"


def test_few_pages_are_kept(who: Principal) -> None:
    for limit in range(1, 3 * answers._KEPT_AT_MOST):
        answers.page_answer(who, asked(who, limit=limit))
    assert len(answers._kept) <= answers._KEPT_AT_MOST
