"""For those who watch: /healthz (liveness), /readyz (readiness) and /metrics (figures)."""

from __future__ import annotations

import asyncio
from functools import partial
from hmac import compare_digest
from importlib.metadata import version
from ipaddress import ip_address

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.authentication import key_text
from app.api.json_responses import json_answer
from app.core import events
from app.core.errors import Forbidden, NotFound, Unauthorized
from app.core.limits import thread_pools
from app.core.limits.shared_read import shared
from app.core.settings import get_settings
from app.services.operations import readiness

VERSION = version("cuedeck")
router = APIRouter(include_in_schema=False)
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


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
    live = await asyncio.to_thread(events.reachable)
    found = await thread_pools.read(partial(readiness.check, live=live))
    body = {
        "status": "degraded" if found.reasons else "ok",
        "checks": found.checks,
        "missing_queues": found.missing_queues,
        "reasons": found.reasons,
    }
    return json_answer(body, 200 if found.runs_some else 503)


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """The figures of the whole installation, for Prometheus; who may read them, the settings say."""
    _may_read(request)
    from app.services.operations.metrics import CONTENT_TYPE, current  # most installations have no scraper

    text = await shared("metrics", partial(thread_pools.read, current.text))
    return Response(text, media_type=CONTENT_TYPE)


def _may_read(request: Request) -> None:
    settings = get_settings()
    if settings.metrics == "off":
        raise NotFound("There are no metrics here.", hint="The owner can set CUEDECK_METRICS.")
    if settings.metrics == "local" and not _is_local(request):
        raise Forbidden(
            "Metrics are for programs on the server itself.",
            hint="The owner can set CUEDECK_METRICS=token and CUEDECK_METRICS_TOKEN for others.",
        )
    token = (key_text(request) or "").encode()
    if settings.metrics == "token" and not compare_digest(token, settings.metrics_token.encode()):
        raise Unauthorized("This is not the token for metrics.", hint="Send Authorization: Bearer TOKEN.")


def _is_local(request: Request) -> bool:
    """Whether a program on this machine asks for itself: a proxy that is here too asks for others."""
    if any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ip_address(request.client.host if request.client else "").is_loopback
    except ValueError:
        return False
