"""The page that opens a caption file."""

from __future__ import annotations

import reflex as rx

from app.ui.components.shell import shell
from app.ui.components.uploader import uploader
from app.ui.pages import Page
from app.ui.pages.open_captions.state import OpenCaptionsState


def open_captions_page() -> rx.Component:
    """A drop zone, and what comes of the file."""
    return shell(
        rx.el.section(
            rx.el.h1("Edit a caption file"),
            rx.el.p(
                "The file becomes a job in your history, a conversion into its own format, and opens here.",
                class_name="hint",
            ),
            uploader(
                prompt="Drop a caption file here, or",
                max_bytes=OpenCaptionsState.max_bytes,
                hide_uploaded=True,
                on_uploaded=OpenCaptionsState.open,
            ),
            rx.cond(
                OpenCaptionsState.problem != "",
                rx.el.p(OpenCaptionsState.problem, class_name="problem", role="alert"),
            ),
            class_name="stack",
            custom_attrs={"data-testid": "open-captions"},
        )
    )


PAGE = Page(
    route="/edit", view=open_captions_page, title="Edit a caption file", on_load=OpenCaptionsState.load
)
