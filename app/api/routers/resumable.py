"""Resumable uploads at /v1/uploads/tus, with the tus 1.0 protocol. See docs/uploads.md."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from app.api import request_bodies
from app.api.authentication import Asker
from app.api.json_responses import base_url
from app.api.openapi import tus
from app.api.openapi.document import PROBLEMS, problem
from app.api.route_parameters import UploadId
from app.core.db import in_read, in_transaction
from app.core.errors import AppError, BadRequest, TooLarge
from app.core.limits import thread_pools
from app.core.settings import get_settings
from app.services.access import Principal
from app.services.files import quota, resumable_uploads, shared_uploads, uploads

VERSION = "1.0.0"
_BODY = "application/offset+octet-stream"
_RENEW_SECONDS = shared_uploads.WRITER_SECONDS / 4
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    **{code: PROBLEMS[code] for code in (400, 401, 404, 413, 429)},
    409: problem("The offset is not where the upload stands."),
    412: problem("The client speaks another version of the protocol."),
    415: problem("The body is not application/offset+octet-stream."),
    423: problem("Another request is sending to this upload."),
}
Part = resumable_uploads.Part | shared_uploads.Part
router = APIRouter(prefix="/v1/uploads/tus", tags=["Uploads"], responses=_PROBLEMS)


class WrongVersion(AppError):
    """A client of another protocol version."""

    status, default_code = 412, "tus_version"


class WrongType(AppError):
    """A body that is no part of a file."""

    status, default_code = 415, "unsupported_media_type"


@router.options("", **tus.describe("options", 204, "What is spoken here.", gives=tus.OFFER))
async def options() -> Response:
    """What this server can do."""
    return _answer(
        204,
        {
            "tus-version": VERSION,
            "tus-extension": "creation,creation-with-upload,termination,expiration",
            "tus-max-size": str(get_settings().limits.upload_bytes),
        },
    )


@router.post(
    "",
    **tus.describe(
        "create", 201, "The upload has begun.", sends=tus.BEGIN, gives=tus.BEGUN, body=tus.MAY_BEGIN
    ),
)
async def create(request: Request, who: Asker) -> Response:
    """Begin an upload of `Upload-Length` bytes, named by `filename` in `Upload-Metadata`.

    A body with the file's first bytes, or all of them, is kept at once.
    """
    _check_version(request)
    length = _number(request, "upload-length")
    await in_read(lambda session: quota.check(session, who.account_id, length, sandbox=who.sandbox))
    part = await asyncio.to_thread(_parts().create, who, _file_name(request), length)
    offset = 0
    if part.length == 0:
        await _finish(part, who)
    elif request.headers.get("content-type") == _BODY:
        offset = await _append(request, who, part, 0)
    place = f"{base_url(request)}/v1/uploads/tus/{part.id}"
    return _answer(201, {"location": place, "upload-offset": str(offset)} | _until(part))


@router.head("/{upload_id}", **tus.describe("offset", 200, "How far it is.", gives=tus.STAND))
async def get_offset(request: Request, who: Asker, upload_id: UploadId) -> Response:
    """How much has arrived; a finished upload stands at its length."""
    _check_version(request)
    part = await thread_pools.read(_parts().find, who, upload_id)
    if part is not None and part.offset == part.length:  # this server was ended before it could say so
        async with _appending(part, part.length) as appender, _held(appender):
            await _finish(part, who)
    elif part is not None:
        return _answer(200, _offset(part.offset, part.length) | _until(part))
    upload = await in_read(lambda session: uploads.get(session, who, upload_id))
    return _answer(200, _offset(upload.size, upload.size))


@router.patch(
    "/{upload_id}",
    **tus.describe("append", 204, "It was kept.", sends=tus.GO_ON, gives=tus.KEPT, body=tus.GOES_ON),
)
async def append(request: Request, who: Asker, upload_id: UploadId) -> Response:
    """Go on at `Upload-Offset`; what arrives before a connection breaks is kept."""
    _check_version(request)
    if request.headers.get("content-type") != _BODY:
        raise WrongType(f"The body is not {_BODY}.", hint=f"Send Content-Type: {_BODY}.")
    part = await thread_pools.read(_parts().get, who, upload_id)
    offset = await _append(request, who, part, _number(request, "upload-offset"))
    return _answer(204, {"upload-offset": str(offset)} | _until(part))


def _parts() -> Any:
    """Where unfinished uploads are: in this machine's folder, or where every web server finds them."""
    return resumable_uploads if get_settings().is_one_machine else shared_uploads


