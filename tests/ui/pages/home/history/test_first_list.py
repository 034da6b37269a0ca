from __future__ import annotations

import subprocess
import sys

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

from app.ui import site
from app.ui.pages.home.history import first_list, listing

pytestmark = pytest.mark.anyio


@pytest.fixture
def nothing_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_list, "_begun", [])


async def test_it_is_made_ready_once(
    database: None, nothing_begun: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, read = [], listing.read
    monkeypatch.setattr(listing, "read", lambda *what: asked.append(what) or read(*what))
    tasks = [first_list.make_ready() for _ in range(3)]
    await tasks[0]
    assert tasks == [tasks[0]] * 3
    assert [who.account_id for who, _ in asked] == [""]


async def test_a_database_that_is_away_is_logged_and_no_fault(
    nothing_begun: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("connection refused"))

    monkeypatch.setattr(listing, "read", lost)
    assert await first_list.make_ready() is None


def test_a_page_that_is_loaded_begins_it(database: None) -> None:
    asked: list[str] = []
    site.add_catalogue(api := FastAPI(), lambda: asked.append("texts"))
    assert TestClient(api).get("/texts.js").status_code == 200
    assert asked == ["texts"]


@pytest.mark.slow
def test_a_process_that_shows_no_page_loads_no_formats() -> None:
    code = "import sys, app.app; print('app.captions.formats.scc' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert answer.stdout.split()[-1] == "False"
