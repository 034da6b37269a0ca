"""The job page: player, captions and waveform, then the files, the report, the timeline and the facts."""

from __future__ import annotations

import reflex as rx

from app.ui.components.badge import sandbox_tag, status_badge
from app.ui.components.button import page_link
from app.ui.components.shell import shell
from app.ui.job_news import job_news
from app.ui.pages import Page
from app.ui.pages.home.actions.view import notice
from app.ui.pages.home.detail.state import DetailState
from app.ui.pages.home.detail.view import background, next_step, outcome
from app.ui.pages.home.history.state import HistoryState
from app.ui.pages.home.sharing.view import share_dialog
from app.ui.pages.job.media import job_media
from app.ui.pages.job.spoken_lines.view import spoken_lines
from app.ui.pages.job.state import JobPageState


def job_page() -> rx.Component:
    """One job at an address of its own."""
    return shell(
        rx.match(
            DetailState.phase,
            ("ready", _job()),
            ("missing", no_such_job(DetailState.message, "job-missing")),
            _waiting(),
        ),
        share_dialog(),
        notice(),
    )


def _back() -> rx.Component:
    """To the list as it was left, with its filters and its place."""
    return page_link(
        rx.icon("arrow-left", size=14, aria_hidden="true"),
        "All jobs",
        to=HistoryState.list_href,
        class_name="job-back",
    )


def _job() -> rx.Component:
    row = DetailState.row
    return rx.el.article(
        job_news(row=row),
        _back(),
        rx.el.header(
            rx.el.div(
                rx.el.h1(row["source"]),
                rx.el.p(
                    status_badge(row["now"]["badge"]),
                    rx.cond(row["sandbox"], sandbox_tag()),
                    rx.el.span("#", row["number"], " · ", row["kind_label"], class_name="hint"),
                ),
            ),
            class_name="job-head",
        ),
        rx.el.section(
            rx.el.h2("State", class_name="unseen"), next_step(), aria_label="State", class_name="job-parts"
        ),
        job_media(
            job_id=DetailState.job_id,
            version=DetailState.version,
            ended=(row["now"]["status"] != "pending") & (row["now"]["status"] != "processing"),
        ),
        spoken_lines(),
        rx.el.h2("About this job", class_name="unseen"),
        rx.el.div(
            rx.el.div(outcome(), class_name="job-parts"),
            rx.el.div(background(), class_name="job-parts"),
            class_name="job-about",
        ),
        class_name="job-page",
        custom_attrs={"data-testid": "job-page"},
    )


def no_such_job(message: str, test_id: str) -> rx.Component:
    """For an address that leads to no job of the person's; `message` says what was looked for."""
    return rx.el.section(
        rx.el.h1("No such job"),
        rx.el.p(message, " It may belong to someone else, or the address is incomplete.", class_name="hint"),
        page_link("All jobs", to="/", class_name="button primary"),
        class_name="nowhere",
        custom_attrs={"data-testid": test_id},
    )


def _waiting() -> rx.Component:
    return rx.el.div(
        _back(),
        rx.el.div(class_name="job-bone"),
        rx.el.span("Loading the job", class_name="unseen", role="status"),
        class_name="job-page",
    )


PAGE = Page(
    route="/jobs/[job_number]", view=job_page, title="Job", on_load=[JobPageState.load, DetailState.load]
)
