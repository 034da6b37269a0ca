"""The usage page's state: the balance and the last days."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TypedDict

import reflex as rx

from app.core import clock
from app.core.db import in_read, read_scope
from app.core.settings import get_settings
from app.services.access import Principal
from app.services.accounts import credits, usage
from app.ui import session
from app.ui.labels import seconds_text, type_label

DAYS = (7, 30, 90, 365)


class UsageRow(TypedDict):
    """A day of one job type through one key."""

    day: str
    type: str
    key: str
    jobs: str
    failed: str
    credits: str
    seconds: str


class Price(TypedDict):
    """What a job of a type costs."""

    type: str
    credits: str


class UsageState(rx.State):
    """`days` is how far back; the CSV has the same span."""

    balance: str = ""
    days: str = "30"
    rows: list[UsageRow] = []
    prices: list[Price] = []
    csv: str = ""

    @rx.event
    async def load(self) -> None:
        """Show the balance and the last 30 days."""
        self.reset()
        await self._show(30)

    @rx.event
    async def show(self, days: str) -> None:
        """Show another span."""
        await self._show(int(days) if days in map(str, DAYS) else 30)

    async def _show(self, days: int) -> None:
        who = await session.person(self)
        self.days = str(days)
        last = clock.now().date()
        first = last - timedelta(days=days - 1)
        self.csv = f"/v1/usage?format=csv&from={first}&to={last}"
        self.balance = await asyncio.to_thread(_balance, who)
        found = await in_read(lambda db: usage.rows(db, who, first, last))
        self.rows = [_row(row) for row in reversed(found)]
        self.prices = [
            {"type": type_label(kind), "credits": f"{cost:,}"} for kind, cost in get_settings().prices.items()
        ]


def _balance(who: Principal) -> str:
    with read_scope() as db:
        have, held = credits.balance(db, who), credits.held(db, who)
        _, rule = credits.rule(db, who)
    return f"{have:,} credits, {held:,} held for running jobs. {rule}"


def _row(row: usage.Row) -> UsageRow:
    return {
        "day": row.day,
        "type": type_label(row.job_type) + (" (sandbox)" if row.sandbox else ""),
        "key": row.key_name or "On this page",
        "jobs": f"{row.jobs:,}",
        "failed": f"{row.failed:,}" if row.failed else "",
        "credits": f"{row.credits:,}",
        "seconds": seconds_text(row.seconds) if row.seconds else "",
    }
