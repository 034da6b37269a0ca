"""`Idempotency-Key` middleware: a repeated POST gets the stored response for a day.

An ASGI middleware, because it has to see the body while it streams past and the answer to its last byte. A
multipart body is compared without its boundary, which clients make up anew for every request.
"""

from __future__ import annotations

import hashlib
from email.message import Message as MimeHeader

from fastapi import Request
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api import authentication, problems
from app.api.json_responses import base_url
from app.core.db import before_commit, in_read, in_transaction, session_scope
from app.core.errors import AppError, BadRequest, Conflict
from app.core.limits import thread_pools
from app.core.log import logger
from app.core.strict_json import encoded
from app.services import idempotency
from app.services.access import Principal
from app.services.idempotency import Answer, Carried, Repeatable
from app.services.jobs import lookup, rendering
from models import KeptAnswer

REPLAYED = "Idempotency-Replayed"
"""The header of an answer that was given before."""
LONGEST_KEY = 255
_LARGEST_ANSWER = 1 << 20
_NOT_KEPT = (401, 403, 408, 413, 429)
_KEPT_HEADERS = ("content-type", "location")
_EXCEPT = ("/v1/uploads",)
_OURS = ("/v1/", "/job/")


class Idempotency:
    """Repeats the stored answer of an Idempotency-Key, or stores the one that is made."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._in_flight: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on but a POST that carries a key and a credential."""
        request = _repeatable(scope)
        if request is None:
            await self._app(scope, receive, send)
            return
        try:
            _check_key(request.key)
            if request.id in self._in_flight:
                await authentication.principal(Request(scope))
                raise idempotency.in_flight()
            self._in_flight.add(request.id)
            try:
                answer = await self._answer(request, scope, receive, send)
            finally:
                self._in_flight.discard(request.id)
        except AppError as error:
            answer = problems.from_error(Request(scope), error)
        if answer is not None:
            await answer(scope, receive, send)

    async def _answer(
        self, request: Repeatable, scope: Scope, receive: Receive, send: Send
    ) -> Response | None:
        """The kept answer; None when there was none, and the work is done and answered now."""
        kept = await in_read(lambda session: idempotency.find(session, request))
        if kept is not None:
            return await _again(kept, request, scope, receive)
        await self._first(request, scope, receive, send)
        return None

    async def _first(self, request: Repeatable, scope: Scope, receive: Receive, send: Send) -> None:
        """Do the work, with the key in its transaction; keep its answer, unless a later try may change it."""
        seen, answer = _Fingerprint(scope), _Recorder()
        carried = Carried(request, lambda: seen.text() if seen.whole else "")

        async def watched() -> Message:
            message = await receive()
            seen.add(message)
            return message

        async def finish(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_kept(message["status"]):
                await seen.read_rest(receive)  # now: once the answer is out the server gives no more
            answer.add(message)
            if answer.ended:  # first: whoever has the whole answer may repeat the request at once
                if seen.whole and answer.worth_keeping and not carried.beaten:
                    await self._keep(request, seen.text(), answer.whole())
                self._in_flight.discard(request.id)
            await send(message)

        token = before_commit.set(carried)
        try:
            await self._app(scope, watched, finish)
        finally:
            before_commit.reset(token)

    async def _keep(self, request: Repeatable, fingerprint: str, answer: Answer) -> None:
        """Keep the answer; the work is done, so a database that is away costs nobody the answer."""

        def store() -> None:
            with session_scope(durable=False) as session:  # what was done is durable, and found again
                idempotency.store_answer(session, request, fingerprint, answer)

        try:
            await thread_pools.write(store)
        except (SQLAlchemyError, Conflict) as error:
            logger().error("answer_not_kept", exc_info=error)


def _repeatable(scope: Scope) -> Repeatable | None:
    if scope["type"] != "http" or scope["method"] != "POST" or not covers(scope["path"]):
        return None
    key = Headers(scope=scope).get("idempotency-key")
    if key is None:
        return None
    asked = Request(scope)
    credential = authentication.key_text(asked) or asked.cookies.get(authentication.COOKIE)
    return Repeatable(credential, key) if credential else None  # without one, the answer is a 401 anyway


def covers(path: str) -> bool:
    """Whether a POST to this path can carry an Idempotency-Key."""
    return path.startswith(_OURS) and not path.startswith(_EXCEPT)


def _is_kept(status: int) -> bool:
    return status < 500 and status not in _NOT_KEPT


def _check_key(key: str) -> None:
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
        raise BadRequest(
            f"An Idempotency-Key has 1 to {LONGEST_KEY} printable characters.",
            hint="A fresh UUID is a good one.",
        )


async def _again(kept: KeptAnswer, request: Repeatable, scope: Scope, receive: Receive) -> Response:
    """The kept answer, for whoever may still ask and asks the same."""
    asked = Request(scope)
    who = await authentication.principal(asked)
    seen = _Fingerprint(scope)
    await seen.read_rest(receive)
    idempotency.demand_same(kept, seen.text())
    if kept.status is None and (job_id := kept.job_id) is not None:
        # Not just read: the commit of the first try may not be on the disk, and now it is a success.
        answer = await in_transaction(lambda session: _of_job(session, asked, who, job_id))
    else:
        answer = idempotency.replay(kept, request)
    return Response(answer.body, answer.status, {**answer.headers, REPLAYED: "true"})


def _of_job(session: Session, asked: Request, who: Principal, job_id: str) -> Answer:
    """The answer of a submission whose own was lost: the job that it made, as it is now."""
    job = lookup.get(session, who, job_id)
    headers = {"content-type": "application/json", "location": f"/v1/jobs/{job_id}"}
    if asked.url.path.startswith("/job/"):
        return Answer(200, headers, encoded({"job_id": job.number}))
    status = 200 if job.ended and "wait" in asked.query_params else 202
    return Answer(status, headers, encoded(rendering.job_json(session, job, base_url(asked))))


class _Fingerprint:
    """A digest of method, address, content type and body, fed chunk by chunk."""

    def __init__(self, scope: Scope) -> None:
        header = MimeHeader()
        header["content-type"] = Headers(scope=scope).get("content-type", "")
        self._boundary = str(header.get_param("boundary") or "").encode("utf-8", "replace")
        self._digest = hashlib.sha256()
        address = (
            scope["path"].encode("utf-8", "replace"),
            scope["query_string"],
            header.get_content_type().encode(),
        )
        self._digest.update(b"\n".join(address) + b"\n")
        self._rest = b""
        self.whole = False

    def add(self, message: Message) -> None:
        """Add what the server received."""
        if message["type"] != "http.request":
            return
        self.whole = not message.get("more_body", False)
        if not self._boundary:
            self._digest.update(message.get("body", b""))
            return
        *parts, rest = (self._rest + message.get("body", b"")).split(self._boundary)
        for part in parts:
            self._digest.update(part + b"--")
        cut = max(0, len(rest) - len(self._boundary) + 1)  # the beginning of a boundary may end a chunk
        self._digest.update(rest[:cut])
        self._rest = rest[cut:]

    async def read_rest(self, receive: Receive) -> None:
        """Read the rest of the body."""
        while not self.whole:
            message = await receive()
            if message["type"] != "http.request":
                return
            self.add(message)

    def text(self) -> str:
        """The digest of all that was added."""
        whole = self._digest.copy()
        whole.update(self._rest)
        return whole.hexdigest()


class _Recorder:
    """Remembers an answer."""

    def __init__(self) -> None:
        self._start: Message | None = None
        self._parts: list[bytes] = []
        self._size, self.ended = 0, False

    def add(self, message: Message) -> None:
        """Take one message of the answer."""
        if message["type"] == "http.response.start":
            self._start = {**message, "headers": list(message["headers"])}
        elif message["type"] == "http.response.body":
            self._size += len(message.get("body", b""))
            if self._size <= _LARGEST_ANSWER:
                self._parts.append(message.get("body", b""))
            self.ended = not message.get("more_body", False)

    @property
    def worth_keeping(self) -> bool:
        """Whether the answer is whole and would be the same another time."""
        if self._start is None or not self.ended or self._size > _LARGEST_ANSWER:
            return False
        return _is_kept(self._start["status"])

    def whole(self) -> Answer:
        """The answer."""
        assert self._start is not None
        headers = Headers(raw=self._start["headers"])
        kept = {name: headers[name] for name in _KEPT_HEADERS if name in headers}
        return Answer(self._start["status"], kept, b"".join(self._parts))
