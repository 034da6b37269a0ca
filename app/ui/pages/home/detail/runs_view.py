"""Parts of a job's detail about its runs: what changed, its log, its webhooks, and the job as a command.

Each takes what app.ui.pages.home.detail.job reads, so that any page about one job can show it.
"""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.vars import ObjectVar

from app.ui.components.button import page_link
from app.ui.components.copy_button import copy_button
from app.ui.components.relative_time import clock
from app.ui.language.translated import t
from app.ui.pages.home.detail.runs import AttemptLine, Change, Changes, Delivery, LogLine
from app.ui.pages.home.detail.snippets import Snippets


def edit_and_run_again(job_id: Any) -> rx.Component:
    """Fills the form with the job, its stored files included."""
    return page_link(
        rx.icon("pencil", size=14, aria_hidden="true"),
        "Edit and run again",
        to=f"/?again={job_id}",
        class_name="button plain",
        custom_attrs={"data-testid": "run-again"},
    )


def changes(told: ObjectVar[Changes]) -> rx.Component:
    """What differs from the run before; nothing where nothing does."""
    return rx.cond(
        told["fields"].length() > 0,
        rx.el.section(
            rx.el.h3(
                "Changed since ",
                rx.cond(told["number"] != "", page_link(told["number"], to=told["href"]), "the run before"),
            ),
            rx.el.dl(rx.foreach(told["fields"], _change), class_name="changes"),
            custom_attrs={"data-testid": "run-changes"},
        ),
    )


def _change(each: ObjectVar[Change]) -> rx.Component:
    return rx.el.div(
        rx.el.dt(each["field"]),
        rx.el.dd(rx.el.del_(each["before"]), " → ", rx.el.ins(each["after"])),
    )


def webhooks(sent: Any) -> rx.Component:
    """The job's webhooks with every attempt; nothing where none was due."""
    return rx.cond(
        sent.length() > 0,
        rx.el.section(
            rx.el.h3("Webhooks"),
            rx.el.ul(rx.foreach(sent, _delivery), class_name="job-webhooks"),
            custom_attrs={"data-testid": "job-webhooks"},
        ),
    )


def _delivery(each: ObjectVar[Delivery]) -> rx.Component:
    return rx.el.li(
        rx.el.span(each["event"], " to ", each["host"]),
        rx.el.span(t(each["state"]), class_name="hint"),
        rx.el.ol(rx.foreach(each["attempts"], _attempt), class_name="log"),
    )


def _attempt(line: ObjectVar[AttemptLine]) -> rx.Component:
    return rx.el.li(
        clock(at=line["at"], class_name="mono"), line["result"], custom_attrs={"data-bad": line["bad"]}
    )


def log(lines: Any) -> rx.Component:
    """What happened, in words; folded, since the timeline says the most of it."""
    return rx.el.details(
        rx.el.summary("Log"),
        rx.el.ol(rx.foreach(lines, _line), class_name="log"),
        custom_attrs={"data-testid": "job-log"},
    )


def _line(line: ObjectVar[LogLine]) -> rx.Component:
    return rx.el.li(
        clock(at=line["at"], class_name="mono"), line["text"], custom_attrs={"data-bad": line["bad"]}
    )


def snippets(text: ObjectVar[Snippets]) -> rx.Component:
    """Copies the same job as a command or a program."""
    names = (("curl", "curl"), ("python", "Python"), ("cli", "CLI"))
    buttons = [
        copy_button(
            text=text[name],
            label=t("Copy as {language}", language=words),
            class_name="button plain",
            custom_attrs={"data-testid": f"copy-{name}", "data-text": text[name]},
        )
        for name, words in names
    ]
    return rx.el.section(rx.el.h3("Run it elsewhere"), rx.el.div(*buttons, class_name="actions"))
