"""Structured log lines: one JSON object a line in a pipe, coloured text on a terminal."""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Callable, MutableMapping
from contextlib import AbstractContextManager
from functools import cache
from types import TracebackType
from typing import Any

import orjson
import structlog

from app.core.settings import get_settings


def configure(process: str) -> None:
    """Set up logging for this process; `process` names it in every line, whoever wrote it."""
    level = logging.getLevelNamesMapping().get(get_settings().log_level.upper(), logging.INFO)
    form = get_settings().log_format
    as_text = sys.stderr.isatty() if form == "auto" else form == "text"
    renderer: Any = structlog.dev.ConsoleRenderer() if as_text else structlog.processors.JSONRenderer(_json)

    def named(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event.setdefault("process", process)  # other threads have a context of their own
        return event

    before: list[Any] = [
        structlog.contextvars.merge_contextvars,
        named,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    logger.cache_clear()  # it keeps what it was configured with when it was first used
    last = [structlog.processors.format_exc_info, renderer]
    structlog.configure(
        processors=[*before, *last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    _take_in_libraries(max(level, logging.WARNING), before, last)


def _json(line: dict[str, Any], *, default: Callable[[Any], Any]) -> str:
    """A line as JSON, even where it quotes what orjson refuses, such as half a character."""
    try:
        return orjson.dumps(line, default=default).decode()
    except TypeError:
        return json.dumps(line, default=default)


def _take_in_libraries(level: int, before: list[Any], last: list[Any]) -> None:
    """Everything that is told in another way: by libraries, as a warning, as an error that nobody caught."""
    handler = logging.StreamHandler(sys.stderr)
    strip = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    by_name: Any = structlog.stdlib.add_logger_name
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=[*before, by_name], processors=[strip, *last])
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda it: _uncaught(it.exc_type, it.exc_value, it.exc_traceback)
    sys.unraisablehook = lambda it: _uncaught(it.exc_type, it.exc_value, it.exc_traceback)


def _uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if issubclass(kind, (KeyboardInterrupt, SystemExit)):
        sys.__excepthook__(kind, error or kind(), trace)
        return
    logger().critical("uncaught_error", exc_info=(kind, error, trace))


@cache
def logger() -> Any:
    """A logger with the bound context."""
    return structlog.get_logger()


def request_id() -> str | None:
    """The id of the request that is being answered, if one is."""
    found: str | None = structlog.contextvars.get_contextvars().get("request_id")
    return found


def bind_job(job_id: str, request_id: str | None) -> AbstractContextManager[None]:
    """Name the job, and the request that asked for it, in every line of this thread meanwhile."""
    known = {"request_id": request_id} if request_id else {}
    return structlog.contextvars.bound_contextvars(process="worker", job_id=job_id, **known)
