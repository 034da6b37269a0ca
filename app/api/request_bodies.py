"""Request bodies: JSON with a size limit, and streamed multipart forms."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Request
from python_multipart.exceptions import FormParserError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect
from starlette.types import Message

from app.core.errors import BadRequest, TooLarge
from app.core.limits import thread_pools
from app.core.settings import get_settings
from app.core.storage import Stored, storage
from app.services.files import uploads
from app.services.files.uploads import Receiver
from app.services.jobs import descriptions

_CHUNK = 1 << 20
_FORM_OVERHEAD = 1 << 20


BOM = "\ufeff"
"""Programs on Windows like to put this byte order mark before UTF-8 text."""


async def text(request: Request, limit: int | None = None) -> str:
    """The body as text, at most `limit` bytes (`limits.json_bytes`)."""
    return decoded(await content(request, limit))


def decoded(body: bytes) -> str:
    """A body as text, without a byte order mark; BadRequest when it is not UTF-8."""
    try:
        return body.decode().removeprefix(BOM)
    except UnicodeDecodeError:
        raise BadRequest("The request body is not UTF-8.", hint="Send JSON encoded as UTF-8.") from None


async def content(request: Request, limit: int | None = None) -> bytes:
    """The body, at most `limit` bytes (`limits.json_bytes`)."""
    limit = limit or get_settings().limits.json_bytes
    parts, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise TooLarge(
                f"The request body is larger than {limit // 1024} KB.",
                code="body_too_large",
                hint="Send files to POST /v1/uploads and name them by upload_id.",
            )
        parts.append(chunk)
    return b"".join(parts)


async def json_object(request: Request) -> tuple[str, dict[str, Any]]:
    """The body's text and the JSON object in it; an empty body is an empty object."""
    body = await text(request)
    return body, descriptions.parse_json(body, "request body") if body.strip() else {}


@asynccontextmanager
async def form(request: Request, file_limit: int) -> AsyncIterator[FormData]:
    """A multipart or urlencoded form whose total size is limited while it streams in."""
    left = file_limit + _FORM_OVERHEAD
    receive = request.receive

    async def limited() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise uploads.too_large("The upload", file_limit)
        return message

    guarded = Request(request.scope, limited)
    try:
        fields = await guarded.form(
            max_files=4, max_fields=100, max_part_size=get_settings().limits.json_bytes
        )
    except (MultiPartException, FormParserError, HTTPException, UnicodeError) as error:  # an odd charset
        detail = getattr(error, "detail", str(error))
        raise BadRequest(f"The form cannot be read: {detail}", hint="Send multipart/form-data.") from None
    except ClientDisconnect:
        raise BadRequest("The upload was broken off.", hint="Send it again.") from None
    try:
        yield fields
    finally:
        await fields.close()


def refuse_duplicate_fields(fields: FormData) -> None:
    """BadRequest `duplicate_field` for a part that came twice: one of the two would be lost unseen."""
    counted = Counter(name for name, _ in fields.multi_items())
    doubled = [name for name, times in counted.items() if times > 1]
    if doubled:
        raise descriptions.duplicate(doubled)


def refuse_files_beside(fields: FormData, name: str) -> None:
    """BadRequest `unexpected_file` for a file under any other name than `name`: it would be lost unseen."""
    for field, value in fields.multi_items():
        if isinstance(value, UploadFile) and field != name:
            raise BadRequest(
                f"The form sends a file as “{field}”; only “{name}” can be one.",
                code="unexpected_file",
                hint=f"Send its text as the field (curl: -F '{field}=<FILE'), or it to POST /v1/uploads.",
            )


async def store_file(upload: UploadFile, limit: int) -> Stored:
    """Move an uploaded form file into the store, chunk by chunk."""
    receiver = Receiver(upload.filename or "file", limit)
    try:
        while chunk := await upload.read(_CHUNK):
            await thread_pools.store(receiver.write, chunk)
    except BaseException:
        receiver.abort()
        raise
    return await thread_pools.store(receiver.finish)


async def inspect(stored: Stored, file_name: str) -> dict[str, Any]:
    """What is in a stored file; one that nobody has the time to look at, or waits for, is removed."""
    try:
        return await thread_pools.run(stored.size, uploads.inspect_stored, stored, file_name)
    except BaseException:
        await thread_pools.store(storage().delete, stored.key)
        raise


async def receive_stream(request: Request, receiver: Receiver) -> Stored:
    """Store a raw body while it arrives: a thread writes and hashes one piece while the next one comes.

    A broken connection leaves nothing behind.
    """
    writing: asyncio.Future[None] | None = None
    try:
        async for parts in _gathered(request):
            await _settled(writing)
            writing = asyncio.ensure_future(thread_pools.store(_write, receiver, parts))
        await _settled(writing)
    except BaseException as error:
        if writing is not None:  # its thread has the file; the first error is told
            await asyncio.gather(writing, return_exceptions=True)
        receiver.abort()
        if isinstance(error, ClientDisconnect):
            raise BadRequest("The upload was broken off.", hint="Send it again.") from None
        raise
    return await thread_pools.store(receiver.finish)


async def _settled(writing: asyncio.Future[None] | None) -> None:
    """Wait for a piece to be written, and raise what went wrong. It goes on where the waiting is canceled."""
    if writing is not None:
        await asyncio.wait([writing])
        writing.result()


def _write(receiver: Receiver, parts: list[bytes]) -> None:
    for part in parts:
        receiver.write(part)


async def _gathered(request: Request) -> AsyncIterator[list[bytes]]:
    """The body in pieces of at least 1 MiB, but for the last: each costs a change of thread."""
    parts, size = list[bytes](), 0
    async for chunk in request.stream():
        parts.append(chunk)
        size += len(chunk)
        if size >= _CHUNK:
            yield parts
            parts, size = [], 0
    if size:
        yield parts
