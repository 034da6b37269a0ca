"""/readyz says what is missing, and refuses only when nothing runs."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from app.core import events
from app.core.db import engine


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
