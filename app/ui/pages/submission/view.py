"""The drop zone, the files that have landed, and the form that makes jobs of them."""

from __future__ import annotations

import reflex as rx

from app.ui.components.button import button
from app.ui.components.field import field
from app.ui.components.picker import picker
from app.ui.components.uploader import uploader
from app.ui.pages.history.state import HistoryState
from app.ui.pages.submission.file_rows import file_rows
from app.ui.pages.submission.options_view import options
from app.ui.pages.submission.state import SubmissionState


def submission() -> rx.Component:
    """Everything between the header and the history."""
    return rx.el.section(
        uploader(
            compact=(HistoryState.phase != "ready")
            | (HistoryState.rows.length() > 0)
            | HistoryState.filtered,
            hide_uploaded=True,
            batch=SubmissionState.batch,
            prompt="Drop caption or media files here, or choose files",
            on_uploaded=SubmissionState.add,
        ),
        file_rows(),
        _form(),
        aria_label="New job",
        class_name="submission",
    )


def _form() -> rx.Component:
    return rx.el.form(
        rx.el.div(
            field(
                "Job type",
                picker(
                    label="Job type",
                    value=SubmissionState.kind,
                    options=SubmissionState.job_types,
                    on_change=SubmissionState.choose_kind,
                    test_id="job-type",
                ),
            ),
            field(
                "Target profile",
                picker(
                    label="Target profile",
                    value=SubmissionState.target,
                    options=SubmissionState.targets,
                    on_change=SubmissionState.choose_target,
                    placeholder="Search formats",
                    test_id="target-profile",
                ),
            ),
            button(
                SubmissionState.label,
                type="submit",
                tone="primary",
                disabled=SubmissionState.ready == 0,
                custom_attrs={"data-testid": "submit-job"},
            ),
            class_name="form-line",
        ),
        options(),
        on_submit=SubmissionState.submit,
        class_name="job-form",
    )
