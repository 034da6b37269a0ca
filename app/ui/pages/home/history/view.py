"""The history: filters, counts, saved views, the live table, and its empty, loading and error states."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from app.services.jobs.history import counts as history_service
from app.ui.components.button import button, icon_button, page_link
from app.ui.components.native_elements import native_link
from app.ui.language.translated import t
from app.ui.pages.home.actions.bulk_state import BulkState
from app.ui.pages.home.actions.state import ActionState
from app.ui.pages.home.history import choices
from app.ui.pages.home.history.choices import Bar, View
from app.ui.pages.home.history.notices import live_paused_bar, no_worker_bar
from app.ui.pages.home.history.state import HistoryState
from app.ui.pages.home.history.table import job_filters, jobs
from app.ui.pages.home.sharing.state import SharingState
from app.ui.pages.home.submission.state import SubmissionState

SKELETON_ROWS = 8
COLUMNS = (
    ("number", "Number"),
    ("time", "Time"),
    ("kind", "Type"),
    ("format", "Format"),
    ("duration", "Duration"),
)
"""The columns that can be hidden."""


def history() -> rx.Component:
    """The table with everything around it."""
    return rx.el.section(
        rx.el.header(
            rx.el.h2("Jobs"),
            rx.el.span(HistoryState.counted, class_name="hint"),
            _chart(),
            job_filters(
                view=HistoryState.view,
                statuses=_said(choices.status_options()),
                types=_said(choices.type_options()),
                channels=_said(choices.channel_options()),
                presets=HistoryState.presets,
                keys=HistoryState.keys,
                on_narrow=HistoryState.narrow,
            ),
            _layout(),
            class_name="history-head",
        ),
        live_paused_bar(),
        _views_and_counts(),
        no_worker_bar(),
        rx.match(
            HistoryState.phase,
            ("error", _error()),
            ("loading", _skeletons()),
            rx.cond(HistoryState.rows.length() > 0, _filled(), _empty()),
        ),
        aria_label="Jobs",
        class_name="history",
    )


def _said(options: list[choices.Option]) -> list[dict[str, object]]:
    return [{"value": option["value"], "label": t(option["label"])} for option in options]


def _chart() -> rx.Component:
    """The jobs of the last days; the sentence is what a screen reader gets."""
    width = history_service.DAYS * choices.CHART_STEP
    return rx.cond(
        HistoryState.days_label != "",
        rx.el.svg(
            rx.el.svg.rect(x=0, y=choices.CHART_HEIGHT - 1, width=width, height=1, class_name="axis"),
            rx.foreach(HistoryState.days, _bar),
            view_box=f"0 0 {width} {choices.CHART_HEIGHT}",
            width=f"{width}",
            height=f"{choices.CHART_HEIGHT}",
            role="img",
            aria_label=HistoryState.days_label,
            class_name="day-chart",
        ),
    )


def _bar(day: ObjectVar[Bar]) -> rx.Component:
    parts = [
        rx.el.svg.rect(x=day["x"], y=day[name][0], width=4, height=day[name][1], class_name=name)
        for name in ("done", "failed", "open")
    ]
    whole = rx.el.svg.rect(
        x=day["x"], y=0, width=choices.CHART_STEP, height=choices.CHART_HEIGHT, class_name="day"
    )
    return rx.el.svg.g(rx.el.svg.title(day["label"]), whole, *parts)


def _views_and_counts() -> rx.Component:
    counts = [_count(word, label) for word, label in choices.STATUSES]
    return rx.el.div(
        rx.el.nav(*counts, aria_label="Jobs by status", class_name="status-counts"),
        rx.el.nav(rx.foreach(HistoryState.views, _saved), aria_label="Saved views", class_name="saved-views"),
        rx.cond(HistoryState.filtered, _filtered()),
        class_name="history-bar",
    )


def _count(word: str, label: str) -> rx.Component:
    """A status with how many jobs have it; not shown for none."""
    return rx.cond(
        HistoryState.counts.contains(word),
        page_link(
            label,
            rx.el.span(HistoryState.counts[word], class_name="count"),
            to=f"/?status={word}",
            class_name="chip",
            custom_attrs={"data-testid": "status-count", "data-status": word},
            aria_current=rx.cond(HistoryState.status == word, "true", "false"),
        ),
    )


def _saved(view: ObjectVar[View]) -> rx.Component:
    return rx.el.span(
        page_link(
            rx.icon("bookmark", size=12, aria_hidden="true"),
            view["name"],
            to=view["href"],
            class_name="chip",
            custom_attrs={"data-testid": "saved-view"},
            aria_current=rx.cond(HistoryState.newest_href == view["href"], "true", "false"),
        ),
        rx.cond(
            HistoryState.newest_href == view["href"],
            icon_button(
                "x",
                t("Delete the view {name}", name=view["name"]),
                on_click=HistoryState.delete_view(view["id"]),
            ),
        ),
        class_name="saved-view",
    )


def _filtered() -> rx.Component:
    """What can be done with a list that is narrowed: clear, save as a view."""
    return rx.el.form(
        rx.el.input(
            name="name",
            placeholder="Name of the view",
            aria_label="Name of the view",
            max_length=60,
            class_name="field",
        ),
        button("Save view", type="submit", custom_attrs={"data-testid": "save-view"}),
        button("Clear filters", tone="quiet", on_click=HistoryState.clear),
        rx.cond(
            HistoryState.view_problem != "",
            rx.el.span(HistoryState.view_problem, role="alert", class_name="problem"),
        ),
        on_submit=HistoryState.save_view,
        reset_on_submit=True,
        class_name="save-view",
    )


def _layout() -> rx.Component:
    """Columns, density, and the list as a file."""
    return rx.el.details(
        rx.el.summary(
            rx.icon("columns-3", size=16, aria_hidden="true"),
            rx.el.span("Columns and export", class_name="unseen"),
            title="Columns and export",
            class_name="button icon",
        ),
        rx.el.div(
            rx.el.fieldset(rx.el.legend("Columns"), *(_column(name, words) for name, words in COLUMNS)),
            rx.el.fieldset(
                rx.el.legend("Rows"), _density("compact", "Compact"), _density("comfortable", "Comfortable")
            ),
            native_link(
                rx.icon("download", size=14, aria_hidden="true"),
                "Export as CSV",
                href=f"/v1/jobs/export?{HistoryState.api_query}",
                custom_attrs={"download": "", "data-testid": "export"},
                class_name="button plain",
            ),
            class_name="layout-panel",
        ),
        class_name="layout-menu",
    )


def _column(name: str, words: str) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=~HistoryState.hidden.contains(name),
            on_change=HistoryState.show_column(name),
        ),
        words,
    )


def _density(name: str, words: str) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="density",
            checked=HistoryState.density == name,
            on_change=HistoryState.set_density(name),
        ),
        words,
    )


def _filled() -> rx.Component:
    table = jobs(
        rows=HistoryState.rows,
        patch=HistoryState.patch,
        live=HistoryState.live,
        job_href=HistoryState.job_href,
        open_job=HistoryState.open_job,
        list=HistoryState.newest_href,
        counted=HistoryState.counted,
        more=(HistoryState.older_href != "") | (HistoryState.newer_href != ""),
        archive_href=f"/v1/jobs/archive?{HistoryState.api_query}",
        hidden=HistoryState.hidden,
        density=HistoryState.density,
        on_start=ActionState.start,
        on_cancel=ActionState.cancel,
        on_retry=ActionState.retry,
        on_share=SharingState.open_for,
        on_delete=ActionState.delete,
        on_bulk=BulkState.begin,
        on_gap=HistoryState.catch_up,
    )
    return rx.fragment(table, _pages())


def _skeletons() -> rx.Component:
    """Rows of the true height, until the real ones are there."""
    cell = rx.el.td(rx.el.span(class_name="bone"), class_name="bone-cell")
    row = rx.el.tr(*([cell] * 6), class_name="row", aria_hidden="true")
    return rx.el.table(
        rx.el.tbody(rx.foreach(list(range(SKELETON_ROWS)), lambda _: row)),
        class_name="jobs",
        aria_label="Loading",
    )


def _pages() -> rx.Component:
    return rx.el.nav(
        rx.cond(
            HistoryState.newer_href != "",
            rx.fragment(
                page_link("Newest", to=HistoryState.newest_href, class_name="button plain"),
                page_link("Newer", to=HistoryState.newer_href, class_name="button plain"),
            ),
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
            button("Show all jobs", on_click=HistoryState.clear),
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
