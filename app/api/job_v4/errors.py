"""Error responses of the /job API: exactly `{"ErrorType", "ErrorComment"}`."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response
from typing_extensions import TypedDict

from app.core.schemas import described
from app.core.strict_json import encoded

_BY_CODE = {
    "missing_parameter": "MISSING_PARAMETER",
    "invalid_url": "INVALID_URL",
    "source_forbidden_address": "INVALID_URL",
    "webhook_forbidden_address": "INVALID_URL",
    "profile_not_found": "ITEM_NOT_FOUND",
    "unknown_preset": "ITEM_NOT_FOUND",
}
_BY_STATUS = {
    400: "INVALID_OPTION",
    401: "BAD_API_TOKEN",
    404: "ITEM_NOT_FOUND",
    405: "INVALID_OPTION",
    409: "INVALID_STATE",
    410: "INVALID_STATE",
    412: "INVALID_STATE",
    413: "INVALID_OPTION",
    415: "INVALID_OPTION",
    422: "INVALID_OPTION",
}


@described
class JobError(TypedDict):
    """An error under /job."""

    ErrorType: str
    """Stable code: BAD_API_TOKEN, MISSING_PARAMETER, INVALID_OPTION, INVALID_URL, ITEM_NOT_FOUND,
    INVALID_STATE, or that of a Problem in capitals."""
    ErrorComment: str
    """What happened, and what to do next."""


def answer(status: int, code: str, detail: str, hint: str, extra: dict[str, Any]) -> Response:
    """The error as an answer."""
    told = encoded(body(status, code, detail, hint, extra))
    return Response(told, 400 if status == 422 else status, media_type="application/json")


def body(status: int, code: str, detail: str, hint: str, extra: dict[str, Any]) -> dict[str, Any]:
    """The error as JSON; what has no word here (402, 403, 429, 5xx) gives its own code."""
    kind = _BY_CODE.get(code) or _BY_STATUS.get(status) or code.upper()
    if extra.get("missing"):
        kind = "MISSING_PARAMETER"
    return {"ErrorType": kind, "ErrorComment": f"{detail} {hint}".strip()}
