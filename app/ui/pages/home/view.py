"""The one screen: drop zone and form on top, the live history under it, one job beside it."""

from __future__ import annotations

import reflex as rx

from app.ui.components.confirm import undo_notice
from app.ui.components.shell import shell
from app.ui.pages import Page
from app.ui.pages.home.actions.bulk_view import bulk_dialogs
from app.ui.pages.home.actions.view import notice
from app.ui.pages.home.detail.state import DetailState
from app.ui.pages.home.detail.view import detail
from app.ui.pages.home.history.state import HistoryState
from app.ui.pages.home.history.view import history
from app.ui.pages.home.sharing.view import share_dialog
from app.ui.pages.home.submission.state import SubmissionState
from app.ui.pages.home.submission.view import submission


def home_page() -> rx.Component:
    """Everything a person does all day."""
    return shell(
        rx.el.h1("Cuedeck", class_name="unseen"),
        submission(),
        history(),
        detail(),
        share_dialog(),
        bulk_dialogs(),
        notice(),
        undo_notice(HistoryState, HistoryState.restore_view),
        on_escape=HistoryState.close_job,
    )


PAGE = Page(
    route="/",
    view=home_page,
    on_load=[HistoryState.load, DetailState.load, SubmissionState.load, HistoryState.load_choices],
)
