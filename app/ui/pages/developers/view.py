"""The developers' page."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from app.ui.components.badge import sandbox_tag
from app.ui.components.button import button
from app.ui.components.confirm import confirm, undo_notice
from app.ui.components.copy_button import copy_button
from app.ui.components.field import field, select, side_select
from app.ui.components.native_elements import native_link
from app.ui.components.one_time_secret import one_time_secret
from app.ui.components.relative_time import clock, relative_time
from app.ui.language.translated import t
from app.ui.pages import DEVELOPERS, Page
from app.ui.pages.developers.rows import KeyRow, RequestRow
from app.ui.pages.developers.state import FAILED, DevelopersState
from app.ui.pages.settings.frame import frame, problem
from app.ui.pages.settings.records import labelled_cell, records, rows_or
from app.ui.pages.settings.refresh import refresh


def developers_page() -> rx.Component:
    """What a program needs to use the API, and what came of its requests."""
    return frame(
        "/settings/developers",
        _keys(),
        _requests(),
        _start(),
        _revoke_dialog(),
        undo_notice(DevelopersState, DevelopersState.restore),
    )


def _keys() -> rx.Component:
    return rx.el.section(
        rx.el.header(
            rx.el.h2("API keys"),
            button(
                "New key",
                on_click=DevelopersState.open_form,
                disabled=DevelopersState.creating | ~DevelopersState.loaded,
            ),
            class_name="split",
        ),
        rx.el.p(
            "For programs and the command line. A sandbox key rehearses jobs: nothing is run or charged.",
            class_name="hint",
        ),
        rx.cond(DevelopersState.new_key != "", _new_key()),
        rx.cond(DevelopersState.creating, _form()),
        problem(DevelopersState.problem),
        rows_or(
            records(
                "Name",
                "Key",
                "Created",
                "Last used",
                rows=rx.foreach(DevelopersState.keys, _key),
                kind="keys-table",
                acts=True,
            ),
            loaded=DevelopersState.loaded,
            none=DevelopersState.keys.length() == 0,
            words="There are no keys yet.",
        ),
    )


def _form() -> rx.Component:
    name = rx.el.input(
        name="name", placeholder="What will use it", max_length=80, auto_focus=True, class_name="field"
    )
    return rx.el.form(
        rx.el.div(
            field("Name", name),
            field("Mode", side_select()),
            rx.el.div(
                button("Create key", type="submit", tone="primary"),
                button("Cancel", tone="quiet", on_click=DevelopersState.close_form),
                class_name="actions",
            ),
            class_name="line",
        ),
        on_submit=DevelopersState.create_key,
        class_name="made-here",
    )


def _new_key() -> rx.Component:
    return one_time_secret(
        "Copy the key now: it is not shown again, and only its fingerprint is kept.",
        DevelopersState.new_key,
        name="New API key",
        copy="Copy key",
        test_id="new-key",
        on_done=DevelopersState.hide_key,
    )


def _key(key: ObjectVar[KeyRow]) -> rx.Component:
    used = rx.cond(key["used"] != "", relative_time(at=key["used"]), "Never")
    return rx.el.tr(
        rx.el.th(
            rx.el.span(key["name"], class_name="key-name"),
            rx.cond(key["sandbox"], sandbox_tag()),
            scope="row",
            title=key["name"],
        ),
        rx.el.td(key["hint"], class_name="mono"),
        labelled_cell("Created", relative_time(at=key["created"])),
        labelled_cell("Used", rx.cond(key["revoked"], "Revoked", used)),
        rx.el.td(
            rx.cond(
                key["revoked"],
                rx.fragment(),
                rx.el.div(
                    button(
                        "Revoke", tone="quiet", on_click=DevelopersState.ask_to_delete(key["id"], key["name"])
                    ),
                    class_name="actions",
                ),
            )
        ),
        custom_attrs={"data-testid": "key-row", "data-revoked": key["revoked"]},
    )


def _requests() -> rx.Component:
    nothing = rx.cond(
        DevelopersState.which == FAILED,
        t("None of the latest requests was refused."),
        t("No requests yet."),
    )
    which = select(
        rx.el.option("All", value=""),
        rx.el.option("Refused", value=FAILED),
        value=DevelopersState.which,
        on_change=DevelopersState.show,
        aria_label="Which requests",
    )
    return rx.el.section(
        rx.el.header(
            rx.el.h2("Requests", rx.el.span("live", class_name="live-tag")), which, class_name="split"
        ),
        rx.el.p(
            "The latest 200 requests of live keys and of sandbox keys, without keys, queries and bodies.",
            class_name="hint",
        ),
        refresh(every=2000, answered=DevelopersState.answers, on_tick=DevelopersState.refresh),
        rows_or(
            _log(),
            loaded=DevelopersState.loaded,
            none=DevelopersState.requests.length() == 0,
            words=nothing,
        ),
    )


def _log() -> rx.Component:
    rows = rx.foreach(DevelopersState.requests, _request)
    return rx.el.div(
        records("Time", "Request", "Answer", "Took", "Key", rows=rows, kind="requests-table"),
        tab_index=0,
        role="region",
        aria_label="Latest requests",
        class_name="tall",
    )


def _request(row: ObjectVar[RequestRow]) -> rx.Component:
    code = rx.cond(row["code"] != "", rx.el.span(row["code"], class_name="request-code"))
    return rx.el.tr(
        rx.el.td(clock(at=row["at"])),
        rx.el.th(
            rx.el.span(row["method"], class_name="method"),
            row["path"],
            scope="row",
            class_name="mono",
            title=row["path"],
        ),
        rx.el.td(rx.el.span(row["status"], class_name=rx.cond(row["failed"], "refused", "")), code),
        rx.el.td(row["ms"]),
        rx.el.td(row["key"], title=row["client"]),
        title=t("Request {id}", id=row["id"]),
        key=row["at"] + row["id"],
        custom_attrs={"data-testid": "request-row", "data-failed": row["failed"]},
    )


def _start() -> rx.Component:
    return rx.el.section(
        rx.el.h2("First request"),
        rx.el.p(
            "Every route with its fields and examples is described in the ",
            native_link("API reference", href="/docs", class_name="text-link"),
            ", and for programs in ",
            native_link("/openapi.json", href="/openapi.json", class_name="text-link"),
            ". Both come from this server.",
            class_name="hint",
        ),
        rx.el.div(
            rx.el.pre(DevelopersState.example, tab_index=0, aria_label="Example"),
            copy_button(text=DevelopersState.example, label="Copy", class_name="button plain"),
            class_name="snippet-line",
        ),
    )


def _revoke_dialog() -> rx.Component:
    return confirm(
        "Programs that use ",
        rx.el.strong(DevelopersState.delete_name),
        " are refused from now on; its jobs stay.",
        title="Revoke this key?",
        keep="Keep key",
        act="Revoke key",
        on_keep=DevelopersState.cancel_delete,
        on_act=DevelopersState.revoke,
        open=DevelopersState.delete_id != "",
    )


PAGE = Page(
    route="/settings/developers",
    view=developers_page,
    title="Developers",
    on_load=DevelopersState.load,
    tab="Keys and requests",
    tab_order=50,
    tab_group=DEVELOPERS,
)
