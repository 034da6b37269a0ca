"""The drawer: one job beside the list, or a page of its own on a narrow screen."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from app.ui.components.badge import sandbox_tag, status_badge
from app.ui.components.button import button, download_link, icon_button, page_link
from app.ui.components.copy_button import copy_button
from app.ui.components.progress import progress
from app.ui.components.relative_time import clock, relative_time
from app.ui.job_news import notify_button
from app.ui.pages.home.actions.state import ActionState
from app.ui.pages.home.detail import runs_view, steps
from app.ui.pages.home.detail.facts import Fact
from app.ui.pages.home.detail.job import File
from app.ui.pages.home.detail.report import Finding, Section
from app.ui.pages.home.detail.state import DetailState
from app.ui.pages.home.detail.timeline import TimelineEntry
from app.ui.pages.home.history.state import HistoryState
from app.ui.pages.home.sharing.state import SharingState
from app.ui.pages.home.sharing.view import link_list


def detail() -> rx.Component:
    """Nothing while no job is open."""
    return rx.match(
        DetailState.phase,
        ("ready", _drawer(_job())),
        ("missing", _drawer(_missing())),
        rx.fragment(),
    )


def _drawer(*children: rx.Component) -> rx.Component:
    return rx.el.aside(
        *children,
        aria_label="Job details",
        class_name="drawer",
        custom_attrs={"data-testid": "job-detail"},
    )


def _missing() -> rx.Component:
    return rx.fragment(
        _head(rx.el.h2("No such job")),
        rx.el.p(DetailState.message, " It may belong to someone else, or the address is incomplete."),
    )


def _head(*title: rx.Component) -> rx.Component:
    return rx.el.header(
        page_link(
            rx.icon("arrow-left", size=16, aria_hidden="true"),
            "All jobs",
            to=HistoryState.list_href,
            class_name="drawer-back",
        ),
        rx.el.div(*title, class_name="drawer-title"),
        icon_button("x", "Close (Esc)", on_click=HistoryState.close_job),
        class_name="drawer-head",
    )


def _job() -> rx.Component:
    row = DetailState.row
    return rx.fragment(
        _head(
            rx.el.h2(row["source"]),
            rx.el.p(
                status_badge(row["now"]["badge"]),
                rx.cond(row["sandbox"], sandbox_tag()),
                rx.el.span("#", row["number"], " · ", row["kind_label"], class_name="hint"),
                page_link("Open page", to=f"/jobs/{row['number']}", class_name="drawer-page"),
            ),
        ),
        next_step(),
        outcome(),
        background(),
    )


def next_step() -> rx.Component:
    """What a person has to do, what the job waits for, how far it is, or why it ended badly."""
    row = DetailState.row
    return rx.fragment(
        rx.cond(row["now"]["badge"] == "Draft", steps.draft()),
        rx.match(
            row["now"]["badge"],
            ("Needs review", steps.review()),
            ("Queued", rx.el.div(_cancel(), notify_button(), class_name="actions")),
            ("Processing", _progress()),
            rx.fragment(),
        ),
        rx.cond(
            row["now"]["waiting"], rx.el.p(row["now"]["waiting"], class_name="waiting", custom_attrs=_WAITING)
        ),
        rx.cond(DetailState.detail["problem"]["message"] != "", _problem()),
        rx.cond(
            (row["now"]["status"] == "completed") & (DetailState.detail["gone"] == ""),
            rx.el.div(runs_view.edit_and_run_again(DetailState.job_id), class_name="actions"),
        ),
    )


def outcome() -> rx.Component:
    """What the job made: files, or a result, and the report of it."""
    return rx.fragment(_files(), _result(), rx.foreach(DetailState.detail["report"], _section))


def background() -> rx.Component:
    """How it came about: what changed since the run before, stages, log, links, facts, description."""
    return rx.fragment(
        runs_view.changes(DetailState.detail["changes"]),
        _timeline(),
        runs_view.log(DetailState.detail["log"]),
        runs_view.webhooks(DetailState.detail["webhooks"]),
        rx.cond(DetailState.detail["links"].length() > 0, link_list(DetailState.detail["links"])),
        _facts(),
        _description(),
        runs_view.snippets(DetailState.detail["snippets"]),
    )


def _progress() -> rx.Component:
    now = DetailState.row["now"]
    return rx.el.div(
        progress(now["percent"]),
        rx.el.span(
            now["stage"],
            " ",
            now["percent"],
            " %",
            rx.cond(now["eta"] != "", " · " + now["eta"], ""),
            class_name="hint",
        ),
        rx.el.div(notify_button(), _cancel(), class_name="actions"),
        class_name="drawer-progress",
    )


def _cancel() -> rx.Component:
    return button("Cancel", tone="quiet", on_click=ActionState.cancel(DetailState.job_id))


def _problem() -> rx.Component:
    problem = DetailState.detail["problem"]
    fixed = ActionState.retry_as(DetailState.job_id, problem["fix"])
    return rx.el.section(
        rx.el.h3(problem["message"]),
        rx.el.p(problem["hint"]),
        rx.el.div(
            rx.cond(
                problem["fix"] != "",
                button("Convert as ", problem["fix"], tone="primary", on_click=fixed, custom_attrs=_FIX),
            ),
            rx.cond(DetailState.detail["gone"] == "", runs_view.edit_and_run_again(DetailState.job_id)),
            _retry(problem["refused"]),
            rx.cond(DetailState.detail["gone"] == "", _delete()),
            class_name="actions",
        ),
        rx.cond(problem["refused"] != "", rx.el.p(problem["refused"], id=_REFUSED, class_name="hint")),
        rx.el.details(rx.el.summary("Raw error"), rx.el.pre(problem["raw"])),
        class_name="error-card",
        role="group",
        aria_label="What happened",
    )


def _retry(refused: rx.Var[str]) -> rx.Component:
    """Where that cannot succeed it stays in its place, and the reason below it is read out with it."""
    attributes = {"aria-describedby": _REFUSED, "data-testid": "retry"}
    stays = button("Retry as it was", aria_disabled="true", title=refused, custom_attrs=attributes)
    retry = ActionState.retry(DetailState.job_id)
    return rx.cond(
        refused != "", stays, button("Retry as it was", on_click=retry, custom_attrs={"data-testid": "retry"})
    )


_REFUSED = "refused-again"
_FIX = {"data-testid": "fix"}
_WAITING = {"data-testid": "waiting-reason"}


def _files() -> rx.Component:
    return rx.fragment(
        rx.cond(
            DetailState.detail["files"].length() > 0,
            rx.el.section(
                rx.el.h3("Files"),
                rx.el.ul(rx.foreach(DetailState.detail["files"], _file), class_name="file-list"),
                rx.cond(
                    DetailState.detail["beginning"] != "",
                    rx.el.pre(
                        DetailState.detail["beginning"],
                        tab_index=0,
                        aria_label="Beginning of the file",
                        class_name="beginning",
                    ),
                ),
                rx.el.div(
                    button("Share", on_click=SharingState.open_for(DetailState.job_id)),
                    _edit(),
                    _delete(),
                    class_name="actions",
                ),
            ),
        ),
        rx.cond(
            DetailState.detail["gone"] != "",
            rx.el.p(
                "The files were removed ",
                relative_time(at=DetailState.detail["gone"]),
                ".",
                class_name="hint",
            ),
        ),
    )


def _edit() -> rx.Component:
    where = DetailState.detail["edit"]
    link = page_link("Edit captions", to=where, class_name="button plain", custom_attrs=_EDIT)
    return rx.cond(where != "", link)


_EDIT = {"data-testid": "edit"}


def _result() -> rx.Component:
    result = DetailState.detail["result"]
    return rx.cond(
        result != "",
        rx.el.section(
            rx.el.h3("Result"),
            rx.el.pre(result, tab_index=0, aria_label="The result", class_name="beginning"),
            rx.el.div(
                copy_button(text=result, label="Copy", class_name="button quiet"), class_name="actions"
            ),
            custom_attrs={"data-testid": "result"},
        ),
    )


def _delete() -> rx.Component:
    return button("Delete files", tone="quiet", on_click=ActionState.delete(DetailState.job_id))


def _file(file: ObjectVar[File]) -> rx.Component:
    return rx.el.li(
        download_link(
            rx.icon("download", size=16, aria_hidden="true"),
            rx.el.span(file["name"], class_name="link-file"),
            href=file["href"],
        ),
        rx.el.span(file["language"], " ", file["size"], class_name="hint"),
    )


def _section(section: ObjectVar[Section]) -> rx.Component:
    return rx.el.section(
        rx.el.h3(section["title"]),
        rx.el.ul(rx.foreach(section["findings"], _finding), class_name="findings"),
    )


def _finding(finding: ObjectVar[Finding]) -> rx.Component:
    return rx.el.li(
        rx.cond(finding["count"] != "", rx.el.span(finding["count"], class_name="count")),
        finding["text"],
        rx.cond(finding["where"] != "", rx.el.span(finding["where"], class_name="hint")),
    )


def _timeline() -> rx.Component:
    return rx.el.section(
        rx.el.h3("Timeline"),
        rx.el.ol(rx.foreach(DetailState.detail["timeline"], _moment), class_name="timeline"),
    )


def _moment(line: ObjectVar[TimelineEntry]) -> rx.Component:
    return rx.el.li(
        rx.el.span(line["label"]),
        rx.el.span(line["note"], class_name="hint"),
        rx.el.span(
            rx.cond(line["state"] == "running", relative_time(at=line["at"], kind="running"), line["took"]),
            class_name="hint",
        ),
        clock(at=line["at"], class_name="hint"),
        custom_attrs={"data-state": line["state"]},
    )


def _facts() -> rx.Component:
    return rx.el.section(
        rx.el.h3("Details"),
        rx.el.dl(rx.foreach(DetailState.detail["facts"], _fact)),
    )


def _fact(fact: ObjectVar[Fact]) -> rx.Component:
    return rx.el.div(
        rx.el.dt(fact["label"]),
        rx.el.dd(fact["value"], class_name=rx.cond(fact["mono"], "mono", "")),
    )


def _description() -> rx.Component:
    return rx.el.section(
        rx.el.header(
            rx.el.h3("Job Description"),
            copy_button(text=DetailState.detail["description"], label="Copy", class_name="button quiet"),
        ),
        rx.el.pre(DetailState.detail["description"], tab_index=0),
    )
