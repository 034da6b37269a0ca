"""Request parameters of the /job API, from query, form or JSON, with type checks.

A parameter may stand in any of these places, which no declared FastAPI parameter can.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from starlette.datastructures import UploadFile

from app.api import query_parameters, request_bodies
from app.core import strict_json
from app.core.errors import BadRequest, Invalid
from app.core.message_text import suggestion
from app.core.settings import get_settings
from app.core.storage import Stored, storage
from app.services.jobs import descriptions

CURRENT_VERSION = 4
_SUPPORTED = range(1, CURRENT_VERSION + 1)
_DEPRECATED_SINCE = "@1767225600"  # RFC 9745: the date since which only version 4 is current, 2026-01-01
_WORDS = {"true": True, "1": True, "false": False, "0": False}
_LIMITS = {"url": 4096, "media_url": 4096, "callback_url": 4096}


@dataclass(slots=True)
class Parameters:
    """What came in, by name; a file in a form is stored already."""

    values: dict[str, Any] = field(default_factory=dict)
    stored: Stored | None = None
    file_name: str = ""
    raw: str = ""

    def _sent(self, name: str) -> Any:
        """What was sent under a name; an empty field of a form is nothing."""
        value = self.values.get(name)
        return None if value == "" else value

    def text(self, name: str) -> str | None:
        """A text, or None when it was not sent."""
        value = self._sent(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise _wrong(name, "must be text")
        if len(str(value)) > _LIMITS.get(name, 300) or strict_json.find_unstorable(str(value)):
            raise _wrong(name, "is too long or has characters that cannot be kept")
        return str(value)

    def whole(self, name: str) -> int | None:
        """A whole number, or None."""
        value = self._sent(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise _wrong(name, "must be a whole number")
        text = str(value).strip()
        if len(text) > 18 or not text.removeprefix("-").isascii() or not text.removeprefix("-").isdigit():
            raise _wrong(name, "must be a whole number")
        return int(text)

    def flag(self, name: str) -> bool | None:
        """A truth value (true, false, 1, 0), or None."""
        value = self._sent(name)
        if value is None:
            return None
        if not isinstance(value, (bool, str)) or str(value).lower() not in _WORDS:
            raise _wrong(name, "must be true or false")
        return _WORDS[str(value).lower()]

    def object(self, name: str) -> dict[str, Any] | None:
        """A JSON object, or None; in a query or form it is written as JSON text."""
        value = self._sent(name)
        if value is None:
            return None
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                raise _wrong(name, "must be a JSON object") from None
        if not isinstance(value, dict):
            raise _wrong(name, "must be a JSON object")
        if problem := strict_json.find_unstorable(value):
            raise _wrong(name, f"has {problem}")
        return value

    def need(self, name: str) -> int:
        """A whole number that has to be there; BadRequest `missing_parameter` otherwise."""
        number = self.whole(name)
        if number is None:
            raise missing(name)
        return number

    def given(self, *names: str) -> str | None:
        """The first of several names for the same text."""
        return next((text for name in names if (text := self.text(name)) is not None), None)

    def drop_file(self) -> None:
        """Remove the stored file of a request that failed."""
        if self.stored is not None:
            storage().delete(self.stored.key)
            self.stored = None


def missing(name: str) -> BadRequest:
    """The error for a missing parameter."""
    return BadRequest(
        f"The parameter {name} is missing.",
        code="missing_parameter",
        hint="Send it in the query, in a form or in a JSON body.",
    )


async def read(request: Request, *known: str) -> Parameters:
    """Every parameter of a request. Checks `v` and refuses names that are not `known`."""
    found = Parameters()
    await receive(request, found, *known)
    return found


async def receive(request: Request, found: Parameters, *known: str) -> None:
    """The same into `found`, which keeps what came in even when it is refused."""
    query_parameters.refuse_duplicates(request)
    found.values |= dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method != "GET":
        if kind in ("multipart/form-data", "application/x-www-form-urlencoded"):
            await _read_form(request, found)
        else:
            content = await request_bodies.content(request)
            found.raw = content.decode(errors="replace")
            text = request_bodies.decoded(content)
            found.values |= descriptions.parse_json(text, "request body") if text.strip() else {}
    try:
        _check(request, found, known)
    except BaseException:
        found.drop_file()
        raise


async def _read_form(request: Request, found: Parameters) -> None:
    limit = get_settings().limits.upload_bytes
    async with request_bodies.form(request, limit) as form:
        request_bodies.refuse_duplicate_fields(form)
        for name, value in form.multi_items():
            if not isinstance(value, UploadFile):
                found.values[name] = value
            elif found.stored is None:
                found.file_name = value.filename or "media"
                found.stored = await request_bodies.store_file(value, limit)


def _check(request: Request, found: Parameters, known: tuple[str, ...]) -> None:
    version = found.need("v")
    if version not in _SUPPORTED:
        raise _wrong("v", f"must be {CURRENT_VERSION}, the version of this API: there is no {version}")
    if version != CURRENT_VERSION:
        request.scope["state"].setdefault("answer_headers", {})["Deprecation"] = _DEPRECATED_SINCE
    for name in found.values:
        if name not in known and name != "v":
            raise _wrong(name[:80], f"is not known here{suggestion(name, known)}")


def _wrong(name: str, what: str) -> Invalid:
    return Invalid(f"The parameter {name} {what}.", hint="See /docs for the parameters of each call.")
