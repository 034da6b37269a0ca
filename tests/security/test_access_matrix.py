"""Everybody against everything: accounts, keys of both sides, revoked ones, browsers, nobody.

Each operation has rows in `ROWS`; one without fails `test_every_operation_has_a_row`. Each row is really
asked for, by everybody, about what the owner has on either side. Whoever may not see it gets the very answer
of what is not there, and nothing has changed afterwards.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from app.api.authentication import COOKIE
from app.api.routers import ROUTERS, events
from app.core.db import session_scope
from app.job_types import JOB_TYPES
from app.services.access import person
from app.services.accounts import api_keys as keys
from tests.support.api.access_world import ADDRESS, PROJECT, Corner, Things, World, nowhere, plain
from tests.support.api.client import application

V4 = {"v": "4"}
TUS = {"tus-resumable": "1.0.0"}
SINCE = {"since": "2020-01-01T00:00:00Z"}
Ask = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """A request about somebody's thing (`about` makes it), or for a list, or for nothing of anybody's.

    `kind` is object, submit (a new job of it, and a browser makes live jobs), list (shows the asker's own),
    create (makes the asker's own), shared (the same for all who are let in) or public (for everybody). `ok`
    is the status for those who may; None is any but 401, 403 and 404. `missing` is the status of what is not
    there, 0 any refusal.
    """

    operation: str
    about: Callable[[Things], Ask] = field(default=lambda _: {})
    kind: str = "object"
    ok: int | None = 200
    missing: int = 404


def job(name: str, **more: Any) -> Callable[[Things], Ask]:
    """A request about one job of a corner."""
    return lambda things: {"job_id": getattr(things, name), **more}


def staged(name: str, **more: Any) -> Callable[[Things], Ask]:
    """A /job request about one job of a corner, by its number."""
    return lambda things: {"params": V4 | {"job_id": getattr(things, f"{name}_number")} | more}


def posted(name: str, **more: Any) -> Callable[[Things], Ask]:
    """The same as a body."""
    return lambda things: {"params": V4, "json": {"job_id": int(getattr(things, f"{name}_number")), **more}}


def sent(**body: str) -> Callable[[Things], Ask]:
    """A body whose values are formats of a corner's ids."""
    return lambda things: {"json": {name: text.format(t=things) for name, text in body.items()}}


NEW_PRESET = {"name": "New", "job_type": "convert"}
RAW = {"content": b"1", "headers": {"x-file-name": "a"}}
GUESS = {"password": "guess"}
ROWS = [
    Row("GET /v1/jobs", kind="list"),
    Row("GET /v1/jobs", lambda things: {"params": {"external_id": things.mark}}, kind="list"),
    Row("GET /v1/jobs/counts", kind="shared"),
    Row("GET /v1/jobs/export", kind="list"),
    Row("GET /v1/jobs/archive", lambda _: {"params": {"external_id": "nothing"}}, kind="shared", ok=404),
    Row("POST /v1/jobs/archive", lambda things: {"data": {"job_ids": [things.done]}}),
    Row("POST /v1/jobs/bulk", lambda _: {"json": {"action": "share", "job_ids": []}}, kind="shared"),
    Row("POST /v1/jobs", sent(media_path=ADDRESS), kind="create", ok=202),
    Row("POST /v1/jobs", sent(preset_id="{t.preset}", media_path=ADDRESS), "submit", 202, 422),
    Row("POST /v1/jobs", sent(preset_id="{t.mark} preset", media_path=ADDRESS), "submit", 202, 422),
    Row("POST /v1/jobs", sent(upload_id="{t.upload}"), "submit", 202),
    *(Row(f"POST /v1/{kind}", sent(upload_id="{t.upload}"), "submit", None, 0) for kind in JOB_TYPES),
    *(Row(f"POST /v1/{kind}", sent(media_url=ADDRESS), kind="create", ok=None) for kind in JOB_TYPES),
    Row("GET /v1/jobs/{job_id}", job("done")),
    Row("GET /v1/jobs/{job_id}", job("editing")),
    Row("DELETE /v1/jobs/{job_id}", job("done")),
    Row("DELETE /v1/jobs/{job_id}", job("waiting")),
    Row("POST /v1/jobs/{job_id}/cancel", job("waiting")),
    Row("POST /v1/jobs/{job_id}/cancel", job("done"), ok=409),
    Row("POST /v1/jobs/{job_id}/retry", job("failed"), ok=202),
    Row("POST /v1/jobs/{job_id}/start", job("draft"), ok=202),
    Row("GET /v1/jobs/{job_id}/outputs/{index}", job("done", index="0")),
    Row("POST /v1/jobs/{job_id}/download-result", job("done")),
    Row("GET /v1/jobs/{job_id}/playback", job("done")),
    Row("GET /v1/jobs/{job_id}/playback", job("film")),
    Row("GET /v1/jobs/{job_id}/media/{item}", job("film", item="output-0")),
    Row("GET /v1/jobs/{job_id}/peaks", job("film", params={"item": "output-0"})),
    Row("GET /v1/jobs/{job_id}/shots", job("film", params={"item": "output-0"})),
    Row("GET /v1/jobs/{job_id}/captions.vtt", job("done", params={"item": "output-0"})),
    Row("GET /v1/jobs/{job_id}/captions.vtt", job("editing", params={"item": "draft-0"})),
    Row("GET /v1/jobs/{job_id}/draft", job("editing")),
    Row("PUT /v1/jobs/{job_id}/draft", job("editing", content=PROJECT, headers={"if-match": '"1"'})),
    Row("POST /v1/jobs/{job_id}/draft", job("done")),
    Row("POST /v1/jobs/{job_id}/draft", job("editing")),
    Row("GET /v1/jobs/{job_id}/draft/source", job("translated")),
    Row("POST /v1/jobs/{job_id}/draft/checks", job("editing")),
    Row("POST /v1/jobs/{job_id}/draft/fixes", job("editing")),
    Row("GET /v1/jobs/{job_id}/outputs/{index}/versions", job("done", index="0")),
    Row(
        "POST /v1/jobs/{job_id}/outputs/{index}/versions",
        job("edited", index="0", json={"version": 1}),
        ok=201,
    ),
    Row("GET /v1/jobs/{job_id}/outputs/{index}/versions/{version}", job("done", index="0", version="1")),
    Row(
        "GET /v1/jobs/{job_id}/outputs/{index}/versions/{version}/changes",
        job("done", index="0", version="1", params={"with": 1}),
    ),
    Row("GET /v1/jobs/{job_id}/lines", job("dubbed")),
    Row(
        "POST /v1/jobs/{job_id}/lines",
        job("dubbed", json={"lines": [{"cue": 1, "text": "Good day"}]}),
        ok=202,
    ),
    Row("POST /v1/jobs/{job_id}/approve", job("editing")),
    Row("POST /v1/jobs/{job_id}/send-back", job("editing"), ok=202),
    Row("GET /v1/jobs/{job_id}/events", job("done")),
    Row("POST /job/new", lambda _: {"params": V4}, kind="create"),
    Row("POST /job/new", lambda t: {"params": V4, "json": {"profile": t.preset}}, "submit"),
    Row("POST /job/new", lambda t: {"params": V4, "json": {"profile": f"{t.mark} preset"}}, "submit"),
    Row("POST /job/add_media", posted("empty", media_url=ADDRESS)),
    Row("POST /job/perform_transcription", posted("draft")),
    Row("POST /job/cancel", posted("waiting")),
    Row("GET /job/info", staged("done")),
    Row("GET /job/get_caption", staged("done")),
    Row("GET /job/list", lambda _: {"params": V4}, kind="list"),
    Row("GET /job/list", lambda t: {"params": V4 | {"external_id": t.mark}}, kind="list"),
    Row("GET /job/profiles", lambda _: {"params": V4}, kind="list"),
    Row("GET /v1/presets", kind="list"),
    Row("POST /v1/presets", lambda _: {"json": NEW_PRESET}, kind="create", ok=201),
    Row("GET /v1/presets/{preset_id}", lambda t: {"preset_id": t.preset}),
    Row("GET /v1/presets/{preset_id}", lambda t: {"preset_id": f"{t.mark} preset"}),
    Row(
        "PATCH /v1/presets/{preset_id}",
        lambda t: {"preset_id": t.preset, "json": {"webhook": "https://evil.example.com/"}},
    ),
    Row("DELETE /v1/presets/{preset_id}", lambda t: {"preset_id": t.preset}),
    Row("GET /v1/fingerprints/compare", lambda t: {"params": {"a": t.print, "b": t.print}}, ok=None),
    Row("GET /v1/events", kind="list"),
    Row(
        "POST /v1/uploads",
        lambda _: RAW,
        kind="create",
        ok=201,
    ),
    Row("POST /v1/links", lambda t: {"json": {"job_id": t.done}}, ok=201),
    Row("GET /v1/links", lambda t: {"params": {"job_id": t.done}}),
    Row("GET /v1/links", kind="list"),
    Row("GET /v1/links", lambda t: {"params": {"after": t.link}}),
    Row("DELETE /v1/links", lambda t: {"params": {"job_id": t.done}}),
    Row("PATCH /v1/links/{link_id}", lambda t: {"link_id": t.link, "json": {"expires_in": 7200}}),
    Row("DELETE /v1/links/{link_id}", lambda t: {"link_id": t.link}),
    Row("GET /v1/keys", kind="list"),
    Row("POST /v1/keys", lambda _: {"json": {"name": "New"}}, kind="create", ok=201),
    Row("DELETE /v1/keys/{key_id}", lambda t: {"key_id": t.key_id}),
    Row("GET /v1/webhooks/deliveries", kind="list"),
    Row("GET /v1/webhooks/deliveries", lambda t: {"params": {"endpoint_id": t.endpoint}}, kind="list"),
    Row("GET /v1/webhooks/deliveries", lambda t: {"params": {"job_id": t.done}}),
    Row("GET /v1/webhooks/deliveries/{delivery_id}", lambda t: {"delivery_id": t.delivery}),
    Row("POST /v1/webhooks/deliveries/{delivery_id}/resend", lambda t: {"delivery_id": t.delivery}, ok=202),
    Row("GET /v1/webhooks/{endpoint_id}/deliveries", lambda t: {"endpoint_id": t.endpoint}),
    Row("GET /v1/webhooks", kind="list"),
    Row("POST /v1/webhooks", lambda _: {"json": {"url": "https://example.com/new"}}, kind="create", ok=201),
    Row("GET /v1/webhooks/{endpoint_id}", lambda t: {"endpoint_id": t.endpoint}),
    Row(
        "PATCH /v1/webhooks/{endpoint_id}",
        lambda t: {"endpoint_id": t.endpoint, "json": {"url": "https://evil.example.com/"}},
    ),
    Row("DELETE /v1/webhooks/{endpoint_id}", lambda t: {"endpoint_id": t.endpoint}, ok=204),
    Row("POST /v1/webhooks/{endpoint_id}/rotate-secret", lambda t: {"endpoint_id": t.endpoint}),
    Row("POST /v1/webhooks/{endpoint_id}/test", lambda t: {"endpoint_id": t.endpoint}, ok=202),
    Row(
        "POST /v1/webhooks/{endpoint_id}/resend-since",
        lambda t: {"endpoint_id": t.endpoint, "json": SINCE},
        ok=202,
    ),
    Row("GET /v1/credits", kind="list"),
    Row("GET /v1/credits/prices", kind="shared"),
    Row("GET /v1/usage", kind="list"),
    Row("GET /v1/usage", lambda _: {"params": {"format": "csv"}}, kind="list"),
    Row("GET /v1/capabilities", kind="shared"),
    Row("GET /v1/capabilities/voices/{voice}/sample", lambda _: {"voice": "nobody"}, kind="shared", ok=None),
    Row("GET /d/{token}", lambda t: {"token": t.token}, kind="public"),
    Row("HEAD /d/{token}", lambda t: {"token": t.token}, kind="public"),
    Row("OPTIONS /v1/uploads/tus", kind="public", ok=204),
    Row("POST /v1/uploads/tus", lambda _: {"headers": TUS | {"upload-length": "3"}}, kind="create", ok=201),
    Row("HEAD /v1/uploads/tus/{upload_id}", lambda t: {"upload_id": t.part, "headers": TUS}),
    Row("HEAD /v1/uploads/tus/{upload_id}", lambda t: {"upload_id": t.upload, "headers": TUS}),
    Row(
        "PATCH /v1/uploads/tus/{upload_id}",
        lambda t: {
            "upload_id": t.part,
            "content": b"12345",
            "headers": TUS | {"upload-offset": "0", "content-type": "application/offset+octet-stream"},
        },
        ok=204,
    ),
    Row("DELETE /v1/uploads/tus/{upload_id}", lambda t: {"upload_id": t.part, "headers": TUS}, ok=204),
    Row("POST /v1/uploads/direct", sent(file_name="a", size="3"), kind="create", ok=409),
    Row("GET /v1/uploads/direct/{upload_id}", lambda t: {"upload_id": t.direct}, ok=409),
    Row(
        "POST /v1/uploads/direct/{upload_id}/parts",
        lambda t: {"upload_id": t.direct, "json": {"numbers": [1]}},
        ok=409,
    ),
    Row(
        "POST /v1/uploads/direct/{upload_id}/complete",
        lambda t: {"upload_id": t.direct, "json": {}},
        ok=409,
    ),
    Row("DELETE /v1/uploads/direct/{upload_id}", lambda t: {"upload_id": t.direct}, ok=409),
    Row(
        "POST /auth/sign-in",
        lambda _: {"data": GUESS},
        kind="public",
        ok=303,
    ),
    Row("GET /auth/link/{secret}", lambda t: {"secret": t.key}, kind="public", ok=410),
    Row("POST /auth/link/{secret}", lambda t: {"secret": t.key}, kind="public", ok=410),
    Row("POST /auth/sign-out", kind="public", ok=303),
    Row("GET /healthz", kind="public"),
    Row("GET /readyz", kind="public", ok=None),
    Row("GET /metrics", kind="public", ok=403),  # to whoever is not on the server itself
]
ROWS += [
    replace(row, operation=row.operation.replace("/v1/presets", "/v1/profiles"))
    for row in ROWS
    if "/v1/presets" in row.operation
]
"""The deprecated addresses of presets answer as the new ones do."""


@dataclass(frozen=True)
class Asker:
    """Somebody with a client; `corners` is what they may see (nothing: not let in at all)."""

    name: str
    client: TestClient
    corners: tuple[Corner, ...] = ()


@pytest.fixture(scope="module")
def askers(world: World) -> list[Asker]:
    api = application()
    found = [Asker("nobody", TestClient(api, follow_redirects=False, raise_server_exceptions=False))]
    for name, account in (("owner", world.owner), ("other", world.other)):
        for side in (False, True):
            things, word = world.of(account, sandbox=side), "sandbox" if side else "live"
            found.append(Asker(f"{name} {word}", _client(api, things.key), (things.corner,)))
            found.append(Asker(f"{name} revoked {word}", _client(api, things.revoked_key)))
        browser = TestClient(api, follow_redirects=False, raise_server_exceptions=False)
        browser.cookies.set(COOKIE, world.cookies[account.id])
        browser.headers["origin"] = "http://testserver"
        found.append(Asker(f"{name} browser", browser, ((account.id, False), (account.id, True))))
    return found


def _client(api: Any, key: str) -> TestClient:
    headers = {"authorization": f"Bearer {key}"}
    return TestClient(api, headers=headers, follow_redirects=False, raise_server_exceptions=False)


def ask(client: TestClient, row: Row, things: Things) -> httpx.Response:
    """The row's request about what `things` names."""
    method, _, path = row.operation.partition(" ")
    wanted = dict(row.about(things))
    inside = {name: wanted.pop(name) for name in list(wanted) if f"{{{name}}}" in path}
    return client.request(method, path.format(**inside), **wanted)


def operations() -> set[str]:
    """Every documented operation, and the routes that the document leaves out."""
    described = application().openapi()["paths"]
    found = {f"{method.upper()} {path}" for path, methods in described.items() for method in methods}
    routes = [route for router in ROUTERS for route in router.routes]
    return found | {f"{method} {route.path}" for route in routes for method in route.methods or ()}  # type: ignore[attr-defined]


def test_every_operation_has_a_row() -> None:
    assert operations() == {row.operation for row in ROWS}


@pytest.mark.slow
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.operation} {row.kind}")
def test_who_may_do_what(row: Row, world: World, askers: list[Asker]) -> None:
    for side in (False, True):
        things = world.of(world.owner, sandbox=side)
        for asker in askers:
            print(f"{row.operation} as {asker.name}, about {'sandbox' if side else 'live'} things")
            _CHECKS[row.kind](row, world, asker, things)


def _object(row: Row, world: World, asker: Asker, things: Things) -> None:
    with world.touching(*asker.corners):
        answer = ask(asker.client, row, things)
        hidden = world.others(*asker.corners)
    if not asker.corners:
        _is_refused(answer)
    elif things.corner in (asker.corners if row.kind == "object" else asker.corners[:1]):
        _is_fine(row, answer)
        assert not [mark for mark in hidden if mark in answer.text]
    else:
        _is_missing(row, world, asker, things, answer)


def _is_missing(row: Row, world: World, asker: Asker, things: Things, answer: httpx.Response) -> None:
    """The answer is the one for what was never there."""
    absent = nowhere(things)
    with world.touching(*asker.corners):
        same = ask(asker.client, row, absent)
    assert (answer.status_code, plain(answer.text, things)) == (same.status_code, plain(same.text, absent))
    assert answer.status_code == row.missing or (row.missing == 0 and 400 <= answer.status_code < 500)
    said = str(row.about(things))  # an answer may repeat it
    hidden = [mark for mark in world.others(*asker.corners) if mark not in said]
    assert not [mark for mark in hidden if mark in answer.text]


def _list(row: Row, world: World, asker: Asker, things: Things) -> None:
    with world.touching():
        answer = ask(asker.client, row, things)
    if not asker.corners:
        _is_refused(answer)
        return
    _is_fine(row, answer)
    assert not [mark for mark in world.others(*asker.corners) if mark in answer.text]
    mine = [known for known in world.corners if known.corner in asker.corners]
    filtered = row.about(things) not in ({}, {"params": V4}, {"params": {"format": "csv"}})
    shown = [known for known in mine if any(mark in answer.text for mark in known.marks())]
    if filtered:
        assert shown == [known for known in mine if known is things]
    elif row.operation == "GET /v1/credits":
        assert shown == [known for known in mine if not known.sandbox]
    else:
        assert shown == mine


def _create(row: Row, world: World, asker: Asker, things: Things) -> None:
    made_in = asker.corners[:1]  # a browser makes live things
    with world.touching(*made_in):
        answer = ask(asker.client, row, things)
    _is_fine(row, answer) if asker.corners else _is_refused(answer)


def _shared(row: Row, world: World, asker: Asker, things: Things) -> None:
    with world.touching():
        answer = ask(asker.client, row, things)
    if not asker.corners:
        _is_refused(answer)
        return
    assert answer.status_code == (row.ok or answer.status_code) != 401
    assert not [mark for known in world.corners for mark in known.marks() if mark in answer.text]


def _public(row: Row, world: World, asker: Asker, things: Things) -> None:
    kept = list(asker.client.cookies.jar)
    with world.touching(things.corner, *_sessions(asker)):
        answer = ask(asker.client, row, things)
    asker.client.cookies.clear()
    for cookie in kept:
        asker.client.cookies.jar.set_cookie(cookie)
    _is_fine(row, answer)
    assert COOKIE not in answer.cookies


def _sessions(asker: Asker) -> tuple[Corner, ...]:
    """A browser's own session, which it may close."""
    return asker.corners if "browser" in asker.name else ()


def _is_fine(row: Row, answer: httpx.Response) -> None:
    if row.ok is None:
        assert answer.status_code not in (401, 403, 404), answer.text
    else:
        assert answer.status_code == row.ok, answer.text


def _is_refused(answer: httpx.Response) -> None:
    assert answer.status_code == 401, answer.text


_CHECKS = {
    "object": _object,
    "submit": _object,
    "list": _list,
    "create": _create,
    "shared": _shared,
    "public": _public,
}


@pytest.mark.parametrize("side", [False, True], ids=["live key", "sandbox key"])
def test_a_key_makes_nothing_of_the_other_side(world: World, askers: list[Asker], side: bool) -> None:
    asker = next(one for one in askers if one.corners == ((world.owner.id, side),))
    bodies = {
        "/v1/keys": {"name": "New"},
        "/v1/presets": {"name": "New", "job_type": "convert"},
        "/v1/webhooks": {"url": "https://example.com/new"},
    }
    for path, body in bodies.items():
        with world.touching():
            answer = asker.client.post(path, json=body | {"sandbox": not side})
        assert (answer.status_code, answer.json()["code"]) == (422, "other_side"), path


def test_a_browser_makes_what_it_is_told_to(world: World, askers: list[Asker]) -> None:
    browser = next(one for one in askers if one.name == "owner browser")
    with world.touching((world.owner.id, True)):
        for path in ("/v1/keys", "/v1/presets"):
            body = {"name": "New", "sandbox": True} | ({"job_type": "convert"} if "presets" in path else {})
            assert browser.client.post(path, json=body).json()["sandbox"] is True


def test_a_sandbox_key_learns_nothing_of_the_balance(world: World, askers: list[Asker]) -> None:
    asker = next(one for one in askers if one.corners == ((world.owner.id, True),))
    got = asker.client.get("/v1/credits").json()
    assert (got["balance"], got["held"], got["limited"], got["items"]) == (0, 0, False, [])
    assert "cost nothing" in got["rule"]


def test_an_answer_is_kept_for_its_own_key(world: World, askers: list[Asker]) -> None:
    headers = {"idempotency-key": "the same"}
    made = {}
    with world.touching(*(corner for asker in askers for corner in asker.corners)):
        for asker in askers:
            made[asker.name] = asker.client.post("/v1/keys", json={"name": "New"}, headers=headers)
    keys = [answer.json()["key"] for answer in made.values() if answer.status_code == 201]
    assert len(keys) == len(set(keys)) == 6
    assert all(answer.status_code in (201, 401) for answer in made.values())


@pytest.mark.parametrize("side", [False, True], ids=["live key", "sandbox key"])
@pytest.mark.anyio
async def test_the_event_stream_is_of_one_side(
    world: World, side: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read to the first pause: by then everything that happened has been sent."""
    monkeypatch.setattr(events, "_KEEP_ALIVE_SECONDS", 0.01)
    mine = world.of(world.owner, sandbox=side)
    text = await stream(f"Bearer {mine.key}", until=b": still here")
    assert mine.mark in text
    assert not [mark for mark in world.others(mine.corner) if mark in text]


@pytest.mark.anyio
async def test_a_stream_ends_when_its_key_is_revoked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_KEEP_ALIVE_SECONDS", 0.01)
    mine = world.of(world.owner, sandbox=True)

    def revoke() -> None:
        with session_scope() as session:
            keys.revoke(session, person(world.owner), mine.key_id)

    with world.touching(mine.corner, changed=True):
        text = await stream(f"Bearer {mine.key}", until=b"never", at_first=revoke)
    assert text.startswith(": listening")


async def stream(authorization: str, until: bytes, at_first: Callable[[], None] = lambda: None) -> str:
    """GET /v1/events?after=0 as a stream, read up to `until`; `at_first` is called once it is open."""
    parts: list[bytes] = []
    enough = asyncio.Event()

    async def receive() -> Message:
        await enough.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        parts.append(message.get("body", b""))
        if parts[-1].startswith(b": listening"):
            at_first()
        if until in parts[-1] or not message.get("more_body", True):
            enough.set()

    headers = {"host": "testserver", "accept": "text/event-stream", "authorization": authorization}
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/v1/events",
        "raw_path": b"/v1/events",
        "root_path": "",
        "query_string": b"after=0",
        "scheme": "http",
        "http_version": "1.1",
        "server": ("testserver", 80),
        "client": ("testclient", 1),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    await asyncio.wait_for(application()(scope, receive, send), 60)
    return b"".join(parts).decode()
