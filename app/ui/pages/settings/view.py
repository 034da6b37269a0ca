"""The settings page."""

from __future__ import annotations

import reflex as rx
from reflex.style import color_mode, set_color_mode

from app.locale import LANGUAGES
from app.ui.components.button import button
from app.ui.components.field import field, select
from app.ui.components.relative_time import relative_time
from app.ui.language.choice import language_choice
from app.ui.pages import Page
from app.ui.pages.settings.frame import frame, problem
from app.ui.pages.settings.state import SettingsState

MODES = (("system", "As the system"), ("light", "Light"), ("dark", "Dark"))


def settings_page() -> rx.Component:
    """What a person sets up once."""
    return frame(
        "/settings",
        rx.cond(SettingsState.password_first, _password("Set a new password")),
        rx.cond(~SettingsState.password_first, _password("Password")),
        _refusals(),
        _appearance(),
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
    choice = language_choice(kept=SettingsState.language, on_choose=SettingsState.choose_language)
    language = [field("Language", choice)] if len(LANGUAGES) > 1 else []
    return rx.el.section(
        rx.el.h2("Appearance"),
        rx.el.div(field("Theme", control), *language, class_name="fields"),
        class_name="appearance",
    )


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
