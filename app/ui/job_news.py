"""Titles of tabs, and notifications of the browser about jobs that have ended (`assets/job-news.jsx`)."""

from __future__ import annotations

from typing import Any

import reflex as rx


class _News(rx.Component):
    library = "$/public/job-news.jsx"
    lib_dependencies: list[str] = ["lucide-react@1.26.0"]


class JobNews(_News):
    """The progress of one job as the tab's title, and a notification at its end. Shows nothing."""

    tag = "JobNews"

    row: rx.Var[dict[str, Any]]


class PageTitle(_News):
    """A title of the tab that depends on what the page shows. Shows nothing."""

    tag = "PageTitle"

    text: rx.Var[str]


class NotifyButton(_News):
    """Turns notifications of long jobs on and off in this browser; nothing where it has none."""

    tag = "NotifyButton"


job_news, page_title, notify_button = JobNews.create, PageTitle.create, NotifyButton.create
