"""What a person has to do before a job goes on: bring a draft its media and start it, or review captions."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from app.ui.components.button import button, page_link
from app.ui.components.field import field
from app.ui.components.uploader import uploader
from app.ui.language.translated import t
from app.ui.pages.home.actions.state import ActionState
from app.ui.pages.home.detail.job import RequiredMetadata
from app.ui.pages.home.detail.state import DetailState
from app.ui.pages.home.submission.state import SubmissionState


def draft() -> rx.Component:
    """Media, required metadata, and the button that starts the job."""
    media = DetailState.detail["media"]
    return rx.el.section(
        rx.el.h3("Draft"),
        rx.el.p(rx.cond(media != "", rx.fragment("Media: ", media), "Add media, then start the job.")),
        uploader(
            compact=True,
            hide_uploaded=True,
            max_bytes=SubmissionState.max_bytes,
            direct=SubmissionState.direct_uploads,
            prompt=rx.cond(media != "", t("Replace the media:"), t("Add media:")),
            on_uploaded=lambda sent: ActionState.add_upload(DetailState.job_id, sent),
        ),
        rx.el.form(
            rx.el.input(
                name="address", type="url", placeholder="https://…", aria_label="Address", class_name="field"
            ),
            button("Use address", type="submit"),
            on_submit=lambda form: ActionState.add_address(DetailState.job_id, form),
            class_name="copy-line",
        ),
        rx.el.form(
            rx.foreach(DetailState.detail["asked"], _asked),
            rx.el.div(button("Start job", type="submit", tone="primary"), class_name="actions"),
            on_submit=lambda form: ActionState.start_draft(DetailState.job_id, form),
            class_name="stack",
        ),
        custom_attrs={"data-testid": "draft"},
    )


def _asked(asked: ObjectVar[RequiredMetadata]) -> rx.Component:
    return field(
        asked["name"], rx.el.input(name=asked["name"], default_value=asked["value"], class_name="field")
    )


def review() -> rx.Component:
    """The captions wait for a person: accept them, or have the work done again."""
    return rx.el.section(
        rx.el.h3("Review"),
        rx.el.p(DetailState.detail["review"]),
        rx.el.div(
            page_link(
                "Edit",
                to=DetailState.detail["edit"],
                class_name="button primary",
                custom_attrs={"data-testid": "edit"},
            ),
            button("Approve", tone="plain", on_click=ActionState.approve(DetailState.job_id)),
            button("Send back", on_click=ActionState.send_back(DetailState.job_id)),
            class_name="actions",
        ),
        rx.el.p(
            "Approving writes the files and ends the job. Sending back does the work before the review "
            "again and drops the edits.",
            class_name="hint",
        ),
        custom_attrs={"data-testid": "review"},
    )
