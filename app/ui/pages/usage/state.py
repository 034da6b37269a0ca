"""The usage page's state: the balance, the last days in figures and charts, and the ledger."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import TypedDict

import reflex as rx

from app.core import clock
from app.core.db import in_read, read_scope
from app.core.settings import get_settings
from app.services.access import Principal
from app.services.accounts import credits, usage
from app.services.jobs import lookup
from app.ui import session
from app.ui.labels import type_label
from app.ui.language import message, number_text
from app.ui.pages.usage import rows as shown
from app.ui.pages.usage.charts import NO_CHART, Chart, credits_chart, jobs_chart
from app.ui.pages.usage.rows import EntryRow, Total, UsageRow
from models import EntryKind

DAYS = (7, 30, 90, 365)
SETTLED = (EntryKind.GRANT, EntryKind.CHARGE)
_PAGE = 20
EVERY = "every"


class Price(TypedDict):
    """What a job of a type costs."""

    type: str
    credits: str


class UsageState(rx.State):
    """`days` is how far back; the CSV has the same span. `which_entries` shows holds in the ledger too."""

    balance: str = ""
    held: str = ""
    rule: str = ""
    days: str = "30"
    total: Total = shown.total("", [])
    jobs: Chart = NO_CHART
    credits: Chart = NO_CHART
    types: list[Total] = []
    keys: list[Total] = []
    rows: list[UsageRow] = []
    ledger: list[EntryRow] = []
    which_entries: str = ""
    more_entries: bool = False
    prices: list[Price] = []
    csv: str = ""
    loaded: bool = False
    _cursor: str = ""

    @rx.event
    async def load(self) -> None:
        """Show the balance, the last 30 days and the newest of the ledger."""
        self.reset()
        who = await session.person(self)
        self.prices = [
            {"type": type_label(kind), "credits": number_text(cost)}
            for kind, cost in get_settings().prices.items()
        ]
        await self._show(who, 30)
        await self._read_ledger(who)
        self.loaded = True

    @rx.event
    async def show(self, days: str) -> None:
        """Show another span."""
        await self._show(await session.person(self), int(days) if days in map(str, DAYS) else 30)

    async def _show(self, who: Principal, days: int) -> None:
        self.days = str(days)
        last = clock.now().date()
        first = last - timedelta(days=days - 1)
        self.csv = f"/v1/usage?format=csv&from={first}&to={last}"
        self.balance, self.held, self.rule = await asyncio.to_thread(_balance, who)
        found = await in_read(lambda db: usage.rows(db, who, first, last))
        self._tell(found, first, last)

    def _tell(self, found: list[usage.Row], first: date, last: date) -> None:
        self.total = shown.total("", found)
        self.jobs, self.credits = jobs_chart(found, first, last), credits_chart(found, first, last)
        self.types, self.keys = shown.totals(found, shown.type_text), shown.totals(found, shown.key_text)
        self.rows = [shown.usage_row(row) for row in reversed(found)]

    @rx.event
    async def show_entries(self, which: str) -> None:
        """Show every movement of the ledger, or what was granted and charged."""
        self.which_entries, self._cursor, self.ledger = which, "", []
        await self._read_ledger(await session.person(self))

    @rx.event
    async def more_ledger(self) -> None:
        """Show older movements as well."""
        who = await session.person(self)
        if self.more_entries:
            await self._read_ledger(who)

    async def _read_ledger(self, who: Principal) -> None:
        kinds = () if self.which_entries == EVERY else SETTLED
        found, cursor = await asyncio.to_thread(_entries, who, self._cursor, kinds)
        self.ledger += found
        self._cursor, self.more_entries = cursor, cursor != ""


def _balance(who: Principal) -> tuple[str, str, str]:
    with read_scope() as db:
        have, held = credits.balance(db, who), credits.held(db, who)
        _, rule = credits.rule(db, who)
    return number_text(have).replace("-", "\u2212"), number_text(held), message(rule)


def _entries(who: Principal, cursor: str, kinds: tuple[EntryKind, ...]) -> tuple[list[EntryRow], str]:
    with read_scope() as db:
        found, following = credits.page(db, who, _PAGE, cursor or None, kinds)
        numbers = lookup.numbers(db, who, [entry.job_id for entry in found if entry.job_id])
    return [shown.entry_row(entry, numbers) for entry in found], following or ""
