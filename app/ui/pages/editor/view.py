"""The editor's page."""

from __future__ import annotations

import reflex as rx

from app.ui.components.shell import shell
from app.ui.job_news import page_title
from app.ui.language.translated import t
from app.ui.pages import Page
from app.ui.pages.editor.component import caption_editor
from app.ui.pages.editor.state import EditorState
from app.ui.pages.job.view import no_such_job


def editor_page() -> rx.Component:
    """The captions of one job."""
    return shell(
        rx.match(
            EditorState.phase,
            ("open", _editor()),
            ("missing", no_such_job(EditorState.message, "editor-missing")),
            rx.el.p("Opening the captions", class_name="unseen", role="status"),
        )
    )


def _editor() -> rx.Component:
    return rx.fragment(
        page_title(text=t("{name} · Editor · Cuedeck", name=EditorState.job["name"])),
        caption_editor(job=EditorState.job, guides=EditorState.guides, on_ready=EditorState.load),
    )


PAGE = Page(
    route="/jobs/[job_number]/edit", view=editor_page, title="Edit captions", on_load=EditorState.load
)
