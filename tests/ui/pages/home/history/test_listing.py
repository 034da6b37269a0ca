from __future__ import annotations

from datetime import timedelta

from sqlmodel import col, select

from app.core import clock
from app.core.db import session_scope
from app.services.access import Principal
from app.ui import language
from app.ui.pages.home.history import listing
from app.ui.query import ViewQuery
from models import Account, Job

LIST = ViewQuery()


def add(account: Account, **fields: object) -> str:
    given = {"account_id": account.id, "job_type": "convert", "source_name": "a.srt"}
    with session_scope() as session:
        job = Job(**given | fields)
        session.add(job)
    return job.id


def change(job_id: str, **fields: object) -> None:
    with session_scope() as session:
        job = session.exec(select(Job).where(col(Job.id) == job_id)).one()
        for name, value in fields.items():
            setattr(job, name, value)


def failed(account: Account) -> str:
    ended = {"stage": "failed", "status": "failed", "completed_at": clock.now()}
    return add(account, error_message="The file is empty.", **ended)


def test_the_row_of_an_ended_job_is_made_once_a_change(who: Principal, account: Account) -> None:
    job_id = failed(account)
    first = listing.read_rows(who, LIST).rows[0]
    assert listing.read_rows(who, LIST).rows[0] is first
    change(job_id, error_message="It broke.", changed_at=clock.now() + timedelta(seconds=1))
    again = listing.read_rows(who, LIST).rows[0]
    assert (first["now"]["problem"], again["now"]["problem"]) == ("The file is empty.", "It broke.")


def test_a_job_that_has_not_ended_is_read_each_time(who: Principal, account: Account) -> None:
    add(account)
    first, again = (listing.read_rows(who, LIST).rows[0] for _ in range(2))
    assert first == again
    assert first is not again


def test_rows_are_kept_in_the_language_of_the_page(who: Principal, account: Account) -> None:
    failed(account)
    said = []
    for spoken in ("en", "de", "en", "de"):
        before = language._current.set(spoken)
        said.append(listing.read_rows(who, LIST).rows[0]["now"]["problem"])
        language._current.reset(before)
    assert said == ["The file is empty.", said[1]] * 2
    assert said[1] != said[0]


def test_the_order_of_the_list_holds_where_some_rows_are_kept(who: Principal, account: Account) -> None:
    made = [failed(account), add(account), failed(account)]
    listing.read_rows(who, ViewQuery(status="failed"))
    assert [row["id"] for row in listing.read_rows(who, LIST).rows] == made[::-1]


def test_totals_come_when_they_are_asked_for(who: Principal, account: Account) -> None:
    for _ in range(2):
        failed(account)
    add(account)
    view = ViewQuery(status="failed")
    assert listing.read_rows(who, view).totals is None
    assert listing.read_totals(who, view) == listing.Totals("2 jobs", {"queued": "1", "failed": "2"})
    assert listing.read(who, view).totals == listing.read_totals(who, view)


def test_a_row_says_why_its_job_cannot_run_again(who: Principal, account: Account) -> None:
    ended = {"stage": "rejected", "status": "failed", "completed_at": clock.now()}
    add(account, parameters={"target_profile": "WebVTT"}, **ended)
    add(account, parameters={"target_profile": "Webvt", "media_path": "https://example.com/a.srt"}, **ended)
    add(account, parameters={"target_profile": "WebVTT", "media_path": "https://example.com/a.srt"}, **ended)
    failed(account)
    told = [row.get("refused", "") for row in reversed(listing.read_rows(who, LIST).rows)]
    assert "never stored" in told[0]
    assert "refused again" in told[1]
    assert told[2:] == ["", ""]
