"""The API client of the commands, configured by `CUEDECK_URL` and `CUEDECK_API_KEY`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from app.client import ApiError, Client
from app.core.errors import AppError, Forbidden, Invalid, NotFound, ServerError, Unauthorized, Unavailable

_KINDS: dict[int, type[AppError]] = {401: Unauthorized, 403: Forbidden, 404: NotFound}


@contextmanager
def api() -> Iterator[Client]:
    """A client with the key and the address from the environment; its errors become ours."""
    key = os.environ.get("CUEDECK_API_KEY", "")
    if not key:
        raise Unauthorized(
            "CUEDECK_API_KEY is not set.",
            hint='export CUEDECK_API_KEY="$(cuedeck keys create --name cli)"',
        )
    port = os.environ.get("CUEDECK_PORT", "8000")
    address = os.environ.get("CUEDECK_URL", f"http://127.0.0.1:{port}").rstrip("/")
    try:
        with Client(address, key, name="cli") as client:
            yield client
    except ApiError as error:
        kind = _KINDS.get(error.status, ServerError if error.status >= 500 else Invalid)
        raise kind(error.message, code=error.code, hint=error.hint) from None
    except httpx.TransportError as error:
        raise Unavailable(
            f"{address} does not answer: {error}.", hint="Start it with `cuedeck up`, or set CUEDECK_URL."
        ) from None
