"""The drop zone, the sources that are there, and the form that makes jobs of them."""

from __future__ import annotations

import reflex as rx

from app.ui.components.button import button
from app.ui.components.field import field
from app.ui.components.picker import picker
from app.ui.components.text_field import text_field
from app.ui.components.uploader import uploader
from app.ui.pages.history.state import HistoryState
from app.ui.pages.submission.file_rows import file_rows
from app.ui.pages.submission.options_view import options, own_fields, own_notes
from app.ui.pages.submission.state import SubmissionState


def submission() -> rx.Component:
    """Everything between the header and the history."""
    return rx.el.section(
        uploader(
            compact=~HistoryState.is_new | (SubmissionState.files.length() > 0),
            hide_uploaded=True,
            max_bytes=SubmissionState.max_bytes,
            batch=SubmissionState.batch,
            note="SubRip, WebVTT, SCC, MCC, EBU STL, TTML and many more; audio and video too",
            on_uploaded=SubmissionState.add,
        ),
        rx.cond(SubmissionState.only_addresses, address_line()),
        file_rows(),
        _form(),
        aria_label="New job",
        class_name="submission",
    )


def _form() -> rx.Component:
    line = rx.el.form(
        field("Job type", _kind()),
        rx.cond(SubmissionState.makes_captions, field("Target profile", _target())),
        own_fields(),
        button(
            SubmissionState.label,
            type="submit",
            tone="primary",
            disabled=SubmissionState.ready == 0,
            custom_attrs={"data-testid": "submit-job"},
        ),
        own_notes(),
        on_submit=SubmissionState.submit,
        class_name="form-line",
    )
    more = rx.cond(SubmissionState.only_addresses, rx.fragment(), options(address_line()))
    return rx.el.div(line, more, class_name="job-form")


def _kind() -> rx.Component:
    return picker(
        label="Job type",
        value=SubmissionState.kind,
        options=SubmissionState.job_types,
        on_change=SubmissionState.choose_kind,
        test_id="job-type",
    )


def _target() -> rx.Component:
    return picker(
        label="Target profile",
        value=SubmissionState.target,
        options=SubmissionState.targets,
        on_change=SubmissionState.choose_target,
        placeholder="Search formats",
        test_id="target-profile",
    )


def address_line() -> rx.Component:
    """For a source that is on the web already."""
    return rx.el.form(
        text_field(
            value=SubmissionState.address,
            on_change=SubmissionState.set_address,
            type="url",
            placeholder="https://… address of a file or page",
            label="Address of a source",
            test_id="source-address",
        ),
        button("Add address", type="submit"),
        rx.cond(
            SubmissionState.address_problem != "",
            rx.el.p(SubmissionState.address_problem, role="alert", class_name="problem"),
        ),
        on_submit=SubmissionState.add_address,
        no_validate=True,
        class_name="address-line",
    )
