"""The state of the server: queues with what waits, workers, failing webhooks, what is kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from app.core import clock, queue
from app.core.db import read_scope, session_scope
from app.core.errors import Forbidden
from app.core.settings import get_settings
from app.services.access import Principal, person
from app.services.dispatch import leases, workers
from app.services.dispatch.backlog import Backlog, backlogs
from app.services.dispatch.routing import queue_of
from app.services.operations import overview
from app.services.webhooks import endpoints
from models import Account, EndpointState, Job
from tests.support.services.jobs import add_job, finish


def found() -> dict[str, Backlog]:
    with read_scope() as session:
        return {each.queue: each for each in backlogs(session)}


@pytest.fixture(autouse=True)
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "send_task", lambda *_: None)


def queued(session: Session, account: Account, kind: str = "convert", **fields: object) -> Job:
    """A job that waits in its queue."""
    job = add_job(session, account, kind, **fields)
    queue.enqueue(session, job.id, queue_of(job))
    session.flush()
    return job


def test_a_backlog_counts_what_waits_and_what_runs(account: Account, other_account: Account) -> None:
    with session_scope() as session:
        first = queued(session, account)
        first.changed_at = since = clock.now() - timedelta(minutes=5)
        queued(session, other_account)
        queued(session, account, parameters={"burn_in": True})
        queued(session, account, "dub")
        finish(session, add_job(session, account))
        add_job(session, account, stage="draft")
        assert leases.claim(session, queued(session, account, "transcribe").id)
    waiting = {name: (each.waiting, each.running) for name, each in found().items()}
    assert waiting == {"captions": (2, 0), "media": (1, 0), "speech": (1, 1)}
    assert found()["captions"].oldest == since


def test_an_empty_server(account: Account) -> None:
    assert [(each.waiting, each.running, each.oldest) for each in found().values()] == [(0, 0, None)] * 3


def test_workers_by_name(account: Account) -> None:
    with session_scope() as session:
        workers.announce(session, "b@host", ["speech", "media"])
        workers.announce(session, "a@host", ["captions"])
    with read_scope() as session:
        listed = workers.listed(session)
    assert [(each.name, each.queues, each.alive) for each in listed if "@" in each.name] == [
        ("a@host", ("captions",), True),
        ("b@host", ("media", "speech"), True),
    ]


def test_failing_webhooks_of_every_account(account: Account, other_account: Account) -> None:
    with session_scope() as session:
        endpoints.create(session, person(account), "https://fine.example.com/x", ["all"])
        failing = endpoints.create(
            session, person(other_account), "https://me:secret@hooks.example.com/x", ["all"]
        )
        failing.failing_since = clock.now()
        paused = endpoints.create(session, person(account), "https://paused.example.com/x", ["all"])
        paused.state = EndpointState.PAUSED.value
        session.add_all([failing, paused])
    with read_scope() as session:
        listed = overview.activity(session, person(account)).failing
    assert [(each.host, each.account, each.paused) for each in listed] == [
        ("hooks.example.com", other_account.email, False),
        ("paused.example.com", account.email, True),
    ]


def test_what_is_kept(account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings(), "model_dir", tmp_path / "not" / "there")
    with read_scope() as session:
        kept = overview.stored(session, person(account))
        disks = overview.activity(session, person(account)).volumes
    assert (kept.results, kept.uploads, kept.models, kept.database > 0) == (0, 0, 0, True)
    assert all(0 < disk.free <= disk.total for disk in disks)
    assert disks[1].folder == str(tmp_path / "not" / "there")


def test_nobody_else_is_told(account: Account, other_account: Account) -> None:
    for who in (person(other_account), Principal(account.id, "key", "a key")):
        with read_scope() as session:
            for ask in (overview.activity, overview.stored):
                with pytest.raises(Forbidden):
                    ask(session, who)
        with pytest.raises(Forbidden):
            overview.engines(who)
        with pytest.raises(Forbidden):
            overview.models(who)
