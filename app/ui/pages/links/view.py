"""The links page."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from app.services.files import links
from app.ui.components.badge import sandbox_tag
from app.ui.components.button import button, page_link
from app.ui.components.confirm import undo_notice
from app.ui.components.copy_button import copy_button
from app.ui.components.field import select
from app.ui.components.relative_time import relative_time
from app.ui.components.text_field import text_field
from app.ui.language.translated import t
from app.ui.pages import Page
from app.ui.pages.links.state import CHOICES, LinkRow, LinksState
from app.ui.pages.settings.frame import done, frame, problem
from app.ui.pages.settings.records import bones, records

MORE_TIME = (("3600", "1 hour from now"), ("86400", "1 day from now"), ("604800", "7 days from now"))


def links_page() -> rx.Component:
    """What can be downloaded without an account, and until when."""
    return frame(
        "/settings/links",
        rx.el.section(
            rx.el.header(rx.el.h2("Links"), _filters(), class_name="split"),
            rx.el.p(_summary(), class_name="hint", custom_attrs={"data-testid": "link-counts"}),
            problem(LinksState.problem),
            done(LinksState.done),
            rx.cond(LinksState.rows.length() == 0, _empty(), _table()),
            rx.cond(
                LinksState.more,
                rx.el.div(button("Show more", on_click=LinksState.show_more), class_name="actions"),
            ),
        ),
        undo_notice(LinksState, LinksState.restore),
    )


def _filters() -> rx.Component:
    options = [rx.el.option(words, value=which) for which, words in CHOICES]
    return rx.el.div(
        text_field(
            value=LinksState.text,
            on_change=LinksState.search,
            label="Find a file",
            placeholder="Find a file",
            type="search",
        ),
        select(*options, value=LinksState.which, on_change=LinksState.show, aria_label="Which links"),
        class_name="actions filters-line",
    )


def _summary() -> rx.Component:
    one = LinksState.live == 1
    return rx.cond(
        LinksState.live == 0,
        "Nothing is shared at the moment.",
        rx.fragment(
            rx.cond(one, t("1 link works"), t("{count} links work", count=LinksState.live)),
            rx.cond(
                LinksState.ending > 0,
                rx.fragment(", ", t("{count} of them for less than a day", count=LinksState.ending)),
            ),
            ". Anyone who has a link can download its file.",
        ),
    )


def _empty() -> rx.Component:
    shared = t("Share a file from a job's Share button; its links are listed here until they end.")
    return rx.cond(
        LinksState.loaded,
        rx.el.p(
            rx.cond(LinksState.which == links.LIVE, shared, t("There are none.")), class_name="empty-line"
        ),
        bones(),
    )


def _table() -> rx.Component:
    rows = rx.foreach(LinksState.rows, _row)
    return records("File", "Job", "Ends", "Used", rows=rows, kind="links-table", acts=True)


def _row(row: ObjectVar[LinkRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row["file"], rx.cond(row["sandbox"], sandbox_tag()), scope="row", title=row["file"]),
        rx.el.td(page_link("#", row["job"], to="/jobs/" + row["job"], class_name="quiet-link")),
        rx.el.td(_end(row)),
        rx.el.td(
            row["used"],
            rx.cond(row["last_used"] != "", rx.fragment(", last ", relative_time(at=row["last_used"]))),
            rx.cond(row["last_address"] != "", rx.fragment(" from ", row["last_address"])),
            class_name="hint",
        ),
        rx.el.td(_actions(row)),
        custom_attrs={"data-testid": "link-row", "data-state": row["state"]},
    )


def _end(row: ObjectVar[LinkRow]) -> rx.Component:
    when = relative_time(at=row["expires"], kind="until")
    return rx.cond(
        row["state"] == "active",
        rx.cond(row["soon"], rx.el.span(when, class_name="soon"), rx.el.span(when)),
        rx.el.span(t(row["state"].capitalize()), class_name="hint"),
    )


def _actions(row: ObjectVar[LinkRow]) -> rx.Component:
    active = row["state"] == "active"
    can_extend = active | (row["state"] == "expired")
    times = [rx.el.option(words, value=seconds) for seconds, words in MORE_TIME]
    later = select(
        rx.el.option("New end…", value=""),
        *times,
        value="",
        on_change=lambda seconds: LinksState.extend(row["id"], seconds),
        aria_label=t("New end for {name}", name=row["file"]),
    )
    return rx.el.div(
        rx.cond(active, copy_button(text=row["url"], label="Copy", class_name="button quiet")),
        rx.cond(can_extend, later),
        rx.cond(active, button("Revoke", tone="quiet", on_click=LinksState.revoke(row["id"]))),
        class_name="actions",
    )


PAGE = Page(
    route="/settings/links",
    view=links_page,
    title="Links",
    on_load=LinksState.load,
    tab="Links",
    tab_order=25,
)
