"""The editor's page."""

from __future__ import annotations

import reflex as rx

from app.ui.components.button import page_link
from app.ui.components.shell import shell
from app.ui.pages import Page
from app.ui.pages.editor.component import caption_editor
from app.ui.pages.editor.state import EditorState


def editor_page() -> rx.Component:
    """The captions of one job."""
    return shell(
        rx.match(
            EditorState.phase,
            ("open", _editor()),
            ("missing", _missing()),
            rx.el.p("Opening the captions", class_name="unseen", role="status"),
        )
    )


def _editor() -> rx.Component:
    return caption_editor(job=EditorState.job, guides=EditorState.guides, on_ready=EditorState.load)


def _missing() -> rx.Component:
    return rx.el.section(
        rx.el.h1("No such job"),
        rx.el.p(
            EditorState.message,
            " It may belong to someone else, or the address is incomplete.",
            class_name="hint",
        ),
        page_link("All jobs", to="/", class_name="button primary"),
        class_name="nowhere",
    )


PAGE = Page(
    route="/jobs/[job_number]/edit", view=editor_page, title="Edit captions", on_load=EditorState.load
)
