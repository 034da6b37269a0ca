"""Keys and requests on the developers' page."""

from __future__ import annotations

import pytest

from app.core import clock
from app.core.db import session_scope
from app.core.errors import Unauthorized
from app.services import undo
from app.services.accounts import api_keys, request_log
from app.services.accounts.request_log import LoggedRequest
from app.ui.pages.developers.state import DevelopersState
from models import Account
from tests.support.page.tab import ORIGIN, Tab, redirected_to

pytestmark = pytest.mark.anyio


async def opened(tab: Tab) -> DevelopersState:
    await tab.call(DevelopersState, "load")
    return await tab.state(DevelopersState)


async def test_a_key_is_shown_once_and_works_until_it_is_revoked(tab: Tab, account: Account) -> None:
    state = await opened(tab)
    await tab.call(DevelopersState, "open_form")
    assert state.creating
    await tab.call(DevelopersState, "create_key", {"name": " Nightly ", "mode": "sandbox"})
    text = state.new_key
    assert (text[:8], state.creating) == ("cd_test_", False)
    [row] = state.keys
    assert (row["name"], row["sandbox"], row["hint"]) == ("Nightly", True, f"cd_test_…{text[-4:]}")
    with session_scope() as session:
        assert api_keys.authenticate(session, text).account_id == account.id
    await tab.call(DevelopersState, "load")
    assert state.new_key == ""
    await tab.call(DevelopersState, "ask_to_delete", row["id"], row["name"])
    await tab.call(DevelopersState, "cancel_delete")
    assert state.keys[0]["revoked"] is False
    await tab.call(DevelopersState, "ask_to_delete", row["id"], row["name"])
    await tab.call(DevelopersState, "revoke")
    assert state.keys[0]["revoked"] is True
    with session_scope() as session, pytest.raises(Unauthorized, match="revoked"):
        api_keys.authenticate(session, text)
    assert state.undo_text == "Revoked the key Nightly."
    await tab.call(DevelopersState, "restore", state.undo_id)
    assert (state.keys[0]["revoked"], state.undo_id) == (False, "")
    with session_scope() as session:
        assert api_keys.authenticate(session, text).account_id == account.id
    await tab.call(DevelopersState, "ask_to_delete", row["id"], row["name"])
    await tab.call(DevelopersState, "revoke")
    clock.advance(undo.UNDO.total_seconds() + 1)
    await tab.call(DevelopersState, "restore", row["id"])
    assert ("stays revoked" in state.problem, state.keys[0]["revoked"]) == (True, True)


async def test_a_key_needs_a_name(tab: Tab) -> None:
    state = await opened(tab)
    await tab.call(DevelopersState, "create_key", {"name": "  ", "mode": "live"})
    assert (state.keys, state.new_key, "name" in state.problem) == ([], "", True)


async def test_requests_by_the_names_of_their_keys(tab: Tab, monkeypatch: pytest.MonkeyPatch) -> None:
    state = await opened(tab)
    await tab.call(DevelopersState, "create_key", {"name": "Nightly", "mode": "live"})
    logged = [
        LoggedRequest(
            "2026-01-01T00:00:01.000+00:00",
            "POST",
            "/v1/jobs",
            422,
            1234.5,
            state.keys[0]["id"],
            "r2",
            "invalid",
        ),
        LoggedRequest("2026-01-01T00:00:00.000+00:00", "GET", "/v1/jobs", 200, 2.25, "unknown", "r1"),
    ]
    monkeypatch.setattr(request_log, "latest", lambda who: logged)
    await tab.call(DevelopersState, "refresh")
    shown = [(row["status"][:6], row["ms"], row["key"], row["failed"]) for row in state.requests]
    assert shown == [
        ("422 Un", "1.2 s", "Nightly", True),
        ("200 OK", "2.2 ms", "A deleted key", False),
    ]
    answers = state.answers
    await tab.call(DevelopersState, "show", "failed")
    assert [row["id"] for row in state.requests] == ["r2"]
    assert (state.answers, ORIGIN in state.example) == (answers + 1, True)


async def test_requests_that_name_themselves_alike_are_still_followed(
    tab: Tab, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = await opened(tab)
    for second in (1, 2):
        at = f"2026-01-01T00:00:0{second}.000+00:00"
        logged = [LoggedRequest(at, "GET", "/v1/jobs", 200, 1.0, "k", "always-the-same")]
        monkeypatch.setattr(request_log, "latest", lambda who, found=logged: found)
        await tab.call(DevelopersState, "refresh")
        assert [row["at"] for row in state.requests] == [at]


@pytest.mark.parametrize("handler", ["load", "create_key", "revoke", "refresh"])
async def test_a_stranger_is_sent_to_sign_in(stranger: Tab, handler: str) -> None:
    values = [{}] if handler == "create_key" else []
    assert redirected_to(await stranger.call(DevelopersState, handler, *values)) == "/sign-in"
