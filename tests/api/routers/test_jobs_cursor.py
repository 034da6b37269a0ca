"""A walk over the list while a thousand jobs come and go: no gap, no repeat."""

from __future__ import annotations

import random

import pytest
from sqlmodel import Session, col, delete
from starlette.testclient import TestClient

from app.core.db import session_scope
from app.job_types import plan
from models import Account, Job

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
