"""The usage page."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.vars import ObjectVar

from app.ui.components.button import button, download_link, page_link
from app.ui.components.field import select
from app.ui.components.relative_time import relative_time
from app.ui.pages import Page
from app.ui.pages.settings.frame import frame
from app.ui.pages.settings.records import bones, records
from app.ui.pages.usage.charts import HEIGHT, STEP, WIDTH, Bar, Chart
from app.ui.pages.usage.rows import EntryRow, Total, UsageRow
from app.ui.pages.usage.state import DAYS, EVERY, Price, UsageState

_HEAD = ("Day", "Job type", "Key", "Jobs", "Failures", "Credits", "Media")


def usage_page() -> rx.Component:
    """What was used, and what it costs."""
    return frame(
        "/settings/usage",
        rx.cond(UsageState.loaded, rx.fragment(_usage(), _ledger(), _prices()), _loading()),
    )


def _loading() -> rx.Component:
    return rx.el.section(rx.el.h2("Usage"), bones(6))


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
        _figures(),
        rx.cond(
            UsageState.rows.length() == 0, rx.el.p("No jobs in these days.", class_name="empty-line"), _days()
        ),
    )


def _figures() -> rx.Component:
    total = UsageState.total
    figures = (
        ("Jobs", total["jobs"]),
        ("Failed", rx.cond(total["failed"] != "", total["failed"], "0")),
        ("Credits", total["credits"]),
        ("Media", rx.cond(total["seconds"] != "", total["seconds"], "0 s")),
    )
    return rx.el.dl(
        *(rx.el.div(rx.el.dt(name), rx.el.dd(value)) for name, value in figures), class_name="key-figures"
    )


def _days() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            _chart("Jobs", UsageState.jobs), _chart("Credits", UsageState.credits), class_name="chart-pair"
        ),
        rx.el.div(
            _totals("By job type", "Job type", UsageState.types),
            _totals("By key", "Key", UsageState.keys),
            class_name="chart-pair",
        ),
        rx.el.details(rx.el.summary("Day by day"), _table(), class_name="by-day"),
    )


def _chart(title: str, chart: ObjectVar[Chart]) -> rx.Component:
    return rx.el.figure(
        rx.el.figcaption(rx.el.span(title), rx.el.span(chart["most"], class_name="hint")),
        rx.el.svg(
            rx.foreach(chart["bars"], _bar),
            view_box=chart["box"],
            custom_attrs={"preserveAspectRatio": "none"},
            role="img",
            aria_label=chart["label"],
            class_name="day-chart",
        ),
        rx.el.div(
            rx.el.span(chart["first"]), rx.el.span(chart["last"]), aria_hidden="true", class_name="chart-foot"
        ),
        class_name="chart",
    )


def _bar(bar: ObjectVar[Bar]) -> rx.Component:
    whole = rx.el.svg.rect(x=bar["x"], y=0, width=STEP, height=HEIGHT, class_name="day")
    parts = [
        rx.el.svg.rect(x=bar["x"], y=bar[name][0], width=WIDTH, height=bar[name][1], class_name=name)
        for name in ("done", "failed")
    ]
    return rx.el.svg.g(rx.el.svg.title(bar["label"]), whole, *parts)


def _totals(title: str, name: str, totals: Any) -> rx.Component:
    head = rx.el.tr(
        *(rx.el.th(words, scope="col") for words in (name, "Jobs", "Failures", "Credits", "Media"))
    )
    table = rx.el.table(
        rx.el.thead(head), rx.el.tbody(rx.foreach(totals, _total)), class_name="figures totals"
    )
    return rx.el.div(
        rx.el.h3(title), rx.el.div(table, tab_index=0, role="region", aria_label=title, class_name="wide")
    )


def _total(row: ObjectVar[Total]) -> rx.Component:
    names = ("jobs", "failed", "credits", "seconds")
    return rx.el.tr(rx.el.th(row["name"], scope="row"), *(rx.el.td(row[name]) for name in names))


def _table() -> rx.Component:
    head = rx.el.tr(*(rx.el.th(words, scope="col") for words in _HEAD))
    table = rx.el.table(
        rx.el.thead(head), rx.el.tbody(rx.foreach(UsageState.rows, _row)), class_name="figures"
    )
    return rx.el.div(table, tab_index=0, role="region", aria_label="Usage by day", class_name="wide tall")


def _row(row: ObjectVar[UsageRow]) -> rx.Component:
    names = ("type", "key", "jobs", "failed", "credits", "seconds")
    return rx.el.tr(rx.el.th(row["day"], scope="row"), *(rx.el.td(row[name]) for name in names))


def _ledger() -> rx.Component:
    which = select(
        rx.el.option("Granted and charged", value=""),
        rx.el.option("Every movement", value=EVERY),
        value=UsageState.which_entries,
        on_change=UsageState.show_entries,
        aria_label="Which entries",
    )
    entries = records(
        "When",
        "What",
        "Job",
        "Note",
        "Credits",
        rows=rx.foreach(UsageState.ledger, _entry),
        kind="ledger-table",
    )
    return rx.el.section(
        rx.el.header(rx.el.h2("Ledger"), which, class_name="split"),
        rx.el.p(
            "Balance ",
            rx.el.strong(UsageState.balance, " credits"),
            ", ",
            UsageState.held,
            " held for running jobs. ",
            UsageState.rule,
            class_name="hint",
            custom_attrs={"data-testid": "balance"},
        ),
        rx.cond(
            UsageState.ledger.length() == 0,
            rx.el.p("Nothing has moved yet.", class_name="empty-line"),
            entries,
        ),
        rx.cond(
            UsageState.more_entries,
            rx.el.div(button("Show older", on_click=UsageState.more_ledger), class_name="actions"),
        ),
    )


def _entry(row: ObjectVar[EntryRow]) -> rx.Component:
    job = page_link("#", row["job"], to="/jobs/" + row["job"], class_name="quiet-link")
    return rx.el.tr(
        rx.el.td(relative_time(at=row["at"])),
        rx.el.th(row["kind"], scope="row"),
        rx.el.td(rx.cond(row["job"] != "", job)),
        rx.el.td(row["note"], title=row["note"]),
        rx.el.td(row["amount"], class_name=rx.cond(row["added"], "added", "")),
        custom_attrs={"data-testid": "ledger-row"},
    )


def _prices() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Prices"),
        rx.el.p("Credits a job of each type costs.", class_name="hint"),
        rx.el.dl(rx.foreach(UsageState.prices, _price), class_name="prices"),
    )


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
