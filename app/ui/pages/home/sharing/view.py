"""The share dialog."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from app.ui.components.button import button
from app.ui.components.confirm import confirm
from app.ui.components.copy_button import copy_button
from app.ui.components.field import field, select
from app.ui.components.modal import modal
from app.ui.components.relative_time import relative_time
from app.ui.components.text_field import text_field
from app.ui.language.translated import t
from app.ui.pages.home.sharing.links import LinkRow
from app.ui.pages.home.sharing.state import UNITS, SharingState

EXPIRIES = (
    ("60", "60 seconds"),
    ("300", "5 minutes"),
    ("3600", "1 hour"),
    ("86400", "1 day"),
    ("604800", "7 days"),
    ("custom", "Another time…"),
)


def share_dialog() -> rx.Component:
    """Choose how long, make the link, copy it; under it the links there are, and a way to end them all."""
    return rx.fragment(_dialog(), _end_all_dialog())


def _dialog() -> rx.Component:
    return modal(
        rx.el.p("Anyone who has the link can download the file until the link ends.", class_name="lead"),
        _which(),
        rx.el.div(_expiry(), _limit(), class_name="fields"),
        rx.cond(
            SharingState.problem != "", rx.el.p(SharingState.problem, role="alert", class_name="problem")
        ),
        rx.cond(SharingState.url != "", _made(), _make()),
        rx.cond(SharingState.links.length() > 0, link_list(SharingState.links)),
        rx.cond(SharingState.files.length() > 0, _end_all()),
        title=rx.el.span("Share ", SharingState.title),
        label="Share",
        open=SharingState.job_id != "",
        on_close=SharingState.close,
    )


def _end_all() -> rx.Component:
    return rx.el.footer(
        rx.el.span("Addresses in answers of the API and in webhooks are links too.", class_name="hint"),
        button("End all links…", tone="quiet", on_click=SharingState.ask_to_end_all),
        class_name="modal-foot end-all",
    )


def _end_all_dialog() -> rx.Component:
    return confirm(
        "Every link to the files of ",
        rx.el.strong(SharingState.title),
        " that was handed out so far ends, also the addresses in answers of the API and in webhooks. This "
        "cannot be undone; new links can be made at once.",
        title="End all links of this job?",
        keep="Keep links",
        act="End all links",
        on_keep=SharingState.keep_links,
        on_act=SharingState.end_all,
        open=SharingState.asks_to_end_all,
    )


def _which() -> rx.Component:
    options = rx.foreach(SharingState.files, lambda file: rx.el.option(file["name"], value=file["index"]))
    return rx.cond(
        SharingState.files.length() > 1,
        field("File", select(options, value=SharingState.index, on_change=SharingState.choose_file)),
    )


def _expiry() -> rx.Component:
    usual = select(
        *(rx.el.option(words, value=seconds) for seconds, words in EXPIRIES),
        value=SharingState.expiry,
        on_change=SharingState.choose_expiry,
        custom_attrs={"data-testid": "share-expiry"},
    )
    return rx.fragment(
        field("Link ends after", usual),
        rx.cond(SharingState.expiry == "custom", _custom()),
    )


def _custom() -> rx.Component:
    return rx.el.div(
        field(
            "How long",
            text_field(value=SharingState.amount, on_change=SharingState.set_amount, input_mode="numeric"),
        ),
        field(
            "Unit",
            select(
                *(rx.el.option(unit, value=unit) for unit in UNITS),
                value=SharingState.unit,
                on_change=SharingState.set_unit,
            ),
        ),
        class_name="pair",
    )


def _limit() -> rx.Component:
    return field(
        "Downloads allowed",
        text_field(
            value=SharingState.limit,
            on_change=SharingState.set_limit,
            input_mode="numeric",
            placeholder="No limit",
        ),
    )


def _make() -> rx.Component:
    return rx.el.div(
        button("Create link", tone="primary", on_click=SharingState.create), class_name="modal-foot"
    )


def _made() -> rx.Component:
    return rx.el.div(
        rx.el.input(
            value=SharingState.url,
            read_only=True,
            aria_label="Link",
            class_name="field mono",
            custom_attrs={"data-testid": "share-url"},
        ),
        copy_button(text=SharingState.url, label="Copy link", class_name="button primary"),
        class_name="copy-line",
    )


def link_list(links: rx.Var[list[LinkRow]]) -> rx.Component:
    """The links of a job: when each ends, how often it was used, and a way to end it now."""
    return rx.el.section(
        rx.el.h3("Links"),
        rx.el.ul(rx.foreach(links, _link), class_name="link-list"),
    )


def _link(link: ObjectVar[LinkRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(link["file"], class_name="link-file"),
            rx.el.span(
                rx.cond(
                    link["state"] == "active",
                    rx.fragment("Ends ", relative_time(at=link["expires"], kind="until")),
                    rx.el.span(t(link["state"]), class_name="link-state"),
                ),
                " · ",
                link["used"],
                rx.cond(
                    link["last_used"] != "",
                    rx.fragment(" · last ", relative_time(at=link["last_used"])),
                ),
                rx.cond(link["last_address"] != "", rx.fragment(" from ", link["last_address"])),
                class_name="hint",
            ),
        ),
        rx.cond(
            link["state"] == "active",
            rx.el.div(
                copy_button(text=link["url"], label="Copy", class_name="button quiet"),
                button("Revoke", tone="quiet", on_click=SharingState.revoke(link["id"])),
                class_name="actions",
            ),
        ),
        rx.cond(
            link["undo"],
            rx.el.div(
                button("Undo", tone="quiet", on_click=SharingState.restore(link["id"])), class_name="actions"
            ),
        ),
        custom_attrs={"data-state": link["state"]},
    )
