"""The system page."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from app.ui.components.badge import status_dot
from app.ui.components.button import button
from app.ui.components.confirm import confirm
from app.ui.components.field import field
from app.ui.components.relative_time import relative_time
from app.ui.language.translated import t
from app.ui.pages import SERVER, Page
from app.ui.pages.settings.frame import done, frame, no_permission, problem
from app.ui.pages.settings.records import bones, labelled_cell, records
from app.ui.pages.settings.refresh import refresh
from app.ui.pages.system.rows import EndpointRow, EngineRow, ModelRow, QueueRow, VolumeRow, WorkerRow
from app.ui.pages.system.state import SystemState


def system_page() -> rx.Component:
    """Whether the server works, and with what."""
    shown = rx.fragment(
        refresh(every=5000, answered=SystemState.answers, on_tick=SystemState.refresh),
        _queues(),
        _workers(),
        _webhooks(),
        _disk(),
        _models(),
        _engines(),
        _remove_dialog(),
    )
    return frame(
        "/settings/system",
        rx.cond(
            SystemState.refused != "",
            no_permission(SystemState.refused),
            rx.cond(SystemState.loaded, shown, rx.el.section(rx.el.h2("Queues"), bones(8))),
        ),
    )


def _queues() -> rx.Component:
    rows = rx.foreach(SystemState.now["queues"], _queue)
    return rx.el.section(
        rx.el.header(rx.el.h2("Queues", rx.el.span("live", class_name="live-tag")), class_name="split"),
        rx.foreach(
            SystemState.now["warnings"], lambda text: rx.el.p(text, role="alert", class_name="warning-line")
        ),
        records("Queue", "Waiting", "Longest wait", "Running", "Workers", rows=rows, kind="queues-table"),
    )


def _queue(row: ObjectVar[QueueRow]) -> rx.Component:
    oldest = rx.cond(row["oldest"] != "", relative_time(at=row["oldest"], kind="running"), "\u2013")
    return rx.el.tr(
        rx.el.th(row["name"], scope="row"),
        labelled_cell("Waiting", row["waiting"]),
        labelled_cell("Longest", oldest),
        labelled_cell("Running", row["running"]),
        rx.el.td(status_dot(~row["missing"], "At work", "Missing")),
        custom_attrs={"data-testid": "queue-row"},
    )


def _workers() -> rx.Component:
    rows = rx.foreach(SystemState.now["workers"], _worker)
    return rx.el.section(
        rx.el.h2("Workers"),
        rx.cond(
            SystemState.now["workers"].length() == 0,
            rx.el.p("No worker has been seen in the last day.", class_name="empty-line"),
            records("Worker", "Queues", "Version", "Last sign", "State", rows=rows, kind="workers-table"),
        ),
    )


def _worker(row: ObjectVar[WorkerRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row["name"], scope="row", title=row["name"]),
        rx.el.td(row["queues"]),
        rx.el.td(row["version"]),
        rx.el.td(relative_time(at=row["seen"])),
        rx.el.td(status_dot(row["alive"], "At work", "Gone")),
        custom_attrs={"data-testid": "worker-row"},
    )


def _webhooks() -> rx.Component:
    rows = rx.foreach(SystemState.now["failing"], _endpoint)
    return rx.el.section(
        rx.el.h2("Failing webhooks"),
        rx.cond(
            SystemState.now["failing"].length() == 0,
            rx.el.p("Every endpoint takes what it is sent.", class_name="empty-line"),
            records("Receiver", "Account", "State", "Since", "Waiting", rows=rows, kind="failing-table"),
        ),
    )


def _endpoint(row: ObjectVar[EndpointRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row["host"], scope="row", title=row["host"]),
        rx.el.td(row["account"], title=row["account"]),
        rx.el.td(row["state"], class_name="refused"),
        rx.el.td(rx.cond(row["since"] != "", relative_time(at=row["since"]))),
        labelled_cell("Waiting", row["waiting"]),
        custom_attrs={"data-testid": "failing-row"},
    )


def _disk() -> rx.Component:
    figures = rx.foreach(
        SystemState.stored, lambda kept: rx.el.div(rx.el.dt(kept["name"]), rx.el.dd(kept["size"]))
    )
    return rx.el.section(
        rx.el.h2("Disk"),
        rx.el.dl(figures, class_name="key-figures"),
        rx.el.div(rx.foreach(SystemState.now["volumes"], _volume), class_name="chart-pair"),
    )


def _volume(row: ObjectVar[VolumeRow]) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.span(row["name"], class_name="volume-name"),
            rx.el.span(row["text"], class_name=rx.cond(row["little"], "soon", "hint")),
            class_name="split",
        ),
        rx.el.progress(value=row["used"], max=100, aria_label=row["name"]),
        rx.el.span(row["folder"], class_name="hint mono folder", title=row["folder"]),
        class_name="volume",
    )


def _models() -> rx.Component:
    rows = rx.foreach(SystemState.models, _model)
    return rx.el.section(
        rx.el.header(
            rx.el.h2("Models"),
            button(
                "Install another",
                on_click=SystemState.open_form,
                disabled=SystemState.naming | ~SystemState.loaded,
            ),
            class_name="split",
        ),
        rx.el.p("On this machine; a worker on another machine has models of its own.", class_name="hint"),
        rx.cond(SystemState.naming, _form()),
        problem(SystemState.problem),
        done(SystemState.done),
        records("Model", "For", "Licence", "Size", rows=rows, kind="models-table", acts=True),
    )


def _form() -> rx.Component:
    name = rx.el.input(
        name="model", placeholder="argos-en-es", max_length=64, auto_focus=True, class_name="field mono"
    )
    return rx.el.form(
        field("Name", name, "Translation pairs are argos-FROM-TO, with the codes of the languages."),
        rx.el.div(
            button("Install model", type="submit", tone="primary"),
            button("Cancel", tone="quiet", on_click=SystemState.close_form),
            class_name="actions",
        ),
        on_submit=SystemState.install_named,
        class_name="stack made-here",
    )


def _model(row: ObjectVar[ModelRow]) -> rx.Component:
    told = rx.cond(
        row["problem"] != "", rx.el.span(row["problem"], class_name="problem"), rx.el.span(row["note"])
    )
    return rx.el.tr(
        rx.el.th(
            rx.el.span(row["label"]),
            rx.el.span(rx.el.span(row["id"], class_name="mono"), " ", told, class_name="hint second-line"),
            scope="row",
        ),
        rx.el.td(row["kind"]),
        rx.el.td(row["licence"], title=row["licence"]),
        rx.el.td(row["size"]),
        rx.el.td(rx.cond(row["progress"] >= 0, _under_way(row), _model_action(row))),
        custom_attrs={"data-testid": "model-row", "data-installed": row["installed"]},
    )


def _under_way(row: ObjectVar[ModelRow]) -> rx.Component:
    return rx.el.div(
        rx.el.span(row["progress"].to_string(), " %", class_name="hint"),
        button("Stop", tone="quiet", on_click=SystemState.stop_install(row["id"])),
        class_name="actions",
    )


def _model_action(row: ObjectVar[ModelRow]) -> rx.Component:
    return rx.el.div(
        rx.cond(
            row["installed"],
            button("Remove", tone="quiet", on_click=SystemState.ask_to_delete(row["id"], row["label"])),
            button(
                rx.cond(row["problem"] != "", t("Try again"), t("Install")),
                tone="quiet",
                on_click=SystemState.install(row["id"]),
            ),
        ),
        class_name="actions",
    )


def _engines() -> rx.Component:
    rows = rx.foreach(SystemState.engines, _engine)
    return rx.el.section(
        rx.el.h2("Engines"), records("Engine", "For", "State", rows=rows, kind="engines-table")
    )


def _engine(row: ObjectVar[EngineRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            rx.el.span(row["label"], rx.cond(row["remote"], rx.el.span("remote", class_name="changed-tag"))),
            rx.el.span(row["reason"], class_name="hint second-line"),
            scope="row",
        ),
        rx.el.td(row["kind"]),
        rx.el.td(status_dot(row["ready"], "Ready", "Not set up")),
        custom_attrs={"data-testid": "engine-row"},
    )


def _remove_dialog() -> rx.Component:
    return confirm(
        rx.el.strong(SystemState.delete_name),
        " is deleted from this machine. Jobs that need it are refused until it is installed again.",
        title="Remove this model?",
        keep="Keep model",
        act="Remove model",
        on_keep=SystemState.cancel_delete,
        on_act=SystemState.remove,
        open=SystemState.delete_id != "",
    )


PAGE = Page(
    route="/settings/system",
    view=system_page,
    title="System",
    on_load=SystemState.load,
    tab="System",
    tab_order=80,
    tab_group=SERVER,
)
