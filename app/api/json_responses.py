"""JSON responses, and the base URL of the links in them."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.responses import Response

from app.core.settings import get_settings
from app.core.strict_json import encoded


def json_answer(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """`value` as JSON; the models in app.api.schemas.jobs document it, a test holds the two together."""
    return Response(encoded(value), status, headers, "application/json")


def base_url(request: Request) -> str:
    """`public_url` when set, else the origin the client used; with the base path."""
    return get_settings().base_url_at(f"{request.url.scheme}://{request.url.netloc}")