@asynccontextmanager
async def _appending(part: Part, start: int) -> AsyncIterator[Any]:
    """Write to a part alone; what waits for a disk, the database or the file store waits on a thread."""
    opened = _parts().appending(part, start)
    appender = await thread_pools.store(opened.__enter__)
    try:
        yield appender
    except BaseException as error:
        await asyncio.shield(thread_pools.store(opened.__exit__, type(error), error, error.__traceback__))
        raise
    await thread_pools.store(opened.__exit__, None, None, None)


@asynccontextmanager
async def _held(appender: Any) -> AsyncIterator[None]:
    """Keep a part to ourselves while it is made one file, however long that takes."""
    renewing = asyncio.create_task(_renew(appender))
    try:
        yield
    finally:
        renewing.cancel()


async def _renew(appender: Any) -> None:
    while True:
        await asyncio.sleep(_RENEW_SECONDS)
        with suppress(SQLAlchemyError):  # the database is away for a moment: the next time may be soon enough
            await thread_pools.store(appender.renew)


async def _append(request: Request, who: Principal, part: Part, start: int) -> int:
    """Keep the request's body from `start` on; returns how many bytes are there then."""
    async with _appending(part, start) as appender:
        try:
            async for chunk in request.stream():
                appender.write(chunk)
                if appender.is_full:
                    await thread_pools.store(appender.flush)
        except ClientDisconnect:
            raise BadRequest("The upload was broken off.", hint="Ask for the offset and go on.") from None
        offset: int = await thread_pools.store(appender.flush)
        if offset == part.length:
            async with _held(appender):
                await _finish(part, who)
    return offset


@router.delete("/{upload_id}", **tus.describe("terminate", 204, "It was removed."))
async def terminate(request: Request, who: Asker, upload_id: UploadId) -> Response:
    """Forget an unfinished upload, unless another request is sending to it."""
    _check_version(request)
    part = await thread_pools.read(_parts().get, who, upload_id)
    async with _appending(part, part.offset):
        await thread_pools.store(_parts().remove, part)
    return _answer(204, {})


async def _finish(part: Part, who: Principal) -> None:
    """Make the whole part an upload of the same id. One that the account has no room for is removed."""
    stored = await thread_pools.run(part.length, _parts().store, part)
    inspection = await request_bodies.inspect(stored, part.file_name)
    side = who.on_side(part.sandbox)
    try:
        await in_transaction(
            lambda session: uploads.add(session, side, part.file_name, stored, inspection, upload_id=part.id)
        )
    except TooLarge:  # else each question how far it is would store it again
        await thread_pools.store(_parts().remove, part)
        raise
    await thread_pools.store(_parts().remove, part)


def _check_version(request: Request) -> None:
    if request.headers.get("tus-resumable") != VERSION:
        raise WrongVersion(f"This is a tus {VERSION} server.", hint=f"Send Tus-Resumable: {VERSION}.")


def _number(request: Request, header: str) -> int:
    text = request.headers.get(header, "")
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise BadRequest(
            f"The header {header.title()} is not a number of bytes.", hint="See docs/uploads.md."
        )
    return int(text)


def _file_name(request: Request) -> str:
    """`filename` (or `name`) of `Upload-Metadata`: comma-separated keys, each with a base64 value."""
    pairs = [pair.strip().partition(" ") for pair in request.headers.get("upload-metadata", "").split(",")]
    values = {key: value.strip() for key, _, value in pairs}
    try:
        name = base64.b64decode(values.get("filename") or values.get("name") or "", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise BadRequest(
            "The file name in Upload-Metadata is not base64 of UTF-8.",
            hint="Send Upload-Metadata: filename <base64>.",
        ) from None
    return name or "file"


def _offset(offset: int, length: int) -> dict[str, str]:
    return {"upload-offset": str(offset), "upload-length": str(length), "cache-control": "no-store"}


def _until(part: Part) -> dict[str, str]:
    return {"upload-expires": format_datetime(datetime.fromtimestamp(part.expires, UTC), usegmt=True)}


def _answer(status: int, headers: dict[str, str]) -> Response:
    return Response(status_code=status, headers={"tus-resumable": VERSION} | headers)
