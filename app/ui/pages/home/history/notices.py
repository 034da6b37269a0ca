"""Bars above the history: the jobs whose queue has no worker, and live updates that are paused."""

from __future__ import annotations

from typing import Any

import reflex as rx

from app.ui.pages.home.history.state import HistoryState


def no_worker_bar() -> rx.Component:
    """Quiet, since all other jobs go on. Its place is always there, so that it is read out when it comes."""
    bar = _bar(
        "Nobody is working on ",
        HistoryState.unserved_jobs,
        ". They wait; start a worker with ",
        rx.el.span("cuedeck up", class_name="mono"),
        " where ",
        rx.el.span("CUEDECK_JOBS__QUEUES", class_name="mono"),
        " has ",
        HistoryState.unserved_queues,
        ".",
        test_id="no-worker",
    )
    return rx.el.div(rx.cond(HistoryState.unserved_jobs != "", bar), role="status")


def live_paused_bar() -> rx.Component:
    """The broker is away: jobs are taken and run all the same, and the page reads the list now and then."""
    return rx.el.div(
        rx.cond(
            HistoryState.live_paused,
            _bar(
                "Live updates are paused: the broker does not answer. Jobs are taken and run all the "
                "same, and this list is read again every few seconds.",
                test_id="live-paused",
            ),
        ),
        role="status",
    )


def _bar(*words: Any, test_id: str) -> rx.Component:
    return rx.el.div(
        rx.icon("triangle-alert", size=16, aria_hidden="true"),
        rx.el.p(*words),
        class_name="no-worker",
        custom_attrs={"data-testid": test_id},
    )
