"""File responses: Range, ETag, conditional requests, and file names per RFC 6266."""

from __future__ import annotations

import os
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast
from urllib.parse import quote

import anyio
from fastapi import Request
from starlette.responses import FileResponse, Response

from app.api.downloads.sent_by_proxy import SentByProxy, may_send
from app.core.storage import storage
from models import Output, OutputVersion


class _File(FileResponse):
    """Starlette's file answer (RFC 9110 ranges) in chunks of 1 MiB, a fifth of the CPU of 64 KiB ones."""

    chunk_size = 1 << 20


class _Fetched(_File):
    """The same of a file on another machine: what is asked for is read from there while it is sent."""

    def __init__(self, storage_key: str, headers: dict[str, str], media_type: str) -> None:
        found = storage().facts(storage_key)
        like_a_file = (stat.S_IFREG, 0, 0, 1, 0, 0, found.size, *3 * (int(found.modified),))
        facts = os.stat_result(like_a_file)
        super().__init__(storage_key, headers=headers, media_type=media_type, stat_result=facts)

    @asynccontextmanager
    async def _open_file(self) -> AsyncIterator[anyio.AsyncFile[bytes]]:
        opened = await anyio.to_thread.run_sync(storage().open, str(self.path))
        file = cast("anyio.AsyncFile[bytes]", anyio.wrap_file(opened))
        try:
            yield file
        finally:
            opened.close()


def answer(request: Request, output: Output | OutputVersion, *, by_proxy: bool = True) -> Response:
    """The whole output, the asked range, or 304 when the client has it already.

    Without `by_proxy`, the bytes leave from here whatever the settings say.
    """
    version, name, kind = output.sha256, output.file_name, output.media_type
    return stored(request, output.storage_key, version, name, kind, by_proxy=by_proxy)


def stored(
    request: Request,
    storage_key: str,
    version: str,
    file_name: str,
    media_type: str,
    *,
    by_proxy: bool = True,
) -> Response:
    """The same of any stored file; `version` changes with its content."""
    etag = f'"{version}"'
    headers = {
        "etag": etag,
        "cache-control": "private, max-age=0, must-revalidate",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "content-disposition": disposition(file_name),
        "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    }
    asked = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    if etag in asked or "*" in asked:
        return Response(status_code=304, headers=headers)
    path = storage().on_disk(storage_key)
    if path is None:
        return _Fetched(storage_key, headers, media_type)
    kind = SentByProxy if by_proxy and may_send(request) else _File
    return kind(path, headers=headers, media_type=media_type)


def disposition(name: str) -> str:
    """`attachment` with an ASCII name and, where that is not the whole truth, the UTF-8 one (RFC 6266)."""
    plain = "".join(c if 32 <= ord(c) < 127 and c not in '"\\%' else "_" for c in name)
    value = f'attachment; filename="{plain}"'
    return value if plain == name else f"{value}; filename*=UTF-8''{quote(name, safe='')}"
