"""Live updates: one task a web process receives events and updates every open tab.

The recipe was measured: one fan-out instead of a loop a tab, gathered instead of one after the other, at most
ten times a second, and only the overlay of moving rows travels (app.ui.pages.home.history.overlay).
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any

import reflex as rx
from sqlalchemy.exc import SQLAlchemyError

from app.core.db import read_scope
from app.core.errors import AppError
from app.core.events import REREAD, Event, hub
from app.core.limits import shared_read
from app.core.log import logger
from app.services.access import Principal
from app.services.dispatch import workers
from app.ui import language, open_tabs, session
from app.ui.pages.home.detail.state import DetailState
from app.ui.pages.home.history import listing, overlay
from app.ui.pages.home.history.listing import Listing
from app.ui.pages.home.history.state import HistoryState
from app.ui.query import ViewQuery

PERIOD = 0.1
"""Seconds between two rounds: ten changes a second are as many as a person can see."""

AWAY_SECONDS = 2.0
"""How long after a read that failed, because the database was away, every tab is read again."""

KEEP_SECONDS = 600.0
"""How often the states of open tabs are touched: Reflex forgets one that nothing happened to for an hour, and
then its tab would no longer be live."""

WORKERS_SECONDS = 5.0
"""How often it is asked which queues have a worker, while anybody looks."""

Messages = dict[str, Event]
Read = Callable[[Principal, ViewQuery], Awaitable[Listing]]


async def publish_changes(app: rx.App) -> None:
    """Deliver live messages for as long as the web process runs."""
    waiting: dict[str, Messages] = defaultdict(dict)
    arrived, missed = asyncio.Event(), asyncio.Event()

    def take(event: Event) -> None:
        if event is REREAD:
            missed.set()
            arrived.set()
            return
        messages, job = waiting[event["account"]], event["job"]
        messages[job] = overlay.latest(messages.get(job), event)
        arrived.set()

    with hub.tap(take):
        while True:
            await arrived.wait()
            arrived.clear()
            batch, waiting = waiting, defaultdict(dict)
            told = True
            if missed.is_set():
                missed.clear()
                told = await _look_again(app)
            if not await _round(app, batch) or not told:
                await asyncio.sleep(AWAY_SECONDS)
                missed.set()
                arrived.set()
            await asyncio.sleep(PERIOD)


async def keep_states_alive(app: rx.App) -> None:
    """Keep the states of open tabs for as long as the web process runs."""
    while True:
        await asyncio.sleep(KEEP_SECONDS)
        for token in open_tabs.connected_tabs(_own_sockets(app)):
            async with app.modify_state(rx.BaseStateToken(ident=token, cls=HistoryState)):
                pass


async def publish_missing_workers(app: rx.App) -> None:
    """Bring each open tab what waits for a worker, whenever one has come or gone."""
    told: tuple[str, ...] | None = None
    while True:
        await asyncio.sleep(WORKERS_SECONDS)
        if not open_tabs.connected_tabs(_own_sockets(app)):
            continue
        try:
            missing = await asyncio.to_thread(_missing_queues)
        except SQLAlchemyError as error:  # a database that is away comes back
            logger().warning("workers_unknown", error=str(error))
            continue
        if missing != told:
            await _look_again(app)
            told = missing


def _missing_queues() -> tuple[str, ...]:
    with read_scope() as db:
        return workers.missing_queues(db)


async def _look_again(app: rx.App) -> bool:
    """Read anew what every tab shows, once for all who see the same; False when the database was away."""
    read = _reader()
    tabs = open_tabs.connected_tabs(_own_sockets(app))
    return await _all(_read_again(app, token, read) for token in tabs)


def _own_sockets(app: rx.App) -> set[str]:
    """The tabs whose socket is in this process: where page state is shared, Reflex knows others' too."""
    if (namespace := app.event_namespace) is None:
        return set()
    manager = namespace._token_manager
    sockets = manager.token_to_socket.items()
    return {token for token, socket in sockets if socket.instance_id == manager.instance_id}


async def _read_again(app: rx.App, token: str, read: Read) -> None:
    async with app.modify_state(rx.BaseStateToken(ident=token, cls=HistoryState)) as root:
        history: HistoryState = await root.get_state(HistoryState)
        language.serve(history)
        detail: DetailState = await root.get_state(DetailState)
        who = history._who
        if who is None or not await session.still_open(history, who.account_id):
            return  # told with the next message, or when the person does anything
        history.live_paused = hub.paused
        if history.phase != "loading":  # the page of one job shows no list
            await _refresh(history, who, read)
        await detail._look_again(who)


async def _round(app: rx.App, batch: dict[str, Messages]) -> bool:
    """Bring every tab the messages of its account; False when the database was away."""
    read, own = _reader(), _own_sockets(app)
    tabs = [
        (token, messages)
        for account_id, messages in batch.items()
        for token in open_tabs.tabs_of_account(account_id, own)
    ]
    return await _all(_deliver(app, token, messages, read) for token, messages in tabs)


async def _all(deliveries: Iterable[Coroutine[Any, Any, None]]) -> bool:
    away = False
    for error in await asyncio.gather(*deliveries, return_exceptions=True):
        if isinstance(error, BaseException):  # one broken tab must not silence the others
            logger().error("live_update_failed", exc_info=error)
            away = away or isinstance(error, SQLAlchemyError)
    return not away


def _reader() -> Read:
    """Reads a page of the history once a round, however many tabs show it in one language."""
    pages: dict[tuple[Principal, ViewQuery, str], asyncio.Task[Listing]] = {}

    def read(who: Principal, view: ViewQuery) -> asyncio.Task[Listing]:
        key = (who, view, language.current())
        if key not in pages:
            pages[key] = asyncio.create_task(asyncio.to_thread(listing.read, who, view))
        return pages[key]

    return read


async def _deliver(app: rx.App, token: str, messages: Messages, read: Read) -> None:
    async with app.modify_state(rx.BaseStateToken(ident=token, cls=HistoryState)) as root:
        history: HistoryState = await root.get_state(HistoryState)
        language.serve(history)
        detail: DetailState = await root.get_state(DetailState)
        who = history._who
        if who is None or not await session.still_open(
            history, who.account_id
        ):  # signed out elsewhere: show nothing any more
            root.reset()
            history._tell_signed_out()
            open_tabs.unregister_tab(token)
            return
        if history._merge(messages):
            await _refresh(history, who, read)
        elif history._counts_moved:
            history.counts = await _counts(who)
            history._counts_moved = False
        if detail.job_id in messages:
            await detail._follow(who, messages[detail.job_id])


async def _counts(who: Principal) -> dict[str, str]:
    """How many jobs have each status, read once for all tabs that were told of the same."""
    key = ("counts", who, hub.heard, language.current())
    return await shared_read.shared(key, lambda: asyncio.to_thread(listing.read_counts, who))


async def _refresh(history: HistoryState, who: Principal, read: Read) -> None:
    try:
        history._follow(await read(who, history._view))
    except AppError as error:
        logger().warning("live_read_failed", error=str(error))
