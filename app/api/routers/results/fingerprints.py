"""GET /v1/fingerprints/compare: how alike two fingerprinted files are."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.api.authentication import Asker
from app.api.json_responses import json_answer
from app.api.openapi.document import PROBLEMS
from app.api.schemas.fingerprints import Likeness
from app.core.db import in_read
from app.services.jobs import fingerprints

router = APIRouter(prefix="/v1/fingerprints", tags=["Results"], responses=PROBLEMS)
Compared = Annotated[str, Query(description="A completed fingerprint job.")]


@router.get("/compare", operation_id="compare_fingerprints", response_model=Likeness)
async def compare_fingerprints(who: Asker, a: Compared, b: Compared) -> Response:
    """Compare the results of two completed fingerprint jobs: picture by picture, sound by sound."""
    first, second = await in_read(
        lambda session: [fingerprints.of_job(session, who, job_id) for job_id in (a, b)]
    )
    # Half an hour of sound is 15,000 numbers against 15,000: too long for the event loop.
    found = await run_in_threadpool(fingerprints.compare, first, second)
    return json_answer({"a": a, "b": b, **found})
