"""A walk over the list while a thousand jobs come and go: no gap, no repeat."""

from __future__ import annotations

import random

import pytest
from sqlmodel import Session, col, delete
from starlette.testclient import TestClient

from app.core.db import session_scope
from app.job_types import plan
from app.services.access import person
from app.services.webhooks import deliveries, endpoints
from models import Account, Job
from tests.support.services.jobs import add_job

pytestmark = pytest.mark.slow

STAGES = [str(stage) for stage in plan("convert")]


def insert(session: Session, account: Account, count: int) -> list[str]:
    jobs = [Job(account_id=account.id, job_type="convert", stages=STAGES) for _ in range(count)]
    session.add_all(jobs)
    session.flush()
    return [job.id for job in jobs]


def test_no_gap_and_no_repeat(live: TestClient, account: Account) -> None:
    chance = random.Random(7)
    with session_scope() as session:
        stays = insert(session, account, 300)
        goes = insert(session, account, 300)
    seen: list[str] = []
    cursor, came, went = None, 0, 0
    while True:
        limit = chance.randrange(1, 30)
        query = {"limit": limit, **({"cursor": cursor} if cursor else {})}
        page = live.get("/v1/jobs", params=query).json()
        seen += [job["job_id"] for job in page["items"]]
        cursor = page["next_cursor"]
        assert page["has_more"] == (cursor is not None)
        if not page["has_more"]:
            break
        with session_scope() as session:
            new = insert(session, account, 50)
            gone = [*new[:30], *goes[-10:]]  # of those that just came, and of those that the walk may meet
            goes = goes[:-10]
            session.execute(delete(Job).where(col(Job.id).in_(gone)))
        came, went = came + len(new), went + len(gone)
    assert len(seen) == len(set(seen))
    assert set(stays) <= set(seen)
    assert (came >= 1000, went >= 1000) == (True, True), (came, went)


@pytest.mark.parametrize("path", ["/v1/jobs", "/v1/webhooks/deliveries"])
def test_a_cursor_is_good_for_its_own_side_only(
    live: TestClient, rehearsal: TestClient, account: Account, path: str
) -> None:
    for side in (False, True):
        with session_scope() as session:
            who = person(account).on_side(side)
            endpoint = endpoints.create(session, who, "https://hooks.example.com/a", ["all"])
            for _ in range(2):
                add_job(session, account, sandbox=side)
                deliveries.try_out(session, who, endpoint.id, "job.created")
    cursors = [each.get(path, params={"limit": 1}).json()["next_cursor"] for each in (live, rehearsal)]
    for each, mine, other in ((live, *cursors), (rehearsal, *reversed(cursors))):
        assert each.get(path, params={"limit": 1, "cursor": mine}).status_code == 200
        refused = each.get(path, params={"limit": 1, "cursor": other})
        assert (refused.status_code, refused.json()["code"]) == (400, "invalid_cursor")
