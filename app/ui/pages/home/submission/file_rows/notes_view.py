"""What is said below a file: its reader's notes, each with what to read it as instead, and its check."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.vars import ObjectVar

from app.ui.components.field import select
from app.ui.language.translated import t
from app.ui.pages.home.detail.report import Finding
from app.ui.pages.home.submission.file_rows.notes import SHOWN, Note
from app.ui.pages.home.submission.files import FileRow
from app.ui.pages.home.submission.state import SubmissionState


def notes(file: ObjectVar[FileRow]) -> rx.Component:
    """The notes of a file, the first of them at once."""
    noted: Any = file["notes"]
    count = noted.length()
    first = rx.foreach(noted[:SHOWN], lambda note: _note(file, note))
    others = rx.el.details(
        rx.el.summary(
            rx.cond(count == SHOWN + 1, t("1 more note"), t("{count} more notes", count=count - SHOWN))
        ),
        rx.el.ul(rx.foreach(noted[SHOWN:], lambda note: _note(file, note))),
    )
    return rx.cond(
        count > 0,
        rx.el.div(
            rx.el.ul(first, aria_label=t("Noted in reading {name}", name=file["name"])),
            rx.cond(count > SHOWN, others),
            class_name="file-notes",
            custom_attrs={"data-testid": "file-notes"},
        ),
    )


def _note(file: ObjectVar[FileRow], note: ObjectVar[Note]) -> rx.Component:
    return rx.el.li(
        _said(note),
        rx.cond(note["option"] != "", _choice(file, note)),
    )


def _said(finding: Any) -> rx.Component:
    return rx.el.span(
        rx.cond(finding["count"] != "", rx.el.span(finding["count"], class_name="count")),
        finding["text"],
        rx.cond(finding["where"] != "", rx.el.span(finding["where"], class_name="hint")),
    )


def _choice(file: ObjectVar[FileRow], note: ObjectVar[Note]) -> rx.Component:
    """What the file is read with, and what else it may be."""

    def choose(value: Any) -> Any:
        return SubmissionState.choose_reading(file["id"], note["option"], value)

    offered = rx.foreach(note["choices"], lambda choice: rx.el.option(choice["label"], value=choice["value"]))
    return rx.el.label(
        rx.el.span(note["label"]),
        select(
            offered,
            value=note["value"],
            on_change=choose,
            custom_attrs={"data-testid": "reading", "data-option": note["option"]},
        ),
    )


def report(file: ObjectVar[FileRow]) -> rx.Component:
    """What a style guide finds in a file, before anything is made of it."""
    found: Any = file["report"]
    return rx.cond(
        found["title"] != "",
        rx.el.div(
            rx.el.p(rx.el.strong(found["title"])),
            rx.el.ul(rx.foreach(found["findings"], _finding), class_name="findings"),
            class_name=rx.cond(found["ready"], "file-report ready", "file-report"),
            role="status",
            custom_attrs={"data-testid": "file-report"},
        ),
    )


def _finding(finding: ObjectVar[Finding]) -> rx.Component:
    return rx.el.li(_said(finding))
