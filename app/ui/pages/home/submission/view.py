"""The submission form: drop zone, files and job settings."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.vars import ObjectVar

from app.ui.components.button import button, icon_button
from app.ui.components.field import field
from app.ui.components.picker import picker
from app.ui.components.text_field import text_field
from app.ui.components.uploader import uploader
from app.ui.pages.home.history.state import HistoryState
from app.ui.pages.home.submission.file_rows import file_rows
from app.ui.pages.home.submission.groups import Group
from app.ui.pages.home.submission.options_view import options, own_fields, own_notes
from app.ui.pages.home.submission.state import SubmissionState


def submission() -> rx.Component:
    """Everything between the header and the history."""
    return rx.el.section(
        uploader(
            compact=~HistoryState.is_new | (SubmissionState.files.length() > 0),
            hide_uploaded=True,
            max_bytes=SubmissionState.max_bytes,
            batch=SubmissionState.batch,
            note="Captions in every common format, audio and video. "
            "An address, captions or a Job Description can be pasted.",
            anywhere=True,
            owner=SubmissionState.owner,
            on_uploaded=SubmissionState.add,
            on_travel=SubmissionState.travel,
            on_paste=SubmissionState.paste,
        ),
        rx.cond(SubmissionState.notice != "", _lost()),
        rx.cond(SubmissionState.mixed, file_groups(), _one_kind()),
        aria_label="New job",
        class_name="submission",
    )


def _lost() -> rx.Component:
    return rx.el.div(
        rx.el.span(SubmissionState.notice),
        icon_button("x", "Dismiss", on_click=SubmissionState.forget_notice),
        role="alert",
        class_name="file-problem warning lost",
    )


def _one_kind() -> rx.Component:
    """Files of one kind, or none yet: the form lies open."""
    return rx.fragment(
        rx.cond(SubmissionState.only_addresses, address_line()),
        rx.cond(
            SubmissionState.files.length() > 0,
            rx.el.div(
                file_rows(),
                custom_attrs={"data-testid": "file-group", "data-kind": SubmissionState.current},
            ),
        ),
        _form(),
    )


def _form() -> rx.Component:
    line = rx.el.form(
        settings_fields(),
        button(
            SubmissionState.label,
            type="submit",
            tone="primary",
            disabled=SubmissionState.ready == 0,
            aria_describedby="form-reason",
            custom_attrs={"data-testid": "submit-job"},
        ),
        _reason(SubmissionState.reason),
        own_notes(),
        on_submit=SubmissionState.submit,
        class_name="form-line",
    )
    more = rx.cond(SubmissionState.only_addresses, rx.fragment(), options(address_line()))
    return rx.el.div(line, more, class_name="job-form")


def settings_fields() -> rx.Component:
    """The job type and what it asks for."""
    return rx.fragment(
        field("Job type", _kind()),
        rx.cond(SubmissionState.makes_captions, field("Target format", _target())),
        own_fields(),
    )


def _reason(words: Any) -> rx.Component:
    """Why the button is off, or what it will still wait for."""
    travelling = SubmissionState.travelling
    follow = rx.cond(travelling == 1, "1 file is still on its way; it follows.", _many_follow())
    return rx.el.span(
        rx.cond(words != "", words, rx.cond(SubmissionState.follows, follow)),
        id="form-reason",
        class_name="form-reason hint",
    )


def _many_follow() -> rx.Component:
    return rx.fragment(SubmissionState.travelling, " files are still on their way; they follow.")


def file_groups() -> rx.Component:
    """Files of several kinds: a summary of what becomes of each, and one button for all."""
    return rx.fragment(
        rx.foreach(SubmissionState.groups, _group),
        rx.el.details(
            rx.el.summary("Add an address", custom_attrs={"data-testid": "add-address"}),
            address_line(),
            class_name="options",
        ),
        rx.el.form(
            button(
                SubmissionState.label,
                type="submit",
                tone="primary",
                disabled=SubmissionState.ready == 0,
                aria_describedby="form-reason",
                custom_attrs={"data-testid": "submit-all"},
            ),
            _reason(""),
            on_submit=SubmissionState.submit,
            class_name="form-line",
        ),
    )


def _group(group: ObjectVar[Group]) -> rx.Component:
    opened = SubmissionState.opened == group["kind"]
    change = button(
        rx.cond(opened, "Done", "Change"),
        rx.el.span(" ", group["title"], class_name="unseen"),
        tone="quiet",
        on_click=SubmissionState.change_group(group["kind"]),
        aria_expanded=opened,
        custom_attrs={"data-testid": "change-group"},
    )
    return rx.el.section(
        rx.el.header(
            rx.el.h2(group["title"]),
            rx.el.span(group["summary"], class_name="group-summary"),
            rx.cond(group["settled"], change),
            class_name="group-head",
        ),
        rx.cond(group["reason"] != "", rx.el.p(group["reason"], class_name="file-problem warning")),
        rx.cond(opened, _group_form()),
        file_rows(group["kind"]),
        aria_label=group["title"],
        class_name="group",
        custom_attrs={"data-testid": "file-group", "data-kind": group["kind"]},
    )


def _group_form() -> rx.Component:
    return rx.el.div(
        rx.el.div(settings_fields(), own_notes(), class_name="form-line"), options(), class_name="group-form"
    )


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
        label="Target format",
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
