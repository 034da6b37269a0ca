"""/readyz says what is missing, and refuses only when nothing runs."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from app.core import clock, events
from app.core.db import engine
from app.core.settings import get_settings
from app.core.storage import StorageAway
from app.services.dispatch import workers
from app.services.operations import readiness


def test_without_a_broker_jobs_run_and_it_is_said(
    app_client: TestClient, database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "reachable", lambda: False)
    answer = app_client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert "The broker does not answer" in " ".join(answer.json()["reasons"])
    assert answer.json()["checks"]["events"] is False


def test_without_a_database_nothing_runs_and_alive_it_is(app_client: TestClient, database: None) -> None:
    def away(*_: object) -> None:
        raise OperationalError("SELECT 1", {}, sqlite3.OperationalError("unable to open database file"))

    event.listen(engine(), "before_cursor_execute", away)
    try:
        ready, alive = app_client.get("/readyz"), app_client.get("/healthz")
    finally:
        event.remove(engine(), "before_cursor_execute", away)
    assert (ready.status_code, alive.status_code) == (503, 200)
    assert ready.json()["checks"]["database"] is False


def test_whole_it_says_what_it_looked_at(
    app_client: TestClient, database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "reachable", lambda: True)
    monkeypatch.setattr(workers, "_BORN", clock.monotonic())  # no dispatcher is missed yet
    answer = app_client.get("/readyz").json()
    assert answer["checks"] == dict.fromkeys(
        ["database", "events", "workers", "dispatcher", "storage", "disk"], True
    )
    assert (answer["status"], answer["reasons"], answer["missing_queues"]) == ("ok", [], [])


def test_a_page_state_that_is_away_is_told_of(
    app_client: TestClient, database: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(get_settings(), "page_state_url", f"unix://{tmp_path}/nobody.sock")
    answer = app_client.get("/readyz").json()
    assert (answer["status"], answer["checks"]["page_state"]) == ("degraded", False)
    assert "The Redis of page state does not answer" in " ".join(answer["reasons"])


def test_a_disk_that_is_nearly_full_is_told_of(
    app_client: TestClient, database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "LITTLE_BYTES", 2**62)
    answer = app_client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["disk"]) == (200, False)
    assert "free some space" in " ".join(answer.json()["reasons"])


def test_a_folder_that_is_gone_is_told_of(
    app_client: TestClient, database: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(get_settings(), "data_dir", tmp_path / "gone")
    answer = app_client.get("/readyz").json()
    assert (answer["checks"]["storage"], answer["checks"]["disk"]) == (False, False)
    assert "Files cannot be stored" in " ".join(answer["reasons"])


def test_a_file_store_that_is_away_is_told_of(
    app_client: TestClient, database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away:
        def answers(self) -> None:
            raise StorageAway("The S3 server does not answer.", hint="Start it.")

    monkeypatch.setattr(readiness, "storage", Away)
    body = app_client.get("/readyz").json()
    assert (body["status"], body["checks"]["storage"]) == ("degraded", False)
    assert "The S3 server does not answer. Start it." in body["reasons"]
