"""Files are kept as long as the job says, else its preset, else the account, else the settings."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from app.cli import database
from app.cli.main import cli
from app.core.db import read_scope, session_scope
from app.services.accounts import retention
from models import Account, Job
from tests.support.services.jobs import add_job, finish, reread


def kept_days(job: Job) -> float:
    ended = reread(job)
    assert ended.expires_at
    assert ended.completed_at
    return round((ended.expires_at - ended.completed_at) / timedelta(days=1), 3)


def test_the_nearest_word_counts(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "migrate", lambda: None)
    with session_scope() as session:
        job = finish(session, add_job(session, account))
    assert kept_days(job) == 30
    assert CliRunner().invoke(cli, ["accounts", "retention", account.email, "7"]).exit_code == 0
    with session_scope() as session:
        of_account = finish(session, add_job(session, account))
        own = finish(session, add_job(session, account, parameters={"retention_days": 90}))
    assert (kept_days(of_account), kept_days(own)) == (7, 90)
    assert CliRunner().invoke(cli, ["accounts", "retention", account.email, "0"]).exit_code == 0
    with read_scope() as session:
        assert retention.days(session, of_account) == 30


@pytest.mark.parametrize("given", ["-1", "36501"])
def test_an_impossible_time_is_refused(account: Account, monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setattr(database, "migrate", lambda: None)
    assert CliRunner().invoke(cli, ["accounts", "retention", "--", account.email, given]).exit_code != 0
    with read_scope() as session:
        found = session.get(Account, account.id)
        assert found
        assert found.retention_days is None


def test_a_preset_and_a_job_say_it(rehearsal: TestClient) -> None:
    preset = {"name": "Short", "job_type": "convert", "settings": {"retention_days": 2}}
    assert rehearsal.post("/v1/presets", json=preset).status_code == 201
    body = {"preset_id": "Short", "media_path": "https://example.com/a.srt", "finish_in": 0}
    asked = {**body, "target_profile": "WebVTT"}
    sent = [
        rehearsal.post("/v1/convert", json=each).json() for each in (asked, {**asked, "retention_days": 5})
    ]
    with read_scope() as session:
        found = [session.get(Job, job["number"]) for job in sent]
        assert [retention.days(session, job) for job in found if job] == [2, 5]
    refused = rehearsal.post("/v1/convert", json={**asked, "retention_days": 0})
    assert [error["field"] for error in refused.json()["errors"]] == ["retention_days"]
