"""Structured log lines: one JSON object a line in a pipe, coloured text on a terminal."""

from __future__ import annotations

import logging
import sys
from contextlib import AbstractContextManager
from typing import Any

import structlog

from app.core.settings import get_settings


def configure(process: str) -> None:
    """Set up logging for this process; `process` names it in every line."""
    level = logging.getLevelNamesMapping().get(get_settings().log_level.upper(), logging.INFO)
    form = get_settings().log_format
    as_text = sys.stderr.isatty() if form == "auto" else form == "text"
    renderer: Any = structlog.dev.ConsoleRenderer() if as_text else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        level=max(level, logging.WARNING), stream=sys.stderr, format="%(levelname)s %(name)s %(message)s"
    )
    structlog.contextvars.bind_contextvars(process=process)


def logger() -> Any:
    """A logger with the bound context."""
    return structlog.get_logger()


def request_id() -> str | None:
    """The id of the request that is being answered, if one is."""
    found: str | None = structlog.contextvars.get_contextvars().get("request_id")
    return found


def about_job(job_id: str, request_id: str | None) -> AbstractContextManager[None]:
    """Name the job, and the request that asked for it, in every line of this thread meanwhile."""
    known = {"request_id": request_id} if request_id else {}
    return structlog.contextvars.bound_contextvars(process="worker", job_id=job_id, **known)
