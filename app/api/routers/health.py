"""/healthz: the process answers. /readyz: database and events answer too."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import Response

from app.api.answers import json_answer
from app.core import events
from app.core.db import read_scope

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def healthz() -> Response:
    """Alive."""
    return json_answer({"status": "ok"})


@router.get("/readyz")
async def readyz() -> Response:
    """Ready to take and run jobs."""
    checks = {
        "database": await asyncio.to_thread(_database),
        "events": await asyncio.to_thread(events.reachable),
    }
    ready = all(checks.values())
    return json_answer({"status": "ok" if ready else "degraded", "checks": checks}, 200 if ready else 503)


def _database() -> bool:
    try:
        with read_scope() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True
