"""Health checks: /healthz (liveness) and /readyz (readiness)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from importlib.metadata import version

from fastapi import APIRouter
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import Response

from app.api.json_responses import json_answer
from app.core import events
from app.core.db import read_scope
from app.core.limits import thread_pools
from app.job_types import queues
from app.services.dispatch import workers

VERSION = version("cuedeck")
router = APIRouter(include_in_schema=False)
_DATABASE = "The database does not answer."
_EVENTS = (
    "The broker does not answer: jobs run all the same, and open pages read their lists every few seconds."
)
_DISPATCHER = "No dispatcher runs: lost jobs are not taken back, and webhooks are not sent."


@router.get("/healthz")
async def healthz() -> Response:
    """Alive, and in which version."""
    return json_answer({"status": "ok", "version": VERSION})


@router.get("/readyz")
async def readyz() -> Response:
    """Ready to take and run jobs.

    `degraded` with 200 still takes every job and runs some of them, so a proxy should keep sending requests;
    503 runs none. `reasons` says what is missing in words, `missing_queues` which jobs only wait.
    """
    (database, missing, dispatcher), live = await asyncio.gather(
        thread_pools.read(_database), asyncio.to_thread(events.reachable)
    )
    reasons = [] if database else [_DATABASE]
    reasons += [] if live else [_EVENTS]
    reasons += [workers.reason(queue) for queue in missing] + ([] if dispatcher else [_DISPATCHER])
    body = {
        "status": "degraded" if reasons else "ok",
        "checks": {"database": database, "events": live, "workers": not missing, "dispatcher": dispatcher},
        "missing_queues": missing,
        "reasons": reasons,
    }
    runs_some = database and len(missing) < len(queues.ALL)  # without a broker too
    return json_answer(body, 200 if runs_some else 503)


def _database() -> tuple[bool, Sequence[str], bool]:
    """Whether the database answers, the queues without a worker, whether a dispatcher runs."""
    try:
        with read_scope() as session:
            session.execute(text("SELECT 1"))
            return True, workers.missing_queues(session), not workers.dispatcher_missing(session)
    except SQLAlchemyError:
        return False, (), True
