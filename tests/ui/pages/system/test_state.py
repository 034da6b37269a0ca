"""The state of the server on its page."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core import queue
from app.core.db import session_scope
from app.core.settings import get_settings
from app.services.dispatch import workers
from app.services.operations import model_installs
from app.ui.pages.settings.frame import FrameState
from app.ui.pages.system.state import NOTHING, SystemState
from models import Account
from tests.support.page.tab import Tab, redirected_to, signed_in
from tests.support.services.jobs import add_job

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(get_settings(), "model_dir", tmp_path)
    monkeypatch.setattr(model_installs, "_installs", {})
    return tmp_path


async def test_an_operator_sees_the_server(tab: Tab, account: Account) -> None:
    with session_scope() as session:
        queue.enqueue(session, add_job(session, account).id, "captions")
        workers.announce(session, "a@host", ["captions"])
    await tab.call(FrameState, "load")
    assert (await tab.state(FrameState)).operator
    await tab.call(SystemState, "load")
    state = await tab.state(SystemState)
    captions = state.now["queues"][0]
    assert (captions["name"], captions["waiting"], captions["missing"]) == ("Captions", "1", False)
    assert captions["oldest"] != ""
    assert "a@host" in [row["name"] for row in state.now["workers"]]
    assert {row["name"] for row in state.stored} == {"Results", "Sources", "Database", "Models"}
    assert {row["kind"] for row in state.engines} == {
        "Speech",
        "Speakers",
        "Translation",
        "Voice",
        "Separation",
    }
    assert not any(row["installed"] for row in state.models)
    answers = state.answers
    await tab.call(SystemState, "refresh")
    assert state.answers == answers + 1


async def test_a_model_is_installed_and_removed_by_its_name(tab: Tab, models: Path) -> None:
    await tab.call(SystemState, "load")
    state = await tab.state(SystemState)
    await tab.call(SystemState, "open_form")
    await tab.call(SystemState, "install_named", {"model": " ../etc "})
    assert (state.naming, "no model named" in state.problem) == (True, True)
    (models / "mine").mkdir()
    (models / "mine" / "model.bin").write_bytes(b"abc")
    await tab.call(SystemState, "refresh")
    assert (state.models[0]["id"], state.models[0]["size"]) == ("mine", "3 B")
    await tab.call(SystemState, "ask_to_delete", "mine", "mine")
    await tab.call(SystemState, "remove")
    assert (state.done, (models / "mine").exists()) == ("Removed mine.", False)
    await tab.call(SystemState, "ask_to_delete", "mine", "mine")
    await tab.call(SystemState, "remove")
    assert "not installed" in state.problem


async def test_another_account_is_told_whose_it_is(account: Account, other_account: Account) -> None:
    tab = Tab(signed_in(other_account))
    await tab.call(SystemState, "load")
    state = await tab.state(SystemState)
    assert ("operator" in state.refused, state.now, state.engines, state.models) == (True, NOTHING, [], [])
    await tab.call(SystemState, "refresh")
    await tab.call(SystemState, "install", "whisper-base")
    assert ("operator" in state.problem, state.now) == (True, NOTHING)
    await tab.call(FrameState, "load")
    assert not (await tab.state(FrameState)).operator


async def test_who_is_no_operator_any_more_sees_nothing_more(tab: Tab, account: Account) -> None:
    await tab.call(SystemState, "load")
    state = await tab.state(SystemState)
    assert (state.refused, bool(state.engines)) == ("", True)
    with session_scope() as session:
        session.get_one(Account, account.id).operator = False
    answers = state.answers
    await tab.call(SystemState, "refresh")
    assert ("operator" in state.refused, state.now, state.engines, state.stored) == (True, NOTHING, [], [])
    assert (state.loaded, state.answers) == (True, answers + 1)


@pytest.mark.parametrize("handler", ["load", "refresh", "remove"])
async def test_a_stranger_signs_in_first(stranger: Tab, handler: str) -> None:
    assert redirected_to(await stranger.call(SystemState, handler)) == "/sign-in"
