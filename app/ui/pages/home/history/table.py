"""The table of jobs and its filters, as components of their own (`assets/history/`)."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_base.event import no_args_event_spec, passthrough_event_spec

from app.ui.pages.home.history.patches import Patch
from app.ui.rows import LiveFields, Row


class Jobs(rx.Component):
    """Rows that are drawn again only when they change, and what is selected of them."""

    library = "$/public/history/jobs.jsx"
    tag = "Jobs"
    lib_dependencies: list[str] = ["lucide-react@1.26.0"]

    rows: rx.Var[list[Row]]
    """A whole page, the base of the patches."""

    patch: rx.Var[Patch]
    """What has changed since."""

    live: rx.Var[dict[str, LiveFields]]
    """The moving part of rows that run, by job."""

    job_href: rx.Var[str]
    """What the address of an open job begins with."""

    open_job: rx.Var[str]

    list: rx.Var[str]
    """Names the list; a selection ends when it changes."""

    counted: rx.Var[str]
    """How many jobs match, in words."""

    more: rx.Var[bool]
    """Whether more match than the page shows."""

    archive_href: rx.Var[str]
    """Where the files of all that match are fetched."""

    hidden: rx.Var[list[str]]
    density: rx.Var[str]

    on_start: rx.EventHandler[passthrough_event_spec(str)]
    on_cancel: rx.EventHandler[passthrough_event_spec(str)]
    on_retry: rx.EventHandler[passthrough_event_spec(str)]
    on_share: rx.EventHandler[passthrough_event_spec(str)]

    on_delete: rx.EventHandler[passthrough_event_spec(str)]

    on_bulk: rx.EventHandler[passthrough_event_spec(str, list[str], str)]
    """Gets the action, the selected jobs, and "all" when all that match are meant."""

    on_gap: rx.EventHandler[no_args_event_spec]
    """A patch is missing: the page has to be sent whole."""


class JobFilters(rx.Component):
    """The filters; each changes the page's address."""

    library = "$/public/history/job-filters.jsx"
    tag = "JobFilters"

    view: rx.Var[dict[str, str]]
    statuses: rx.Var[list[dict[str, str]]]
    types: rx.Var[list[dict[str, str]]]
    channels: rx.Var[list[dict[str, str]]]
    presets: rx.Var[list[dict[str, str]]]
    keys: rx.Var[list[dict[str, str]]]

    on_narrow: rx.EventHandler[passthrough_event_spec(str)]
    """Gets the query of the address that the page goes to."""


def jobs(**props: Any) -> rx.Component:
    """The table."""
    return Jobs.create(**props)


def job_filters(**props: Any) -> rx.Component:
    """The filters."""
    return JobFilters.create(**props)
