"""The commands' way to the API of a running instance: `CUEDECK_URL` and `CUEDECK_API_KEY`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import httpx

from app.core.errors import AppError, Forbidden, Invalid, NotFound, ServerError, Unauthorized, Unavailable

_KINDS: dict[int, type[AppError]] = {401: Unauthorized, 403: Forbidden, 404: NotFound}


@contextmanager
def api() -> Iterator[httpx.Client]:
    """An HTTP client with the key and the address from the environment."""
    key = os.environ.get("CUEDECK_API_KEY", "")
    if not key:
        raise Unauthorized(
            "CUEDECK_API_KEY is not set.",
            hint='export CUEDECK_API_KEY="$(cuedeck keys create --name cli)"',
        )
    port = os.environ.get("CUEDECK_PORT", "8000")
    address = os.environ.get("CUEDECK_URL", f"http://127.0.0.1:{port}").rstrip("/")
    headers = {"authorization": f"Bearer {key}", "x-cuedeck-client": "cli"}
    try:
        with httpx.Client(base_url=address, headers=headers, timeout=httpx.Timeout(30, write=None)) as client:
            yield client
    except httpx.TransportError as error:
        raise Unavailable(
            f"{address} does not answer: {error}.", hint="Start it with `cuedeck up`, or set CUEDECK_URL."
        ) from None


def result(response: httpx.Response) -> Any:
    """The JSON of an answer, or its problem as the error it is."""
    if response.is_success:
        return response.json()
    try:
        problem = response.json()
    except ValueError:
        raise ServerError(f"The server answered {response.status_code} without JSON.") from None
    kind = _KINDS.get(response.status_code, ServerError if response.status_code >= 500 else Invalid)
    raise kind(
        problem.get("detail", "The request failed."), code=problem.get("code"), hint=problem.get("hint") or ""
    )


def get(path: str, **params: Any) -> Any:
    """GET a path of the API."""
    with api() as client:
        return result(client.get(path, params={k: v for k, v in params.items() if v is not None}))


def post(path: str, body: dict[str, Any] | None = None) -> Any:
    """POST JSON to a path of the API."""
    with api() as client:
        return result(client.post(path, json=body or {}))


def segment(job: str) -> str:
    """A job id as a path segment."""
    return quote(job, safe="")
