"""What can be done with the job of a row, as far as its state allows it."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from app.ui.components.button import download_button, icon_button
from app.ui.pages.home.actions.state import ActionState
from app.ui.pages.home.sharing.state import SharingState
from app.ui.rows import LiveFields, Row


def row_actions(job: ObjectVar[Row], now: ObjectVar[LiveFields]) -> rx.Component:
    """Start a draft, cancel what runs, retry what ended badly; download, share and delete what is there."""
    running = (now["status"] == "pending") | (now["status"] == "processing")
    return rx.el.div(
        rx.cond(now["files"], _result(job)),
        rx.cond(
            now["badge"] == "Draft",
            icon_button("play", f"Start {job['source']}", on_click=ActionState.start(job["id"])),
        ),
        rx.cond(
            running,
            icon_button("x", f"Cancel {job['source']}", on_click=ActionState.cancel(job["id"])),
        ),
        rx.cond(
            now["status"] == "failed",
            icon_button("rotate-cw", f"Retry {job['source']}", on_click=ActionState.retry(job["id"])),
        ),
        class_name="actions",
    )


def _result(job: ObjectVar[Row]) -> rx.Component:
    return rx.fragment(
        download_button(f"Download the result of {job['source']}", f"/v1/jobs/{job['id']}/outputs/0"),
        icon_button(
            "link",
            f"Share {job['source']}",
            on_click=SharingState.open_for(job["id"]),
            custom_attrs={"data-testid": "share"},
        ),
        icon_button(
            "trash-2",
            f"Delete the files of {job['source']}",
            on_click=ActionState.ask_to_delete(job["id"], job["source"]),
        ),
    )
