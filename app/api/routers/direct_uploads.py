"""Uploads straight to the bucket at /v1/uploads/direct. See docs/uploads.md."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from app.api.authentication import Asker
from app.api.json_responses import json_answer
from app.api.openapi.document import PROBLEMS
from app.api.route_parameters import UploadId
from app.api.schemas import uploads as schema
from app.core import clock
from app.core.clock import iso
from app.core.limits import thread_pools
from app.core.schemas import shown
from app.services.access import Principal
from app.services.files import direct_uploads, uploads
from models import UnfinishedUpload

router = APIRouter(prefix="/v1/uploads/direct", tags=["Uploads"], responses=PROBLEMS)


@router.post("", operation_id="begin_direct_upload", response_model=schema.DirectUpload, status_code=201)
async def begin_direct_upload(wanted: schema.NewDirectUpload, who: Asker) -> Response:
    """Begin an upload that goes straight to the bucket, in parts.

    Where the server keeps its files in a bucket and allows this; 409 `direct_uploads_off` elsewhere.
    """
    row = await thread_pools.store(direct_uploads.begin, who, wanted.file_name, wanted.size)
    return json_answer(_shown(row, []), 201)


@router.get("/{upload_id}", operation_id="get_direct_upload", response_model=schema.DirectUpload)
async def get_direct_upload(upload_id: UploadId, who: Asker) -> Response:
    """Which parts have arrived, as after a lost connection."""
    return json_answer(await thread_pools.store(_state, who, upload_id))


@router.post("/{upload_id}/parts", operation_id="sign_upload_parts", response_model=schema.PartAddresses)
async def sign_upload_parts(upload_id: UploadId, wanted: schema.WantedParts, who: Asker) -> Response:
    """Where parts are to be sent: each with PUT, as the whole body, with no further header and no cookie.

    An address takes the bytes of its part only: so many and no others. A part can be sent again.
    """
    return json_answer(await thread_pools.store(_addresses, who, upload_id, wanted.numbers))


@router.post(
    "/{upload_id}/complete", operation_id="complete_direct_upload", response_model=schema.Upload,
    status_code=201,
)  # fmt: skip
async def complete_direct_upload(upload_id: UploadId, wanted: schema.Completion, who: Asker) -> Response:
    """Make one file of the parts once all have arrived; the answer is that of `POST /v1/uploads`.

    Asked again, it answers the same: a lost answer costs nothing.
    """
    found = await thread_pools.run(thread_pools.LARGE, direct_uploads.complete, who, upload_id, wanted.sha256)
    inspection = uploads.shown_inspection(found)
    answer = shown(schema.Upload.model_fields, found, upload_id=found.id, inspection=inspection)
    return json_answer(answer, 201)


@router.delete("/{upload_id}", operation_id="abort_direct_upload", status_code=204, response_class=Response)
async def abort_direct_upload(upload_id: UploadId, who: Asker) -> Response:
    """Forget an unfinished upload, with what has arrived of it."""
    await thread_pools.store(direct_uploads.abort, who, upload_id)
    return Response(status_code=204)


def _state(who: Principal, upload_id: str) -> dict[str, object]:
    row = direct_uploads.get(who, upload_id)
    return _shown(row, sorted(direct_uploads.arrived(row)))


def _shown(row: UnfinishedUpload, arrived: list[int]) -> dict[str, object]:
    return {
        "upload_id": row.id,
        "file_name": row.file_name,
        "size": row.length,
        "part_size": row.part_bytes,
        "part_count": len(direct_uploads.part_sizes(row)),
        "arrived": arrived,
        "expires_at": iso(direct_uploads.expires(row)),
    }


def _addresses(who: Principal, upload_id: str, numbers: list[int]) -> dict[str, object]:
    found = direct_uploads.addresses(direct_uploads.get(who, upload_id), numbers)
    until = clock.now() + direct_uploads.URL_LIFETIME
    parts = [{"number": part.number, "size": part.size, "url": part.url} for part in found]
    return {"parts": parts, "expires_at": iso(until)}
