"""The server settings' page."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from app.ui.components.button import button
from app.ui.components.field import select
from app.ui.components.picker import Choice
from app.ui.components.relative_time import relative_time
from app.ui.pages import SERVER, Page
from app.ui.pages.server_settings.state import ChangeRow, Group, ServerSettingsState, SettingRow
from app.ui.pages.settings.frame import done, frame, no_permission, problem
from app.ui.pages.settings.records import bones


def server_settings_page() -> rx.Component:
    """What holds for everybody on this server."""
    shown = rx.cond(ServerSettingsState.groups.length() == 0, bones(8), rx.fragment(_form(), _changes()))
    return frame(
        "/settings/server",
        rx.cond(ServerSettingsState.refused != "", no_permission(ServerSettingsState.refused), shown),
    )


def _form() -> rx.Component:
    return rx.el.form(
        rx.foreach(ServerSettingsState.groups, _group),
        rx.el.div(
            button("Save settings", type="submit", tone="primary"),
            problem(ServerSettingsState.problem),
            done(ServerSettingsState.done),
            class_name="actions save-line",
        ),
        on_submit=ServerSettingsState.save,
        key=ServerSettingsState.round.to_string(),
        class_name="server-settings",
    )


def _group(group: ObjectVar[Group]) -> rx.Component:
    return rx.el.section(rx.el.h2(group["title"]), rx.foreach(group["rows"], _setting))


def _setting(row: ObjectVar[SettingRow]) -> rx.Component:
    usual = rx.cond(row["changed"], rx.fragment("Default ", row["usual"], ". "))
    told = rx.cond(
        row["fixed"] != "",
        rx.fragment("Set by ", rx.el.span(row["fixed"], class_name="mono"), "."),
        rx.fragment(row["hint"], " ", usual),
    )
    return rx.el.label(
        rx.el.span(
            rx.el.span(
                row["label"], rx.cond(row["changed"], rx.el.span("changed", class_name="changed-tag"))
            ),
            rx.el.span(told, class_name="hint"),
            class_name="setting-name",
        ),
        rx.el.span(
            rx.cond(row["choices"].length() > 0, _choice(row), _text(row)),
            rx.el.span(row["unit"], class_name="hint"),
            class_name="setting-value",
        ),
        class_name="setting",
        custom_attrs={"data-testid": "setting"},
    )


def _text(row: ObjectVar[SettingRow]) -> rx.Component:
    return rx.el.input(
        name=row["name"],
        default_value=row["value"],
        disabled=row["fixed"] != "",
        input_mode="decimal",
        auto_complete="off",
        max_length=20,
        class_name="field",
    )


def _choice(row: ObjectVar[SettingRow]) -> rx.Component:
    options = rx.foreach(row["choices"], _option)
    return select(options, name=row["name"], default_value=row["value"], disabled=row["fixed"] != "")


def _option(choice: ObjectVar[Choice]) -> rx.Component:
    return rx.el.option(choice["label"], value=choice["value"])


def _changes() -> rx.Component:
    return rx.cond(
        ServerSettingsState.changes.length() > 0,
        rx.el.section(
            rx.el.h2("Changes"),
            rx.el.ul(rx.foreach(ServerSettingsState.changes, _change), class_name="card-list"),
        ),
    )


def _change(row: ObjectVar[ChangeRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(rx.el.span(row["text"])),
        rx.el.span(row["by"], ", ", relative_time(at=row["at"]), class_name="hint"),
        custom_attrs={"data-testid": "change-row"},
    )


PAGE = Page(
    route="/settings/server",
    view=server_settings_page,
    title="Server settings",
    on_load=ServerSettingsState.load,
    tab="Server settings",
    tab_order=90,
    tab_group=SERVER,
)
