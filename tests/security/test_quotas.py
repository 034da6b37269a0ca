"""What an account, a key or an address may have at once."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient
from starlette.types import Message
from starlette.websockets import WebSocketDisconnect

from app.api.downloads import event_stream
from app.api.middleware.socket_limit import SocketLimit
from app.core.db import read_scope, session_scope
from app.core.settings import get_settings
from app.services.access import person
from app.services.accounts import api_keys, sessions
from models import Account, ApiKey, Job, Upload
from tests.support.api.client import application
from tests.support.services.jobs import add_job

SRT = b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"


def limit(monkeypatch: pytest.MonkeyPatch, **values: int) -> None:
    for name, value in values.items():
        monkeypatch.setattr(get_settings().limits, name, value)


def test_an_account_stores_no_more_than_it_may(live: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    limit(monkeypatch, account_bytes=len(SRT) * 2)
    parts = lambda: sorted(get_settings().storage_dir.rglob("*.part"))  # noqa: E731
    before = parts()  # of other tests
    for status in (201, 201, 413):
        answer = live.post("/v1/uploads", content=SRT, headers={"x-file-name": "a.srt"})
        assert answer.status_code == status
    assert answer.json()["code"] == "storage_quota"
    form = {"source": ("a.srt", SRT)}
    submitted = live.post("/v1/jobs", files=form, data={"config": "{}"})
    assert (submitted.status_code, submitted.json()["code"]) == (413, "storage_quota")
    with read_scope() as session:
        assert len(session.exec(select(Upload)).all()) == 2
        assert parts() == before


def test_an_account_has_no_more_open_jobs_than_it_may(
    live: TestClient, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, open_jobs=2)
    with session_scope() as session:
        add_job(session, account)
        add_job(session, account, stage="converted", completed_at=account.created_at)
    upload = live.post("/v1/uploads", content=SRT, headers={"x-file-name": "a.srt"}).json()["upload_id"]
    first, second = (live.post("/v1/jobs", json={"upload_id": upload}) for _ in range(2))
    assert first.status_code == 202
    assert (second.status_code, second.json()["code"]) == (429, "too_many_jobs")
    assert int(second.headers["retry-after"]) > 0
    with read_scope() as session:
        assert len(session.exec(select(Job)).all()) == 3  # and no entry of the refusal


async def ask(key: str, sent: asyncio.Queue[Message], path: str = "/v1/events") -> None:
    """A request for a stream that stays open until the other side ends it."""
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "client": ("127.0.0.1", 1),
        "server": ("testserver", 80),
        "headers": [
            (b"host", b"testserver"),
            (b"authorization", f"Bearer {key}".encode()),
            (b"accept", b"text/event-stream"),
        ],
        "state": {},
    }
    first = True

    async def receive() -> Message:
        nonlocal first
        if first:
            first = False
            return {"type": "http.request", "body": b"", "more_body": False}
        await asyncio.Event().wait()
        raise AssertionError

    await application()(scope, receive, sent.put)


async def opened(key: str) -> tuple[asyncio.Task[None], asyncio.Queue[Message]]:
    sent: asyncio.Queue[Message] = asyncio.Queue()
    stream = asyncio.create_task(ask(key, sent))
    assert (await sent.get())["status"] == 200
    return stream, sent


def test_an_account_has_no_more_streams_open_than_it_may(
    app_client: TestClient, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, open_streams=2)

    async def play() -> None:
        streams = [(await opened(key))[0] for _ in range(2)]
        refused: asyncio.Queue[Message] = asyncio.Queue()
        await ask(key, refused)
        assert (await refused.get())["status"] == 429
        assert json.loads((await refused.get())["body"])["code"] == "too_many_open"
        streams.pop().cancel()
        await asyncio.sleep(0)
        streams.append((await opened(key))[0])
        for stream in streams:
            stream.cancel()
        await asyncio.gather(*streams, return_exceptions=True)

    asyncio.run(play())
    assert not event_stream._slots._open


def test_the_sandbox_side_uses_up_nothing_of_the_live_one(
    live: TestClient, rehearsal: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, open_jobs=1, account_bytes=len(SRT))
    for client in (rehearsal, live):
        headers = {"x-file-name": "a.srt"}
        upload = client.post("/v1/uploads", content=SRT, headers=headers).json()["upload_id"]
        assert client.post("/v1/uploads", content=SRT, headers=headers).json()["code"] == "storage_quota"
        assert client.post("/v1/jobs", json={"upload_id": upload}).status_code == 202
        second = client.post("/v1/jobs", json={"upload_id": upload})
        assert second.json()["code"] == "too_many_jobs"


def test_streams_of_the_sandbox_leave_the_live_ones_their_room(
    app_client: TestClient, key: str, sandbox_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, open_streams=1)

    async def play() -> None:
        streams = [(await opened(each))[0] for each in (sandbox_key, key)]
        for stream in streams:
            stream.cancel()
        await asyncio.gather(*streams, return_exceptions=True)

    asyncio.run(play())


def test_the_stream_of_a_revoked_key_ends_at_once(
    app_client: TestClient, account: Account, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_stream, "_KEY_SECONDS", 0.01)

    async def play() -> None:
        stream, sent = await opened(key)
        with session_scope() as session:
            row = session.exec(select(ApiKey)).one()
            api_keys.revoke(session, person(account), row.id)
        await asyncio.wait_for(stream, 20)
        messages = [sent.get_nowait() for _ in range(sent.qsize())]
        assert messages[-1] == {"type": "http.response.body", "body": b"", "more_body": False}

    asyncio.run(play())


def sockets(cookie: str = "") -> TestClient:
    async def page(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "websocket.accept"})
        while (await receive())["type"] != "websocket.disconnect":
            pass

    return TestClient(SocketLimit(page), headers={"cookie": cookie} if cookie else {})


def test_an_address_where_nobody_is_signed_in_has_a_few_sockets(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, anonymous_sockets=2, open_sockets=3)
    for cookie in ("", "cuedeck_session=guess", "cuedeck_session=\x00;;"):
        client = sockets(cookie)
        with client.websocket_connect("/_event"), client.websocket_connect("/_event"):
            with pytest.raises(WebSocketDisconnect) as refused, client.websocket_connect("/_event"):
                pass
            assert refused.value.code == 1013
        with client.websocket_connect("/_event"):
            pass


def test_an_account_has_more(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    limit(monkeypatch, anonymous_sockets=1, open_sockets=2)
    with session_scope() as session:
        link = sessions.one_time_link(session, account).rpartition("/")[2]
        cookie = sessions.sign_in_with_link(session, link)
    client = sockets(f"cuedeck_session={cookie}")
    with client.websocket_connect("/_event"), client.websocket_connect("/_event"):
        with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_event"):
            pass
        with sockets().websocket_connect("/_event"):
            pass
