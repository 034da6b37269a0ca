"""Work that takes long keeps nobody else waiting: links, sign-in, pages and small files go on beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Event
from typing import Any

import httpx
import pytest

from app.core import queue
from app.core.limits import thread_pools
from app.services.files import uploads
from models import Account
from tests.support.api.client import application

pytestmark = pytest.mark.slow

MANY = 40  # more than any pool of threads for all has on a small machine
LONG = b"1\n00:00:01,000 --> 00:00:02,000\nlong\n\n" * (thread_pools.LARGE // 36)
SHORT = b"1\n00:00:01,000 --> 00:00:02,000\nshort\n"


@asynccontextmanager
async def under_way(monkeypatch: pytest.MonkeyPatch, key: str, path: str) -> AsyncIterator[httpx.AsyncClient]:
    """Many large files are being looked at, and that does not end before the block does."""
    monkeypatch.setattr(queue, "send_task", lambda *_: None)
    begun, ended, real = asyncio.Event(), Event(), uploads.inspect_stored
    loop = asyncio.get_running_loop()

    def look(*given: Any) -> dict[str, Any]:
        if given[-1] == "short.srt":
            return dict(real(*given))
        loop.call_soon_threadsafe(begun.set)
        ended.wait(60)
        return {"kind": "unknown"}

    monkeypatch.setattr(uploads, "inspect_stored", look)
    transport = httpx.ASGITransport(application())
    headers = {"authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=headers) as api:
        sending = [asyncio.create_task(_send(api, path)) for _ in range(MANY)]
        try:
            await begun.wait()
            for _ in range(MANY * 20):  # all the others are received too, and wait for their look
                await asyncio.sleep(0)
            yield api
        finally:
            ended.set()
            await asyncio.gather(*sending)


async def _send(api: httpx.AsyncClient, path: str) -> httpx.Response:
    if path == "/v1/jobs":
        return await api.post(path, files={"source": ("long.mp4", LONG)})
    return await api.post(path, content=LONG, headers={"x-file-name": "long.srt"})


@pytest.mark.parametrize("path", ["/v1/uploads", "/v1/jobs"])
def test_large_files_keep_nobody_waiting(
    monkeypatch: pytest.MonkeyPatch, account: Account, key: str, path: str
) -> None:
    async def others() -> list[int]:
        async with under_way(monkeypatch, key, path) as api, asyncio.timeout(30):
            form = {"email": account.email, "password": "not the right one"}
            answers = [
                await api.get("/d/1.abcdef.l-none-1.x"),
                await api.post("/auth/sign-in", data=form),
                await api.get("/v1/jobs"),
                await api.post("/v1/uploads", content=SHORT, headers={"x-file-name": "short.srt"}),
            ]
            return [answer.status_code for answer in answers]

    assert asyncio.run(others()) == [404, 303, 200, 201]
