"""The question before the files of many jobs are removed, and the answer to what was done to many."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from app.ui.components.button import button
from app.ui.components.confirm import UNDO_SECONDS, confirm
from app.ui.components.copy_button import copy_button
from app.ui.components.modal import modal
from app.ui.components.transient_text import transient_text
from app.ui.pages.home.actions.bulk_state import BulkState, Reason


def bulk_dialogs() -> rx.Component:
    """Both; nothing while there is neither."""
    return rx.fragment(_question(), _answer())


def _question() -> rx.Component:
    return confirm(
        "The sources and every output of ",
        rx.el.strong(BulkState.asking),
        " are removed from this server, and links to them end. The history entries stay.",
        title="Delete files of many jobs?",
        keep="Keep files",
        act="Delete files",
        on_keep=BulkState.keep,
        on_act=BulkState.delete,
        open=BulkState.asking != "",
    )


def _answer() -> rx.Component:
    return modal(
        rx.el.p(BulkState.message, custom_attrs={"data-testid": "bulk-answer"}),
        rx.cond(
            BulkState.reasons.length() > 0,
            rx.el.ul(rx.foreach(BulkState.reasons, _reason), class_name="findings"),
        ),
        rx.cond(
            BulkState.links != "",
            rx.el.div(
                rx.el.textarea(
                    value=BulkState.links,
                    read_only=True,
                    aria_label="Links",
                    rows="6",
                    class_name="field mono",
                ),
                copy_button(text=BulkState.links, label="Copy links", class_name="button plain"),
                class_name="stack",
            ),
        ),
        rx.el.footer(
            _undo(),
            button("Close", tone="primary", on_click=BulkState.dismiss, auto_focus=True),
            class_name="modal-foot",
        ),
        title="What was done",
        open=BulkState.message != "",
        on_close=BulkState.dismiss,
    )


def _undo() -> rx.Component:
    return transient_text(
        button("Undo", on_click=BulkState.undo, custom_attrs={"data-testid": "undo-bulk"}),
        text=rx.cond(BulkState.can_undo, BulkState.message, ""),
        seconds=UNDO_SECONDS,
        on_end=BulkState.withdraw_undo,
    )


def _reason(reason: ObjectVar[Reason]) -> rx.Component:
    return rx.el.li(rx.el.span(reason["count"], class_name="count"), reason["text"])
