"""Every kind of row that ends is forgotten once its time is over, and not before."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel, select

from app.core import clock
from app.core.child_process import pulse
from app.core.db import engine, read_scope, session_scope
from app.core.storage import storage
from app.services.access import person
from app.services.files import outputs, uploads
from models import (
    Account,
    BrowserSession,
    Job,
    JobEvent,
    KeptAnswer,
    Link,
    Refusal,
    SignInLink,
    Upload,
    WebhookAttempt,
    WebhookDelivery,
)
from models.job import SECOND_FILES
from tasks import retention
from tests.support.services import webhooks
from tests.support.services.database import plan_of
from tests.support.services.jobs import add_job

DAY = timedelta(days=1)


def count(table: type[SQLModel]) -> int:
    with read_scope() as session:
        return len(session.exec(select(table)).all())


def add(row: SQLModel) -> None:
    with session_scope() as session:
        session.add(row)


def at(moment: datetime, days: float) -> None:
    """Let retention run so many days after a moment."""
    clock.reset()
    clock.advance((moment + timedelta(days=days) - clock.now()).total_seconds())
    retention.expire_rows()


@pytest.mark.parametrize(
    ("table", "days", "row"),
    [
        (BrowserSession, 30, lambda who, now: {"id": "s", "account_id": who, "expires_at": now + 30 * DAY}),
        (SignInLink, 1, lambda who, now: {"id": "l", "account_id": who, "expires_at": now + DAY}),
        (KeptAnswer, 1, lambda who, now: {"id": "k", "created_at": now}),
        (
            Refusal,
            30,
            lambda who, now: {
                "account_id": who,
                "kind": "api",
                "subject": "a",
                "address": "::1",
                "created_at": now,
            },
        ),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_rows_go_when_their_time_is_over(account: Account, table: Any, days: float, row: Any) -> None:
    began = clock.now()
    add(table(**row(account.id, began)))
    at(began, days - 0.01)
    assert count(table) == 1
    at(began, days + 0.01)
    assert count(table) == 0


def test_events_leave_the_feed_after_three_months(account: Account) -> None:
    began = clock.now()
    with session_scope() as session:
        job = add_job(session, account)
        for event in ("job.created", "job.completed"):
            row = JobEvent(job_id=job.id, account_id=account.id, event=event, stage="created", at=began)
            session.add(row)
    made = count(JobEvent)
    at(began, 89.9)
    assert count(JobEvent) == made >= 2
    at(began, 90.1)
    assert count(JobEvent) == 0


def test_deliveries_go_with_their_attempts_but_not_while_they_are_owed(account: Account) -> None:
    webhooks.endpoint(person(account))
    began = clock.now()
    webhooks.finished(account)
    owed = count(WebhookDelivery)
    webhooks.attempt(200)
    at(began, 31)
    assert (count(WebhookDelivery), count(WebhookAttempt)) == (owed - 1, 0)


def test_links_that_ended_are_listed_for_another_month(account: Account) -> None:
    from app.services.files import links

    began = clock.now()
    job = webhooks.finished(account)
    with session_scope() as session:
        links.create(session, outputs.list_for_job(session, job.id)[0], 3600)
    at(began, 29)
    assert count(Link) == 1
    at(began, 31)
    assert count(Link) == 0


@pytest.mark.parametrize(("used", "kept"), [(False, False), (True, True)])
def test_a_file_that_no_job_uses_goes_after_a_day(account: Account, used: bool, kept: bool) -> None:
    began = clock.now()
    stored = uploads.receive(b"source", "a.srt")
    with session_scope() as session:
        upload = uploads.add(session, person(account), "a.srt", stored, {})
        if used:
            add_job(session, account, upload_id=upload.id)
    at(began, 0.99)
    assert storage().exists(stored.key)
    at(began, 1.01)
    assert storage().exists(stored.key) is kept
    with read_scope() as session:
        assert (session.get_one(Upload, upload.id).deleted_at is None) is kept


@pytest.mark.parametrize("name", SECOND_FILES)
def test_the_second_file_of_a_job_stays_as_long_as_the_job_may_run(account: Account, name: str) -> None:
    began = clock.now()
    stored = uploads.receive(b"source", "a.srt")
    with session_scope() as session:
        upload = uploads.add(session, person(account), "a.srt", stored, {})
        other = add_job(session, account, upload_id=upload.id)
        waiting = add_job(session, account, parameters={name: upload.id})
    with session_scope() as session:
        outputs.remove_files(session, session.get_one(Job, other.number))
    at(began, 1.01)
    assert storage().exists(stored.key)
    with session_scope() as session:
        outputs.remove_files(session, session.get_one(Job, waiting.number))
    at(began, 1.02)
    assert not storage().exists(stored.key)


def test_jobs_with_a_second_file_are_found_by_an_index(account: Account) -> None:
    with engine().connect() as connection:
        for users in outputs.second_users("an id"):
            told = users.compile(connection, compile_kwargs={"literal_binds": True})
            plan = plan_of(str(told))
            assert "_upload_id" in plan, plan


def test_the_leader_looks_for_orphans_and_every_machine_for_its_own(
    monkeypatch: pytest.MonkeyPatch, account: Account
) -> None:
    done: list[str] = []
    monkeypatch.setattr(retention.orphans.Sweep, "run", lambda _: done.append("orphans") or 0)
    monkeypatch.setattr(retention.orphans, "remove_local", lambda: done.append("local") or 0)
    monkeypatch.setattr(retention, "expire_rows", lambda: done.append("rows"))
    tidy = retention.Retention()
    for _ in range(3):
        tidy.tidy_machine()
        tidy.tidy_instance()
    assert done == ["local", "rows", "orphans"]


def test_each_batch_of_what_is_past_its_time_is_a_sign_of_life(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, account: Account
) -> None:
    """A setting that is lowered may end the files of many jobs at once."""
    beats, seen, left = tmp_path / "pulse", list[bool](), [200, 200, 0]

    def expire(_session: object) -> int:
        seen.append(beats.exists())
        beats.unlink(missing_ok=True)
        return left.pop(0)

    monkeypatch.setenv(pulse.VARIABLE, str(beats))
    monkeypatch.setattr(retention, "_ROWS", {"files": expire})
    retention.expire_rows()
    assert seen == [False, True, True]
