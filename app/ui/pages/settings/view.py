"""The settings page."""

from __future__ import annotations

import reflex as rx
from reflex.style import color_mode, set_color_mode
from reflex.vars import ObjectVar

from app.ui.components.badge import sandbox_tag
from app.ui.components.button import button
from app.ui.components.confirm import confirm
from app.ui.components.field import field, select, side_select
from app.ui.components.one_time_secret import one_time_secret
from app.ui.components.relative_time import relative_time
from app.ui.pages import Page
from app.ui.pages.settings.frame import frame, problem
from app.ui.pages.settings.state import KeyRow, SettingsState

MODES = (("system", "As the system"), ("light", "Light"), ("dark", "Dark"))


def settings_page() -> rx.Component:
    """What a person sets up once."""
    return frame(
        "/settings",
        rx.cond(SettingsState.password_first, _password("Set a new password")),
        _keys(),
        rx.cond(~SettingsState.password_first, _password("Password")),
        _refusals(),
        _appearance(),
        _revoke_dialog(),
    )


def _keys() -> rx.Component:
    return rx.el.section(
        rx.el.h2("API keys"),
        rx.el.p(
            "For programs and the command line. A sandbox key rehearses jobs: nothing is run or charged.",
            class_name="hint",
        ),
        rx.cond(SettingsState.new_key != "", _new_key()),
        rx.el.form(
            rx.el.div(
                field("Name", _name_input()),
                field("Mode", side_select()),
                button("Create key", type="submit", tone="primary"),
                class_name="line",
            ),
            problem(SettingsState.key_problem),
            on_submit=SettingsState.create_key,
            reset_on_submit=True,
        ),
        rx.el.ul(rx.foreach(SettingsState.keys, _key), class_name="key-list"),
    )


def _new_key() -> rx.Component:
    return one_time_secret(
        "Copy the key now: it is not shown again, and only its fingerprint is kept.",
        SettingsState.new_key,
        name="New API key",
        copy="Copy key",
        test_id="new-key",
        on_done=SettingsState.hide_key,
    )


def _key(key: ObjectVar[KeyRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(key["name"], " ", rx.cond(key["sandbox"], sandbox_tag()), class_name="key-name"),
            rx.el.span(
                rx.el.span(key["hint"], class_name="mono"),
                " · made ",
                relative_time(at=key["created"]),
                class_name="hint",
            ),
        ),
        rx.el.span(
            rx.cond(
                key["revoked"],
                "Revoked",
                rx.cond(key["used"] != "", rx.fragment("Used ", relative_time(at=key["used"])), "Never used"),
            ),
            class_name="hint",
        ),
        rx.cond(
            key["revoked"],
            rx.fragment(),
            button("Revoke", tone="quiet", on_click=SettingsState.ask_to_delete(key["id"], key["name"])),
        ),
        custom_attrs={"data-testid": "key-row", "data-revoked": key["revoked"]},
    )


def _revoke_dialog() -> rx.Component:
    return confirm(
        "Programs that use ",
        rx.el.strong(SettingsState.delete_name),
        " are refused from now on. This cannot be undone; its jobs stay.",
        title="Revoke this key?",
        keep="Keep key",
        act="Revoke key",
        on_keep=SettingsState.cancel_delete,
        on_act=SettingsState.revoke,
        open=SettingsState.delete_id != "",
    )


def _password(title: str) -> rx.Component:
    """Where it is changed; on top for whoever has come by a link because it is forgotten."""
    explained = rx.el.p(
        "Signed in as ",
        SettingsState.email,
        ". Changing the password signs other browsers out.",
        class_name="hint",
    )
    current = field("Current password", _password_input("current", "current-password"))
    form = rx.el.form(
        rx.el.div(
            rx.cond(SettingsState.asks_current, current),
            field("New password", _password_input("password", "new-password")),
            button("Change password", type="submit"),
            class_name="line halves",
        ),
        problem(SettingsState.password_problem),
        rx.el.p(SettingsState.password_done, role="status", class_name="hint"),
        on_submit=SettingsState.change_password,
        key=SettingsState.round.to_string(),
    )
    return rx.el.section(rx.el.h2(title), explained, form)


def _refusals() -> rx.Component:
    """What somebody tried too often; nothing while nobody has."""
    listed = rx.foreach(
        SettingsState.refusals,
        lambda row: rx.el.li(
            rx.el.span(row["words"]),
            rx.el.span(relative_time(at=row["at"]), class_name="hint"),
            custom_attrs={"data-testid": "refusal-row"},
        ),
    )
    explained = rx.el.p(
        "Stopped for a while, and nobody got in. If it was not you, see that the password is a good one.",
        class_name="hint",
    )
    return rx.cond(
        SettingsState.refusals.length() > 0,
        rx.el.section(rx.el.h2("Refused attempts"), explained, rx.el.ul(listed, class_name="key-list")),
    )


def _appearance() -> rx.Component:
    options = [rx.el.option(words, value=mode) for mode, words in MODES]
    control = select(
        *options,
        value=color_mode,
        on_change=lambda mode: set_color_mode(mode),
        custom_attrs={"data-testid": "theme"},
    )
    return rx.el.section(
        rx.el.h2("Appearance"),
        rx.el.div(field("Theme", control), class_name="fields"),
        class_name="appearance",
    )


def _name_input() -> rx.Component:
    return rx.el.input(name="name", placeholder="What will use it", max_length=80, class_name="field")


def _password_input(name: str, complete: str) -> rx.Component:
    return rx.el.input(name=name, type="password", auto_complete=complete, class_name="field")


PAGE = Page(
    route="/settings",
    view=settings_page,
    title="Settings",
    on_load=SettingsState.load,
    tab="Account",
    tab_order=10,
)
