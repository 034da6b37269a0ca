"""The list of keyboard shortcuts."""

from __future__ import annotations

import reflex as rx

from app.ui.components.modal import modal

KEYS = (
    (("j", "k"), "Next and previous job (arrow keys too)"),
    (("Enter",), "Open the job"),
    (("Esc",), "Close the job or the dialog"),
    (("/",), "Search"),
    (("Space",), "Play or pause, on the page of a job"),
    (("←", "→"), "Five seconds back or forward there"),
    (("?",), "Show this list"),
)


class HelpState(rx.State):
    """Whether the list is shown."""

    shown: bool = False

    @rx.event
    def show(self) -> None:
        """Show the list."""
        self.shown = True

    @rx.event
    def hide(self) -> None:
        """Put it away."""
        self.shown = False


def shortcut_help() -> rx.Component:
    """Keys and what they do."""
    lines = [rx.el.div(rx.el.dt(*(rx.el.kbd(key) for key in keys)), rx.el.dd(words)) for keys, words in KEYS]
    return modal(
        rx.el.dl(*lines, class_name="keys"),
        title="Keyboard shortcuts",
        open=HelpState.shown,
        on_close=HelpState.hide,
    )
