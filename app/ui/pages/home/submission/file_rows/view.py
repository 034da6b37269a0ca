"""Rows of the uploaded files: what was detected, the source format, problems."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.vars import ObjectVar

from app.job_types.job_type import CAPTIONS
from app.ui.components.button import button, icon_button
from app.ui.components.picker import picker
from app.ui.language.translated import t
from app.ui.pages.home.submission.file_rows.notes_view import notes, report
from app.ui.pages.home.submission.files import OTHER, FileRow
from app.ui.pages.home.submission.state import SubmissionState


def file_rows(group: Any = "", open_form: rx.Component | None = None) -> rx.Component:
    """One row a file, until it is submitted or removed; those of one `group` only, or all.

    `open_form` stands in the row of a file whose own settings are being changed.
    """
    rows = rx.foreach(
        SubmissionState.files,
        lambda file: rx.cond((group == "") | (file["group"] == group), _file(file, open_form)),
    )
    return rx.el.ul(rows, class_name="files", aria_label="Files to submit")


def _file(file: ObjectVar[FileRow], open_form: rx.Component | None) -> rx.Component:
    return rx.el.li(
        _description(file),
        rx.cond(
            (file["kind"] == "media") | (file["group"] == "video") | (file["group"] == "audio"),
            rx.fragment(),
            picker(
                label=t("Source format of {name}", name=file["name"]),
                value=file["source"],
                options=SubmissionState.sources,
                on_change=lambda name: SubmissionState.choose_source(file["id"], name),
                test_id="source-profile",
            ),
        ),
        _actions(file),
        rx.cond(file["apart"], _exception(file, open_form)),
        rx.cond(file["problem"] != "", _problem(file)),
        rx.cond(file["blocked"] != "", rx.el.p(file["blocked"], class_name="file-problem warning")),
        rx.cond(
            (file["detected"] != "") & (file["source"] != file["detected"]) & (file["source"] != "auto"),
            _mismatch(file),
        ),
        notes(file),
        report(file),
        class_name="file",
        custom_attrs={"data-testid": "file-row"},
    )


def _exception(file: ObjectVar[FileRow], open_form: rx.Component | None) -> rx.Component:
    """The settings of this one file, and the way back to those of its group."""
    opened = SubmissionState.opened == file["id"]
    of_file = rx.el.span(" for ", file["name"], class_name="unseen")
    line = rx.el.div(
        rx.el.span(rx.el.strong("This file: "), file["summary"]),
        button(
            rx.cond(opened, t("Done"), t("Change")),
            of_file,
            tone="quiet",
            on_click=SubmissionState.change_group(file["id"]),
            aria_expanded=opened,
            custom_attrs={"data-testid": "change-file"},
        ),
        button(
            "As the group",
            of_file,
            tone="quiet",
            on_click=SubmissionState.rejoin(file["id"]),
            custom_attrs={"data-testid": "rejoin-group"},
        ),
        class_name="file-exception",
    )
    return rx.fragment(line, rx.cond(opened, open_form) if open_form is not None else rx.fragment())


def _description(file: ObjectVar[FileRow]) -> rx.Component:
    return rx.el.div(
        rx.el.span(file["name"], class_name="file-name", title=file["name"]),
        rx.el.span(
            file["size"],
            rx.foreach(file["facts"], lambda fact: rx.fragment(" · ", fact)),
            class_name="hint",
        ),
        rx.cond(
            file["taken"] != "",
            rx.el.span(file["taken"], class_name="hint"),
            rx.cond(
                (file["line"] != "")
                & (~SubmissionState.mixed | file["apart"] | (file["notes"].length() > 0)),
                rx.el.span(file["line"], class_name="file-lines"),
            ),
        ),
        class_name="file-what",
    )


def _actions(file: ObjectVar[FileRow]) -> rx.Component:
    return rx.el.div(
        rx.cond(
            (file["kind"] == CAPTIONS) & (file["address"] == ""),
            icon_button(
                "list-checks",
                t("Check {name} before delivery", name=file["name"]),
                on_click=SubmissionState.check_file(file["id"]),
                aria_expanded=file["report"]["title"] != "",
                custom_attrs={"data-testid": "check-captions"},
            ),
        ),
        rx.cond(
            file["shared"] & ~file["apart"] & (file["group"] != OTHER),
            icon_button(
                "sliders-horizontal",
                t("Settings for {name} only", name=file["name"]),
                on_click=SubmissionState.except_file(file["id"]),
                custom_attrs={"data-testid": "except-file"},
            ),
        ),
        rx.cond(
            (SubmissionState.ready > 1) & file["ready"] & (file["problem"] == ""),
            icon_button(
                "play",
                t("Submit only {name}", name=file["name"]),
                on_click=SubmissionState.submit_one(file["id"]),
            ),
        ),
        icon_button("x", t("Remove {name}", name=file["name"]), on_click=SubmissionState.remove(file["id"])),
        class_name="file-actions",
    )


def _problem(file: ObjectVar[FileRow]) -> rx.Component:
    return rx.el.div(
        rx.el.p(file["problem"], " ", rx.el.span(file["hint"], class_name="hint")),
        rx.cond(
            file["fix"] != "",
            button("Read as ", file["fix"], on_click=SubmissionState.choose_source(file["id"], file["fix"])),
        ),
        role="alert",
        class_name="file-problem",
    )


def _mismatch(file: ObjectVar[FileRow]) -> rx.Component:
    return rx.el.div(
        rx.el.p("This looks like ", file["detected"], "; you chose ", file["source"], "."),
        button(
            "Read as ",
            file["detected"],
            on_click=SubmissionState.choose_source(file["id"], file["detected"]),
        ),
        class_name="file-problem warning",
    )
