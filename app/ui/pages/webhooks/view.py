"""The webhooks' page."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from app.ui.components.badge import sandbox_tag
from app.ui.components.button import button
from app.ui.components.confirm import confirm, undo_notice
from app.ui.components.field import field, select, side_select
from app.ui.components.one_time_secret import one_time_secret
from app.ui.components.relative_time import relative_time
from app.ui.language.translated import t
from app.ui.pages import DEVELOPERS, Page
from app.ui.pages.settings.frame import done, frame, problem
from app.ui.pages.settings.records import rows_or
from app.ui.pages.settings.refresh import refresh
from app.ui.pages.webhooks.rows import AttemptRow, DeliveryRow, EndpointRow
from app.ui.pages.webhooks.state import WebhooksState
from models import DeliveryState
from models.webhook import EVENTS


def webhooks_page() -> rx.Component:
    """Who is told when jobs move on, and what came of it."""
    return frame(
        "/settings/webhooks",
        _endpoints(),
        _deliveries(),
        _delete_dialog(),
        undo_notice(WebhooksState, WebhooksState.restore),
    )


def _endpoints() -> rx.Component:
    return rx.el.section(
        rx.el.header(
            rx.el.h2("Endpoints"),
            button(
                "New endpoint",
                on_click=WebhooksState.open_form,
                disabled=WebhooksState.creating | ~WebhooksState.loaded,
            ),
            class_name="split",
        ),
        rx.el.p(
            "An endpoint gets the events of all live jobs, or of all sandbox jobs, signed (Standard "
            "Webhooks) and sent again for a day until it answers 2xx.",
            class_name="hint",
        ),
        rx.cond(WebhooksState.secret != "", _secret()),
        rx.cond(WebhooksState.creating, _form()),
        problem(WebhooksState.problem),
        done(WebhooksState.done),
        rows_or(
            rx.el.ul(rx.foreach(WebhooksState.endpoints, _endpoint), class_name="card-list"),
            loaded=WebhooksState.loaded,
            none=WebhooksState.endpoints.length() == 0,
            words="There are no endpoints yet.",
        ),
    )


def _form() -> rx.Component:
    address = rx.el.input(
        name="url", type="url", placeholder="https://…", auto_focus=True, class_name="field"
    )
    chosen = [
        rx.el.label(rx.el.input(type="checkbox", name=event), event, class_name="check") for event in EVENTS
    ]
    return rx.el.form(
        field("Address", address),
        field("Jobs", side_select()),
        rx.el.fieldset(
            rx.el.legend("Events (none chosen: all)", class_name="field-label"), *chosen, class_name="steps"
        ),
        rx.el.div(
            button("Add endpoint", type="submit", tone="primary"),
            button("Cancel", tone="quiet", on_click=WebhooksState.close_form),
            class_name="actions",
        ),
        on_submit=WebhooksState.add,
        class_name="stack made-here",
    )


def _secret() -> rx.Component:
    return one_time_secret(
        "Copy the signing secret now: it is not shown again.",
        WebhooksState.secret,
        name="Signing secret",
        copy="Copy secret",
        test_id="new-secret",
        on_done=WebhooksState.hide_secret,
    )


def _endpoint(row: ObjectVar[EndpointRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(row["url"], rx.cond(row["sandbox"], sandbox_tag()), class_name="key-name"),
            rx.el.span(t(row["state"].capitalize()), " · ", row["events"], class_name="hint"),
            rx.cond(row["notice"] != "", rx.el.span(row["notice"], class_name="problem")),
        ),
        rx.el.div(
            rx.cond(row["own"], _own_actions(row)),
            button("New secret", tone="quiet", on_click=WebhooksState.rotate(row["id"])),
            rx.cond(
                row["own"],
                button("Delete", tone="quiet", on_click=WebhooksState.ask_to_delete(row["id"], row["url"])),
            ),
            class_name="actions",
        ),
        custom_attrs={"data-testid": "endpoint-row", "data-state": row["state"]},
    )


def _own_actions(row: ObjectVar[EndpointRow]) -> rx.Component:
    endpoint = row["id"]
    return rx.cond(
        row["state"] == "active",
        rx.fragment(
            button("Send test", tone="quiet", on_click=WebhooksState.try_out(endpoint)),
            button("Resend missed", tone="quiet", on_click=WebhooksState.resend_missed(endpoint)),
            button("Disable", tone="quiet", on_click=WebhooksState.switch(endpoint, "disabled")),
        ),
        button("Make active", tone="quiet", on_click=WebhooksState.switch(endpoint, "active")),
    )


def _deliveries() -> rx.Component:
    states = [rx.el.option(str(state).capitalize(), value=str(state)) for state in DeliveryState]
    return rx.el.section(
        rx.el.header(
            rx.el.h2("Deliveries", rx.el.span("live", class_name="live-tag")),
            select(
                rx.el.option("All", value=""),
                *states,
                value=WebhooksState.shown,
                on_change=WebhooksState.show,
                aria_label="Which deliveries",
            ),
            class_name="split",
        ),
        refresh(every=3000, answered=WebhooksState.answers, on_tick=WebhooksState.refresh),
        rows_or(
            rx.el.ul(rx.foreach(WebhooksState.deliveries, _delivery), class_name="card-list"),
            loaded=WebhooksState.loaded,
            none=WebhooksState.deliveries.length() == 0,
            words=rx.cond(WebhooksState.shown == "", t("Nothing was sent yet."), t("There are none.")),
        ),
    )


def _delivery(row: ObjectVar[DeliveryRow]) -> rx.Component:
    is_open = WebhooksState.opened == row["id"]
    return rx.el.li(
        rx.el.div(
            rx.el.span(row["event"], class_name="key-name"),
            rx.el.span(row["url"], class_name="hint"),
            rx.el.span(
                t(row["state"].capitalize()),
                rx.cond(row["status"] != "", f" · HTTP {row['status']}", ""),
                " · ",
                row["attempts"],
                " · ",
                relative_time(at=row["created"]),
                class_name="hint",
            ),
            rx.cond(row["problem"] != "", rx.el.span(row["problem"], class_name="hint")),
        ),
        rx.el.div(
            button(
                rx.cond(is_open, t("Close"), t("Attempts")),
                tone="quiet",
                on_click=WebhooksState.toggle(row["id"]),
                aria_expanded=is_open,
            ),
            button("Resend", tone="quiet", on_click=WebhooksState.resend(row["id"])),
            class_name="actions",
        ),
        rx.cond(is_open, rx.el.ol(rx.foreach(WebhooksState.attempts, _attempt), class_name="attempts")),
        custom_attrs={"data-testid": "delivery-row", "data-state": row["state"]},
    )


def _attempt(row: ObjectVar[AttemptRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            row["result"], " · ", row["latency"], " · ", relative_time(at=row["at"]), class_name="hint"
        ),
        rx.cond(row["problem"] != "", rx.el.p(row["problem"], class_name="hint")),
        rx.el.pre(row["request"], tab_index=0, aria_label="Request"),
        rx.cond(row["answer"] != "", rx.el.pre(row["answer"], tab_index=0, aria_label="Answer")),
    )


def _delete_dialog() -> rx.Component:
    return confirm(
        rx.el.strong(WebhooksState.delete_name),
        " gets nothing more. What was sent to it stays readable.",
        title="Delete this endpoint?",
        keep="Keep endpoint",
        act="Delete endpoint",
        on_keep=WebhooksState.cancel_delete,
        on_act=WebhooksState.delete,
        open=WebhooksState.delete_id != "",
    )


PAGE = Page(
    route="/settings/webhooks",
    view=webhooks_page,
    title="Webhooks",
    on_load=WebhooksState.load,
    tab="Webhooks",
    tab_order=60,
    tab_group=DEVELOPERS,
)
