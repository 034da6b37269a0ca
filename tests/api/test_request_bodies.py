"""How bodies may come: with a byte order mark, with every field once, and as a stream to be stored."""

from __future__ import annotations

import asyncio
import hashlib
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import Request
from starlette.testclient import TestClient
from starlette.types import Message

from app.api import request_bodies
from app.core.errors import AppError, BadRequest, TooLarge, Unavailable
from app.core.settings import get_settings
from app.services.files.uploads import Receiver

SRT = b"1\n00:00:01,000 --> 00:00:02,000\nHi\n"
BOM = b"\xef\xbb\xbf"
CONFIG = {"target_profile": "WebVTT", "media_path": "https://example.com/a.srt"}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/jobs", CONFIG),
        ("/v1/convert", CONFIG),
        ("/v1/presets", {"name": "P"}),
        ("/v1/webhooks", {"url": "https://example.com/"}),
        ("/v1/keys", {"name": "k"}),
        ("/job/new?v=4", {"job_name": "n"}),
    ],
)
def test_a_byte_order_mark_is_read_over(live: TestClient, path: str, body: dict[str, Any]) -> None:
    headers = {"content-type": "application/json"}
    answer = live.post(path, content=BOM + json.dumps(body).encode(), headers=headers)
    assert answer.status_code in (200, 201, 202), answer.text


