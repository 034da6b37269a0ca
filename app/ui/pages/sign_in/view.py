"""The sign-in page: a plain form that the API answers, so that it can set the session cookie."""

from __future__ import annotations

from typing import Any

import reflex as rx

from app.ui.components.button import button
from app.ui.components.field import field
from app.ui.components.native_elements import native_form
from app.ui.components.shell import logo
from app.ui.pages import Page
from app.ui.pages.sign_in.state import SignInState


def sign_in_page() -> rx.Component:
    """Email and password; the terminal's one-time link is the other way in."""
    return rx.el.main(
        rx.el.h1(logo(), class_name="sign-in-mark"),
        native_form(
            rx.cond(
                SignInState.failed,
                rx.el.p("This email and password do not match.", role="alert", class_name="problem"),
            ),
            field(
                "Email",
                _input("email", "email", "username", default_value=SignInState.email, key=SignInState.email),
            ),
            field("Password", _input("password", "password", "current-password")),
            rx.el.input(type="hidden", name="next", value=SignInState.next, read_only=True),
            button("Sign in", type="submit", tone="primary"),
            action="/auth/sign-in",
            method="post",
            class_name="sign-in-form",
        ),
        rx.el.p(
            "No password yet, or forgotten? Make a one-time link on the server with ",
            rx.el.code("cuedeck sign-in-link"),
            "; it lets you set a new one in the settings.",
            class_name="hint",
        ),
        class_name="sign-in",
    )


def _input(name: str, kind: str, complete: str, **more: Any) -> rx.Component:
    return rx.el.input(
        name=name, type=kind, auto_complete=complete, required=True, class_name="field", **more
    )


PAGE = Page(route="/sign-in", view=sign_in_page, title="Sign in", on_load=SignInState.load)
