"""Lists of jobs: filters, pages in both directions, counts, export, and what is done to many jobs at once."""

from app.services.jobs.history.counts import COUNT_CAP, COUNTED, count, count_by_stage, days
from app.services.jobs.history.filters import CHANNELS, STATUSES, Filters, check
from app.services.jobs.history.pages import Page, page, whole

__all__ = [
    "CHANNELS",
    "COUNTED",
    "COUNT_CAP",
    "STATUSES",
    "Filters",
    "Page",
    "check",
    "count",
    "count_by_stage",
    "days",
    "page",
    "whole",
]