def test_in_a_form_too(live: TestClient) -> None:
    config = BOM.decode() + json.dumps({"target_profile": "WebVTT"})
    answer = live.post("/v1/jobs", files={"source": ("a.srt", SRT)}, data={"config": config})
    assert answer.status_code == 202, answer.text
    assert answer.json()["target_profile"] == "WebVTT"


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ([("source", ("a.srt", SRT)), ("source", ("b.srt", SRT))], "source"),
        ([("source", ("a.srt", SRT)), ("source", (None, "https://example.com/b.srt"))], "source"),
        ([("source", ("a.srt", SRT)), ("config", (None, "{}")), ("config", (None, "{}"))], "config"),
        ([("source", ("a.srt", SRT)), ("job_name", (None, "a")), ("job_name", (None, "b"))], "job_name"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/jobs", "/v1/convert", "/v1/jobs?dry_run=true"])
def test_a_doubled_part_is_refused(live: TestClient, path: str, parts: list[Any], name: str) -> None:
    answer = live.post(path, files=parts)
    assert (answer.status_code, answer.json()["code"]) == (400, "duplicate_field")
    assert [error["field"] for error in answer.json()["errors"]] == [name]


@pytest.mark.parametrize("name", ["config", "srt_content"])
def test_a_file_that_no_field_takes_is_refused(live: TestClient, name: str) -> None:
    """`-F config=@job.json` of curl sends a file: the job would be made without what it says."""
    parts = {"source": ("a.srt", SRT, "text/plain"), name: ("other", b"{}", "text/plain")}
    refused = live.post("/v1/jobs", files=parts, data={"target_profile": "WebVTT"})
    assert (refused.status_code, refused.json()["code"]) == (400, "unexpected_file")
    assert f"-F '{name}=<FILE'" in refused.json()["hint"]


def test_a_doubled_part_of_a_staged_job(live: TestClient) -> None:
    number = live.post("/job/new?v=4").json()["job_id"]
    files = [("media", ("a.srt", SRT)), ("media", ("b.srt", SRT))]
    answer = live.post("/job/add_media?v=4", files=files, data={"job_id": str(number)})
    assert answer.status_code == 400
    assert "media" in answer.json()["ErrorComment"]


def test_a_doubled_upload(live: TestClient) -> None:
    answer = live.post("/v1/uploads", files=[("file", ("a.srt", SRT)), ("file", ("b.srt", SRT))])
    assert (answer.status_code, answer.json()["code"]) == (400, "duplicate_field")


def test_a_name_that_is_twice_in_an_object(live: TestClient) -> None:
    body = b'{"media_path": "https://example.com/a.srt", "job_name": "a", "job_name": "b"}'
    answer = live.post("/v1/jobs", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, "duplicate_field")


PIECE = request_bodies._CHUNK


@pytest.fixture
def anyio_backend() -> str:
    """Streams are received on one kind of event loop."""
    return "asyncio"


def sent(*parts: bytes, whole: bool = True) -> Request:
    """A request whose body comes in these parts, and is broken off behind them unless it is whole."""
    ends: Iterator[Message] = iter(
        [
            *({"type": "http.request", "body": part, "more_body": True} for part in parts),
            {"type": "http.request", "body": b""} if whole else {"type": "http.disconnect"},
        ]
    )

    async def receive() -> Message:
        await asyncio.sleep(0)
        return next(ends)

    return Request({"type": "http", "method": "POST", "path": "/", "headers": []}, receive)


def parts_left() -> list[Path]:
    return list((get_settings().data_dir / "files").rglob("*.part"))


@pytest.mark.anyio
async def test_a_stream_is_stored_as_it_came() -> None:
    parts = [bytes([number]) * (PIECE // 3 + number) for number in range(20)]
    stored = await request_bodies.receive_stream(sent(*parts), Receiver("film.mp4"))
    body = b"".join(parts)
    assert (stored.size, stored.sha256) == (len(body), hashlib.sha256(body).hexdigest())
    assert (get_settings().data_dir / "files" / stored.key).read_bytes() == body


class Waiting(Receiver):
    """Writes its first piece only once more than that has come."""

    came = threading.Event()

    def write(self, chunk: bytes) -> None:
        assert self.came.wait(10), "nothing more was received while the first piece was written"
        super().write(chunk)


@pytest.mark.anyio
async def test_the_next_piece_comes_while_one_is_written() -> None:
    request = sent(b"a" * PIECE, b"b" * PIECE, b"c")
    receive, count = request._receive, 0

    async def counted() -> Message:
        nonlocal count
        count += 1
        if count == 2:
            Waiting.came.set()
        return await receive()

    stored = await request_bodies.receive_stream(Request(request.scope, counted), Waiting("film.mp4"))
    assert stored.size == 2 * PIECE + 1


class Failing(Receiver):
    """Has a full disk from its second piece on."""

    def write(self, chunk: bytes) -> None:
        super().write(chunk)
        if self._writer.size > PIECE:
            raise Unavailable("The disk is full.", code="disk_full")


@pytest.mark.parametrize(
    ("receiver", "limit", "whole", "error"),
    [
        (Receiver, 2 * PIECE, True, TooLarge),
        (Receiver, 9 * PIECE, False, BadRequest),
        (Failing, 9 * PIECE, True, Unavailable),
        (Failing, 9 * PIECE, False, Unavailable),
    ],
)
@pytest.mark.anyio
async def test_what_goes_wrong_leaves_nothing(
    receiver: type[Receiver], limit: int, whole: bool, error: type[AppError]
) -> None:
    before = parts_left()
    request = sent(*[b"x" * PIECE] * 5, whole=whole)
    with pytest.raises(error):
        await request_bodies.receive_stream(request, receiver("film.mp4", limit))
    assert parts_left() == before


@pytest.mark.anyio
async def test_a_request_that_is_canceled_leaves_nothing() -> None:
    before, forever = parts_left(), asyncio.Event()

    async def receive() -> Message:
        if len(parts_left()) > len(before):
            await forever.wait()
        return {"type": "http.request", "body": b"x" * PIECE, "more_body": True}

    request = Request({"type": "http", "method": "POST", "path": "/", "headers": []}, receive)
    storing = asyncio.create_task(request_bodies.receive_stream(request, Receiver("film.mp4")))
    await asyncio.sleep(0.05)
    storing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await storing
    assert parts_left() == before
