"""The fan-out, with an application that only keeps the tabs' states."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from types import SimpleNamespace
from typing import Any

import pytest
import reflex as rx
from reflex.state import BaseState
from reflex.utils.token_manager import LocalTokenManager, SocketRecord
from sqlalchemy.exc import OperationalError

from app.core import clock
from app.core.db import session_scope
from app.core.events import REREAD, hub
from app.services.access import Principal
from app.services.accounts import sessions
from app.services.dispatch import workers
from app.services.jobs import live_messages as messages
from app.ui import live, open_tabs, session
from app.ui.pages.home.detail.state import DetailState
from app.ui.pages.home.history import listing
from app.ui.pages.home.history.listing import Listing
from app.ui.pages.home.history.state import HistoryState
from app.ui.pages.home.submission.state import SubmissionState
from app.ui.pages.job.state import JobPageState
from app.ui.query import ViewQuery
from models import Account, Job
from tests.support.page.tab import TOKEN, Tab, signed_in

pytestmark = pytest.mark.anyio


class App:
    """What the fan-out needs of Reflex's application: who is connected, and a tab's state to change."""

    def __init__(self, tabs: dict[str, Tab]) -> None:
        self.tabs = tabs
        self.sockets = LocalTokenManager()
        self.event_namespace = SimpleNamespace(_token_manager=self.sockets)
        self.connect(*tabs)
        self.delivered: list[str] = []

    def connect(self, *tokens: str, process: str = "") -> None:
        """Sockets of this process, or of another one that keeps page state in the same Redis."""
        record = SocketRecord(instance_id=process or self.sockets.instance_id, sid="socket")
        self.sockets.token_to_socket.update(dict.fromkeys(tokens, record))

    @asynccontextmanager
    async def modify_state(self, token: Any) -> AsyncIterator[rx.State]:
        yield self.tabs[token.ident].root
        self.delivered.append(token.ident)


def job(account: Account, **fields: Any) -> Job:
    with session_scope() as session:
        made = Job(
            account_id=account.id,
            job_type="convert",
            stages=["converting", "converted"],
            source_name="a.srt",
            **fields,
        )
        session.add(made)
        return made


@asynccontextmanager
async def following(app: App) -> AsyncIterator[None]:
    task = asyncio.create_task(live.publish_changes(app))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def until(condition: Any) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.01)


def tell(*jobs: Job) -> None:
    for listener in tuple(hub._listeners):
        for one in jobs:
            listener(messages.message(one))


async def test_a_new_job_appears_moves_and_ends(tab: Tab, account: Account) -> None:
    await tab.call(HistoryState, "load")
    state, app = await tab.state(HistoryState), App({TOKEN: tab})
    async with following(app):
        new = job(account)
        tell(new)
        await until(lambda: [row["id"] for row in state._ledger.rows] == [new.id])
        new.stage, new.status, new.progress = "converting", "processing", 40.0
        tell(new)
        await until(lambda: state.live.get(new.id, {}).get("percent") == 40)
        new.stage, new.status, new.progress = "converted", "completed", 100.0
        tell(new)
        await until(lambda: state._ledger.rows[0]["now"]["badge"] == "Completed")
        assert state.live == {}
        assert [row["now"]["badge"] for row in state.patch["rows"]] == ["Completed"]


async def test_many_messages_of_one_job_are_one_delivery(tab: Tab, account: Account) -> None:
    shown = job(account)
    await tab.call(HistoryState, "load")
    app = App({TOKEN: tab})
    async with following(app):
        for percent in range(50):
            shown.status, shown.stage, shown.progress = "processing", "converting", float(percent)
            tell(shown)
        state = await tab.state(HistoryState)
        await until(lambda: app.delivered)
    assert state.live[shown.id]["percent"] == 49
    assert len(app.delivered) == 1


@pytest.mark.slow
async def test_a_message_that_was_overtaken_is_not_believed(tab: Tab, account: Account) -> None:
    shown = job(account)
    queued = shown.model_copy()
    await tab.call(HistoryState, "load")
    state = await tab.state(HistoryState)
    with session_scope() as database:
        shown.status, shown.stage, shown.progress = "completed", "converted", 100.0
        database.merge(shown)
    async with following(App({TOKEN: tab})):
        tell(shown)
        await until(lambda: state._ledger.rows[0]["now"]["badge"] == "Completed")
        tell(queued)
        await asyncio.sleep(live.PERIOD * 3)
    assert state._ledger.rows[0]["now"]["badge"] == "Completed"


async def test_other_accounts_and_closed_tabs_hear_nothing(
    tab: Tab, account: Account, other_account: Account
) -> None:
    await tab.call(HistoryState, "load")
    open_tabs.register_tab("closed", account.id)
    app = App({TOKEN: tab})
    async with following(app):
        foreign = job(other_account)
        tell(foreign)
        mine = job(account)
        tell(mine)
        state = await tab.state(HistoryState)
        await until(lambda: len(state._ledger.rows) == 1)
    assert state._ledger.rows[0]["id"] == mine.id
    assert app.delivered == [TOKEN]
    assert open_tabs.tabs_of_account(account.id, {TOKEN, "closed"}) == [TOKEN]


async def test_a_tab_that_went_to_another_process_is_told_there(tab: Tab, account: Account) -> None:
    await tab.call(HistoryState, "load")
    open_tabs.register_tab("moved", account.id)
    app = App({TOKEN: tab})
    app.connect("moved", process="the other web")
    async with following(app):
        tell(job(account))
        await until(lambda: app.delivered)
    assert app.delivered == [TOKEN]


async def test_every_state_can_be_kept_where_web_processes_share_it(tab: Tab, account: Account) -> None:
    shown = job(account)
    tab.go(f"/?job={shown.id}")
    await tab.call(HistoryState, "load")
    await tab.call(DetailState, "load")
    await tab.call(SubmissionState, "load")
    kept = {state.get_full_name(): BaseState._deserialize(state._serialize()) for state in _tree(tab.root)}
    assert kept.keys() > {kind.get_full_name() for kind in (HistoryState, DetailState, SubmissionState)}
    for state in _tree(tab.root):
        again = kept[state.get_full_name()]
        assert [getattr(again, name) for name in state.base_vars] == [
            getattr(state, name) for name in state.base_vars
        ]
        assert again._backend_vars == state._backend_vars


def _tree(state: BaseState) -> Iterator[BaseState]:
    yield state
    for below in state.substates.values():
        yield from _tree(below)


async def test_the_open_job_follows_too(tab: Tab, account: Account) -> None:
    shown = job(account)
    tab.go(f"/?job={shown.id}")
    await tab.call(HistoryState, "load")
    await tab.call(DetailState, "load")
    state = await tab.state(DetailState)
    async with following(App({TOKEN: tab})):
        with session_scope() as session:
            shown.stage, shown.status, shown.error_message = "failed", "failed", "Stopped."
            session.merge(shown)
        tell(shown)
        await until(lambda: state.detail["problem"]["message"] == "Stopped.")


async def test_a_tab_whose_session_was_closed_elsewhere_shows_nothing_any_more(
    tab: Tab, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "FRESH_SECONDS", 0.0)
    shown = job(account)
    await tab.call(HistoryState, "load")
    state = await tab.state(HistoryState)
    assert len(state.rows) == 1
    with session_scope() as database:
        sessions.sign_out(database, tab.secret)
    async with following(App({TOKEN: tab})):
        tell(shown)
        await until(lambda: state.phase == "error")
    assert (state.rows, state.problem, state._who) == ([], "You are signed out.", None)
    assert open_tabs.tabs_of_account(account.id, {TOKEN}) == []


async def test_states_of_open_tabs_are_kept(
    tab: Tab, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "KEEP_SECONDS", 0.01)
    await tab.call(HistoryState, "load")
    open_tabs.register_tab("closed", account.id)
    app = App({TOKEN: tab})
    task = asyncio.create_task(live.keep_states_alive(app))  # type: ignore[arg-type]
    await until(lambda: len(app.delivered) > 1)
    task.cancel()
    assert set(app.delivered) == {TOKEN}


async def test_a_worker_that_comes_or_goes_is_told_to_open_tabs(
    tab: Tab, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = ["media", "speech"]
    monkeypatch.setattr(live, "WORKERS_SECONDS", 0.01)
    monkeypatch.setattr(workers, "missing_queues", lambda _: tuple(missing))
    waiting = job(account, stage="created", media_path="https://media.example/a.mp4")
    with session_scope() as database:
        waiting.job_type, waiting.stages = "fingerprint", ["fingerprinting", "fingerprinted"]
        database.merge(waiting)
    tab.go(f"/?job={waiting.id}")
    await tab.call(HistoryState, "load")
    await tab.call(DetailState, "load")
    state, detail = await tab.state(HistoryState), await tab.state(DetailState)
    assert state.unserved_jobs == (
        "media jobs (Extract captions, Download, Preview, Fingerprint, Comments) and "
        "speech jobs (Transcribe, Translate, Align, Synchronize, Voiceover, Dub)"
    )
    assert state.unserved_queues == "media and speech"
    assert "Nobody is working on media jobs" in detail.row["now"]["waiting"]
    app = App({TOKEN: tab})
    task = asyncio.create_task(live.publish_missing_workers(app))  # type: ignore[arg-type]
    missing.clear()
    await until(lambda: not state.unserved_jobs and "waiting" not in detail.row["now"])
    assert "waiting" not in state._ledger.rows[0]["now"]
    missing.append("media")
    await until(lambda: state.unserved_queues == "media" and "waiting" in detail.row["now"])
    assert "waiting" in state._ledger.rows[0]["now"]
    delivered = len(app.delivered)
    await asyncio.sleep(0.1)  # nothing changes any more, so nothing travels
    assert len(app.delivered) == delivered
    task.cancel()


async def test_a_broken_tab_does_not_silence_the_others(tab: Tab, account: Account) -> None:
    await tab.call(HistoryState, "load")
    open_tabs.register_tab("broken", account.id)
    app = App({TOKEN: tab})
    app.connect("broken")  # whose state cannot be had
    async with following(app):
        tell(job(account))
        state = await tab.state(HistoryState)
        await until(lambda: len(state._ledger.rows) == 1)
    open_tabs.unregister_tab("broken")


async def test_a_new_job_costs_an_open_tab_less_than_a_kilobyte(tab: Tab, account: Account) -> None:
    for _ in range(60):
        job(account, stage="converted", status="completed", completed_at=clock.now())
    await tab.call(HistoryState, "load")
    state = await tab.state(HistoryState)
    state._clean()
    new = job(account)
    with session_scope() as database:
        new.source_name, new.source_profile, new.target_profile = "The tide comes in.srt", "auto", "WebVTT"
        database.merge(new)
    async with following(App({TOKEN: tab})):
        tell(new)
        await until(lambda: state._ledger.rows[0]["id"] == new.id)
    delta = state.get_delta()
    assert len(json.dumps(delta, default=str)) < 1024, delta
    assert [row["id"] for row in state.patch["rows"]] == [new.id]
    assert len(state.patch["gone"]) == 1


async def test_counts_follow(tab: Tab, account: Account) -> None:
    shown = job(account)
    await tab.call(HistoryState, "load")
    state = await tab.state(HistoryState)
    assert state.counts == {"queued": "1"}
    with session_scope() as database:
        shown.stage, shown.status = "converting", "processing"
        database.merge(shown)
    async with following(App({TOKEN: tab})):
        tell(shown)
        await until(lambda: state.counts == {"processing": "1"})


async def test_a_page_says_that_live_updates_are_paused_and_reads_again(
    tab: Tab, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    await tab.call(HistoryState, "load")
    state, app = await tab.state(HistoryState), App({TOKEN: tab})
    async with following(app):
        made = job(account)
        monkeypatch.setattr(hub, "paused", True)
        hub.tell(REREAD)
        await until(lambda: [row["id"] for row in state._ledger.rows] == [made.id])
        assert state.live_paused
        monkeypatch.setattr(hub, "paused", False)
        hub.tell(REREAD)
        await until(lambda: not state.live_paused)


async def test_what_could_not_be_read_is_read_when_the_database_is_back(
    tab: Tab, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    await tab.call(HistoryState, "load")
    state, read, away = await tab.state(HistoryState), live.listing.read, 3

    def lost(who: Principal, view: ViewQuery) -> Listing:
        nonlocal away
        away -= 1
        if away >= 0:
            raise OperationalError("SELECT", {}, Exception("connection refused"))
        return read(who, view)

    monkeypatch.setattr(live.listing, "read", lost)
    monkeypatch.setattr(live, "AWAY_SECONDS", 0.0)
    async with following(App({TOKEN: tab})):
        made = job(account)
        tell(made)  # the only message there is
        await until(lambda: [row["id"] for row in state._ledger.rows] == [made.id])


async def test_the_page_of_one_job_lists_nothing_while_live_updates_are_paused(
    tab: Tab, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def list_jobs(*_: Any) -> None:
        raise AssertionError

    shown = job(account)
    monkeypatch.setattr(listing, "read", list_jobs)
    tab.go(f"/jobs/{shown.number}")
    await tab.call(JobPageState, "load")
    await tab.call(DetailState, "load")
    history, detail = await tab.state(HistoryState), await tab.state(DetailState)
    async with following(App({TOKEN: tab})):
        with session_scope() as database:
            shown.source_name = "again.srt"
            database.merge(shown)
        hub.tell(REREAD)
        await until(lambda: detail.row["source"] == "again.srt")
    assert (history.phase, history.rows) == ("loading", [])


async def test_counts_are_read_once_for_all_tabs_that_were_told_of_the_same(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = []

    def count(_: Principal) -> dict[str, str]:
        time.sleep(0.05)
        return reads.append("read") or {"processing": "1"}  # type: ignore[func-returns-value]

    shown, tabs = job(account), {name: Tab(signed_in(account)) for name in ("one", "two", "three")}
    for name, each in tabs.items():
        await each.call(HistoryState, "load")
        open_tabs.register_tab(name, account.id)
    states = [await each.state(HistoryState) for each in tabs.values()]
    monkeypatch.setattr(listing, "read_counts", count)
    shown.stage, shown.status = "converting", "processing"
    async with following(App(tabs)):
        tell(shown)
        await until(lambda: all(state.counts == {"processing": "1"} for state in states))
    assert reads == ["read"]
