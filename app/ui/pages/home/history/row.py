"""One job in the history: drawn again only when it changes itself, which keeps fifty live rows cheap."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from app.ui.components.badge import sandbox_tag, status_badge
from app.ui.components.button import page_link
from app.ui.components.progress import progress
from app.ui.components.relative_time import relative_time
from app.ui.pages.home.history.actions import row_actions
from app.ui.rows import LiveFields, Row


@rx.memo
def job_row(
    job: ObjectVar[Row],
    now: ObjectVar[LiveFields],
    href: rx.Var[str],
    is_open: rx.Var[bool],
    rest: rx.RestProp,
) -> rx.Component:
    """A row; `now` is its moving part, `href` opens its details."""
    source = _newest(now["source"], job["source"])
    return rx.el.tr(
        rx.el.td(job["number"], class_name="cell-number"),
        rx.el.td(relative_time(at=job["created"]), class_name="cell-time"),
        rx.el.td(
            page_link(source, to=href, class_name="row-link", title=source),
            rx.cond(job["sandbox"], sandbox_tag()),
            rx.cond(now["problem"] != "", rx.el.span(now["problem"], class_name="row-problem")),
            class_name="cell-source",
        ),
        rx.el.td(job["kind_label"], class_name="cell-kind"),
        rx.el.td(_formats(job, now), class_name="cell-format"),
        rx.el.td(_status(now), class_name="cell-status"),
        rx.el.td(_duration(now), class_name="cell-duration"),
        rx.el.td(row_actions(job, now), class_name="cell-actions"),
        rest,
        class_name="row",
        custom_attrs={
            "data-testid": "job-row",
            "data-job-id": job["id"],
            "data-status": now["status"],
            "data-open": is_open,
        },
    )


def _newest(found: rx.Var[str], told: rx.Var[str]) -> rx.Var[str]:
    newest: rx.Var[str] = rx.cond(found, found, told)  # mostly left out
    return newest


def _formats(job: ObjectVar[Row], now: ObjectVar[LiveFields]) -> rx.Component:
    source_format = _newest(now["format"], job["source_profile"])
    return rx.el.div(
        rx.cond(
            job["source_profile"] != "",
            rx.fragment(
                rx.el.span(source_format, class_name="format", title=source_format),
                rx.icon("arrow-right", size=12, aria_label="to"),
            ),
        ),
        rx.el.span(job["target_profile"], class_name="format", title=job["target_profile"]),
        class_name="formats",
    )


def _status(now: ObjectVar[LiveFields]) -> rx.Component:
    return rx.fragment(
        status_badge(now["badge"]),
        rx.cond(
            now["waiting"], rx.el.span("nobody works on it", class_name="row-stage", title=now["waiting"])
        ),
        rx.cond(
            now["status"] == "processing",
            rx.fragment(
                rx.el.span(
                    now["stage"],
                    rx.cond(now["percent"] > 0, rx.fragment(" ", now["percent"], " %")),
                    class_name="row-stage",
                ),
                progress(now["percent"]),
            ),
        ),
    )


def _duration(now: ObjectVar[LiveFields]) -> rx.Component:
    return rx.cond(
        now["started"] != "",
        relative_time(at=now["started"], kind="running", title=now["eta"]),
        now["took"],
    )
