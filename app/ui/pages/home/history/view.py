"""The history: filters, the live table, and its empty, loading and error states."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from app.job_types import JOB_TYPES
from app.ui.components.button import button, page_link
from app.ui.components.field import select
from app.ui.components.text_field import text_field
from app.ui.pages.home.history.notices import live_paused_bar, no_worker_bar
from app.ui.pages.home.history.row import job_row
from app.ui.pages.home.history.state import HistoryState
from app.ui.pages.home.submission.state import SubmissionState
from app.ui.rows import Row

STATUSES = (
    ("draft", "Draft"),
    ("queued", "Queued"),
    ("processing", "Processing"),
    ("editing", "Needs review"),
    ("completed", "Completed"),
    ("failed", "All failed"),
    ("rejected", "Rejected"),
    ("canceled", "Canceled"),
)
"""Words the history can be filtered by (statuses and stages), as people read them."""

COLUMNS = (
    ("#", "cell-number"),
    ("Time", "cell-time"),
    ("Source file", "cell-source"),
    ("Type", "cell-kind"),
    ("Format", "cell-format"),
    ("Status", "cell-status"),
    ("Duration", "cell-duration"),
)
SKELETON_ROWS = 8


def history() -> rx.Component:
    """The table with everything around it."""
    return rx.el.section(
        rx.el.header(
            rx.el.h2("Jobs"),
            rx.el.span(HistoryState.counted, class_name="hint"),
            rx.el.div(_search(), _by_status(), _by_type(), class_name="filters"),
            class_name="history-head",
        ),
        live_paused_bar(),
        no_worker_bar(),
        rx.match(
            HistoryState.phase,
            ("error", _error()),
            ("loading", _table(rx.foreach(list(range(SKELETON_ROWS)), lambda _: _skeleton()))),
            rx.cond(HistoryState.rows.length() > 0, _filled(), _empty()),
        ),
        aria_label="Jobs",
        class_name="history",
    )


def _search() -> rx.Component:
    return text_field(
        type="search",
        value=HistoryState.q,
        on_change=HistoryState.search,
        placeholder="Search",
        label="Search jobs",
        title="Search names, formats, numbers (/)",
        test_id="search",
    )


def _by_status() -> rx.Component:
    return select(
        rx.el.option("All statuses", value=""),
        *(rx.el.option(words, value=word) for word, words in STATUSES),
        value=HistoryState.status,
        on_change=HistoryState.filter_status,
        aria_label="Status",
        custom_attrs={"data-testid": "filter-status"},
    )


def _by_type() -> rx.Component:
    return select(
        rx.el.option("All types", value=""),
        *(rx.el.option(kind.label, value=name) for name, kind in JOB_TYPES.items()),
        value=HistoryState.kind,
        on_change=HistoryState.filter_type,
        aria_label="Job type",
        custom_attrs={"data-testid": "filter-type"},
    )


def _filled() -> rx.Component:
    return rx.fragment(_table(rx.foreach(HistoryState.rows, _row)), _pages())


def _table(rows: rx.Component) -> rx.Component:
    heads = [rx.el.th(words, scope="col", class_name=name) for words, name in COLUMNS]
    actions = rx.el.th(rx.el.span("Actions", class_name="unseen"), scope="col", class_name="cell-actions")
    return rx.el.table(
        rx.el.thead(rx.el.tr(*heads, actions)),
        rx.el.tbody(rows),
        class_name="jobs",
        custom_attrs={"data-testid": "job-table"},
    )


def _row(job: ObjectVar[Row]) -> rx.Component:
    key = job["id"]
    return job_row(
        job=job,
        now=rx.cond(HistoryState.live.contains(key), HistoryState.live[key], job["now"]),
        href=HistoryState.job_href + key,
        is_open=HistoryState.open_job == key,
        key=key,
    )


def _skeleton() -> rx.Component:
    cells = [rx.el.td(rx.el.span(class_name="bone"), class_name=name) for _, name in COLUMNS]
    return rx.el.tr(*cells, rx.el.td(class_name="cell-actions"), class_name="row", aria_hidden="true")


def _pages() -> rx.Component:
    return rx.el.nav(
        rx.cond(
            HistoryState.list_href != HistoryState.newest_href,
            page_link("Newest", to=HistoryState.newest_href, class_name="button plain"),
        ),
        rx.cond(
            HistoryState.older_href != "",
            page_link("Older", to=HistoryState.older_href, class_name="button plain"),
        ),
        aria_label="Pages",
        class_name="pages",
    )


def _empty() -> rx.Component:
    return rx.cond(
        HistoryState.filtered,
        rx.el.div(
            rx.el.p("No job matches."),
            button("Clear filters", on_click=HistoryState.clear),
            class_name="empty",
        ),
        rx.el.div(
            rx.el.p("No jobs yet. Drop a caption file above, or see what a result looks like:"),
            button(
                rx.icon("play", size=14, aria_hidden="true"),
                "Try a sample",
                on_click=SubmissionState.try_sample,
                custom_attrs={"data-testid": "try-sample"},
            ),
            class_name="empty",
        ),
    )


def _error() -> rx.Component:
    return rx.el.div(
        rx.el.p(HistoryState.problem),
        rx.el.p(HistoryState.hint, class_name="hint"),
        button("Show all jobs", on_click=HistoryState.clear),
        role="alert",
        class_name="empty",
    )
