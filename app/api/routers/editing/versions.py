"""Versions of an output: save a draft as a new one, list, download and compare them."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app.api.authentication import Asker
from app.api.downloads import file_responses
from app.api.json_responses import json_answer
from app.api.openapi.document import PROBLEMS
from app.api.route_parameters import BINARY, JobId
from app.api.schemas.drafts import Comparison, Version, VersionIn, Versions
from app.core.db import in_read, read_scope
from app.core.limits import thread_pools
from app.core.limits.turns import CAPTION_WORK
from app.core.schemas import shown
from app.services.editor import versions

router = APIRouter(prefix="/v1/jobs/{job_id}/outputs/{index}", tags=["Editing"], responses=PROBLEMS)
Index = Annotated[int, Path(ge=0, le=1000, description="Position among the files of the job, from 0.")]
Number = Annotated[int, Path(ge=1, description="Number of the version, from 1.")]
With = Annotated[int, Query(alias="with", ge=1, description="The version to compare it with.")]
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {"application/octet-stream": {"schema": BINARY, "example": "WEBVTT...."}},
    }
}


@router.get("/versions", operation_id="list_output_versions", response_model=Versions)
def list_output_versions(job_id: JobId, index: Index, who: Asker) -> Response:
    """Every version of a file, the newest first."""
    with read_scope() as session:
        found = versions.list_for_output(session, who, job_id, index)
    return json_answer({"items": [shown(Version.model_fields, each) for each in found]})


@router.post("/versions", operation_id="save_output_version", response_model=Version, status_code=201)
async def save_output_version(job_id: JobId, index: Index, sent: VersionIn, who: Asker) -> Response:
    """Write an edited draft as the newest version of the file; the versions before it stay."""
    save = partial(versions.save, who, job_id, index, sent.version, sent.note.strip())
    made = await thread_pools.run(thread_pools.LARGE, save)
    return json_answer(shown(Version.model_fields, made), 201)


@router.get(
    "/versions/{version}", operation_id="download_output_version", response_class=Response, responses=_FILE
)
def download_output_version(
    request: Request, job_id: JobId, index: Index, version: Number, who: Asker
) -> Response:
    """One version of a file, for its owner."""
    with read_scope() as session:
        found = versions.get(session, who, job_id, index, version)
    return file_responses.answer(request, found)


@router.get("/versions/{version}/changes", operation_id="compare_output_versions", response_model=Comparison)
async def compare_output_versions(
    job_id: JobId, index: Index, version: Number, other: With, who: Asker
) -> Response:
    """What the version says otherwise than the one it is compared with."""
    async with CAPTION_WORK.taken(who.account_id):
        pair = await in_read(lambda session: versions.pair(session, who, job_id, index, other, version))
        return json_answer(await thread_pools.run(pair.size, versions.compare, pair))
