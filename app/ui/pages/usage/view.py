"""The usage page."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from app.ui.components.button import download_link
from app.ui.components.field import select
from app.ui.pages import Page
from app.ui.pages.settings.frame import frame
from app.ui.pages.usage.state import DAYS, Price, UsageRow, UsageState

_HEAD = ("Day", "Job type", "Key", "Jobs", "Failed", "Credits", "Media")


def usage_page() -> rx.Component:
    """What was used, and what it costs."""
    return frame(
        "/settings/usage",
        rx.el.section(
            rx.el.h2("Credits"), rx.el.p(UsageState.balance, custom_attrs={"data-testid": "balance"})
        ),
        _usage(),
        rx.el.section(
            rx.el.h2("Prices"),
            rx.el.dl(rx.foreach(UsageState.prices, _price), class_name="prices"),
        ),
    )


def _usage() -> rx.Component:
    spans = [rx.el.option(f"Last {days} days", value=str(days)) for days in DAYS]
    return rx.el.section(
        rx.el.header(
            rx.el.h2("Usage"),
            rx.el.div(
                select(*spans, value=UsageState.days, on_change=UsageState.show, aria_label="Which days"),
                download_link("CSV", href=UsageState.csv, class_name="button plain"),
                class_name="actions",
            ),
            class_name="split",
        ),
        rx.cond(
            UsageState.rows.length() == 0, rx.el.p("No jobs in these days.", class_name="hint"), _table()
        ),
    )


def _table() -> rx.Component:
    head = rx.el.tr(*(rx.el.th(words, scope="col") for words in _HEAD))
    table = rx.el.table(
        rx.el.thead(head), rx.el.tbody(rx.foreach(UsageState.rows, _row)), class_name="figures"
    )
    return rx.el.div(table, tab_index=0, role="region", aria_label="Usage by day", class_name="wide")


def _row(row: ObjectVar[UsageRow]) -> rx.Component:
    names = ("type", "key", "jobs", "failed", "credits", "seconds")
    return rx.el.tr(rx.el.th(row["day"], scope="row"), *(rx.el.td(row[name]) for name in names))


def _price(price: ObjectVar[Price]) -> rx.Component:
    return rx.el.div(rx.el.dt(price["type"]), rx.el.dd(price["credits"]))


PAGE = Page(
    route="/settings/usage",
    view=usage_page,
    title="Usage",
    on_load=UsageState.load,
    tab="Usage",
    tab_order=40,
)
