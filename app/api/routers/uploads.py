"""POST /v1/uploads: a source file, streamed to the store."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import unquote

from fastapi import APIRouter, Header, Query, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from app.api import request_bodies
from app.api.authentication import Asker
from app.api.json_responses import json_answer
from app.api.openapi.document import PROBLEMS
from app.api.schemas.uploads import Upload
from app.core.db import in_transaction
from app.core.errors import BadRequest
from app.core.schemas import shown
from app.core.settings import get_settings
from app.core.storage import Stored
from app.core.strict_json import whole_number
from app.services.files import uploads
from app.services.files.uploads import Receiver

router = APIRouter(prefix="/v1/uploads", tags=["Uploads"], responses=PROBLEMS)
_BODY: dict[str, Any] = {
    "requestBody": {
        "content": {
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "The file."}
                    },
                }
            },
        },
        "required": False,  # an empty file is a file
    }
}


@router.post("", operation_id="upload_file", response_model=Upload, status_code=201, openapi_extra=_BODY)
async def upload_file(
    request: Request,
    who: Asker,
    x_file_name: Annotated[str | None, Header(description="The file's name, percent-encoded")] = None,
    name: Annotated[str | None, Query(description="The same, in the address")] = None,
) -> Response:
    """Store a file as the raw request body, or as the first file of a form.

    Uploads that can be resumed speak tus 1.0 at `/v1/uploads/tus`; the last part of the address a tus client
    is given is the `upload_id`.
    """
    limit = get_settings().limits.upload_bytes
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        file_name, stored = await _from_form(request, limit)
    else:
        file_name = unquote(x_file_name or name or "file")
        _refuse_announced(request, file_name, limit)
        stored = await request_bodies.receive_stream(request, Receiver(file_name, limit))
    inspection = await request_bodies.inspect(stored, file_name)
    upload = await in_transaction(lambda session: uploads.add(session, who, file_name, stored, inspection))
    inspection = uploads.shown_inspection(upload)
    answer = shown(Upload.model_fields, upload, upload_id=upload.id, inspection=inspection)
    return json_answer(answer, 201)


def _refuse_announced(request: Request, file_name: str, limit: int) -> None:
    announced = request.headers.get("content-length", "0")
    size = whole_number(announced)
    if size is None or size > limit:
        raise uploads.too_large(file_name, limit)


async def _from_form(request: Request, limit: int) -> tuple[str, Stored]:
    async with request_bodies.form(request, limit) as form:
        request_bodies.refuse_duplicate_fields(form)
        for _, value in form.multi_items():
            if isinstance(value, UploadFile):
                return value.filename or "file", await request_bodies.store_file(value, limit)
    raise BadRequest("The form has no file.", hint="Send it in the field named file, or as the raw body.")
