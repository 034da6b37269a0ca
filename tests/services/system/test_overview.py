"""The state of the server: queues with what waits, workers, failing webhooks, what is kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.core import clock
from app.core.db import read_scope, session_scope
from app.core.errors import Forbidden
from app.core.settings import get_settings
from app.services.access import Principal, person
from app.services.dispatch import leases, workers
from app.services.dispatch.backlog import Backlog, backlogs
from app.services.system import overview
from app.services.webhooks import endpoints
from models import Account, EndpointState, Job
from tests.support.services.jobs import add_job, finish


def found() -> dict[str, Backlog]:
    with read_scope() as session:
        return {each.queue: each for each in backlogs(session)}


def test_a_backlog_counts_what_waits_and_what_runs(account: Account, other_account: Account) -> None:
    with session_scope() as session:
        first = add_job(session, account)
        first.changed_at = clock.now() - timedelta(minutes=5)
        add_job(session, other_account)
        for value in (True, False, ""):
            add_job(session, account, parameters={"burn_in": value})
        add_job(session, account, "dub")
        add_job(session, account, sandbox=True)
        finish(session, add_job(session, account))
        add_job(session, account, stage="draft")
        taken = add_job(session, account, "transcribe")
        session.flush()
        assert leases.claim(session, taken.id)
        since = session.get_one(Job, first.number).changed_at
    told = found()
    assert (told["captions"].waiting, told["captions"].running, told["captions"].oldest) == (4, 0, since)
    assert (told["media"].waiting, told["media"].running) == (1, 0)
    assert (told["speech"].waiting, told["speech"].running) == (1, 1)


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
