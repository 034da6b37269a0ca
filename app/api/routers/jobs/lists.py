"""The history as a whole: counts, export as CSV, one action on many jobs, their files as one zip."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import Response, StreamingResponse

from app.api.authentication import Asker
from app.api.downloads.file_responses import disposition
from app.api.json_responses import json_answer
from app.api.openapi.document import PROBLEMS
from app.api.route_parameters import BINARY
from app.api.routers.jobs.filters import ListFilters
from app.api.routers.links import link_json
from app.api.schemas import history as schema
from app.core import clock
from app.core.db import read_scope
from app.services.access import Principal
from app.services.jobs import history
from app.services.jobs.history import archive, bulk, export
from app.services.jobs.history.bulk import MOST, Selection

router = APIRouter(prefix="/v1/jobs", tags=["Jobs"], responses=PROBLEMS)
_ZIP: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The files.",
        "content": {"application/zip": {"schema": BINARY, "example": "PK...."}},
    }
}
_CSV: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A line for each job, after a line of names.",
        "content": {"text/csv": {"schema": {"type": "string"}}},
    }
}
JobIds = Annotated[list[str], Form(max_length=MOST, description="Ids of jobs, one field each, at most 1000.")]


@router.get("/counts", operation_id="count_jobs", response_model=schema.Counts)
def count_jobs(who: Asker) -> Response:
    """How many jobs have each status, and how many were submitted on each of the last 30 days."""
    with read_scope() as session:
        by_word = history.count_by_stage(session, who)
        days = history.days(session, who)
    statuses = [{"status": word, "count": count} for word, count in by_word.items()]
    lines = [
        {"day": day.day.isoformat(), "completed": day.completed, "failed": day.failed, "open": day.open}
        for day in days
    ]
    return json_answer({"statuses": statuses, "days": lines, "capped_at": history.COUNT_CAP})


@router.get("/export", operation_id="export_jobs", response_class=Response, responses=_CSV)
def export_jobs(who: Asker, filters: ListFilters) -> Response:
    """All jobs that match as CSV, streamed. Cells that a spreadsheet would run begin with an apostrophe."""
    history.check(who, filters)
    name = f"jobs-{clock.now():%Y-%m-%d}.csv"
    headers = {"content-disposition": disposition(name), "cache-control": "no-store"}
    lines = export.csv_lines(who, filters)
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/bulk", operation_id="act_on_jobs", response_model=schema.BulkAnswer)
async def act_on_jobs(request: Request, wanted: schema.BulkRequest, who: Asker) -> Response:
    """Retry, cancel, delete or share many jobs. What cannot be done to one stops no other."""
    outcome = await bulk.act_alone(who, wanted.action, wanted.selection(), seconds=wanted.expires_in)
    refused = [
        {"job_id": each.job_id, "code": each.code, "message": each.message, "hint": each.hint}
        for each in outcome.refused
    ]
    return json_answer(
        {
            "action": outcome.action,
            "message": outcome.message,
            "matched": outcome.matched,
            "done": outcome.done,
            "refused": refused,
            "reasons": [{"message": message, "count": count} for message, count in outcome.reasons],
            "links": [link_json(request, link, output) for link, output in outcome.links],
            "more": outcome.more,
        }
    )


@router.get("/archive", operation_id="download_matching", response_class=Response, responses=_ZIP)
def download_matching(who: Asker, filters: ListFilters) -> Response:
    """The files of all jobs that match as one zip, of the newest 1000 jobs at most."""
    return _zip(who, Selection(filters=filters))


@router.post("/archive", operation_id="download_jobs", response_class=Response, responses=_ZIP)
def download_jobs(who: Asker, job_ids: JobIds) -> Response:
    """The files of the named jobs as one zip, made while it is sent. Jobs without files are left out."""
    return _zip(who, Selection(job_ids))


def _zip(who: Principal, selection: Selection) -> Response:
    with read_scope() as session:
        found = archive.archive(session, who, selection)
    headers = {
        "content-disposition": disposition(f"cuedeck-{clock.now():%Y-%m-%d}.zip"),
        "content-length": str(found.size),
        "cache-control": "no-store",
    }
    return StreamingResponse(found.chunks, media_type="application/zip", headers=headers)
