"""ApiError: an error answer of the API as an exception."""

from __future__ import annotations

from typing import Any

import httpx


class ApiError(Exception):
    """An answer that is no success.

    `status` is the HTTP status, `code` the API's stable word, `hint` what to do next, `job_id` the history
    entry of a refused submission, `body` the whole answer.
    """

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        self.status, self.body = status, body
        self.code: str = body.get("code") or body.get("ErrorType") or f"http_{status}"
        self.message: str = body.get("detail") or body.get("ErrorComment") or f"The server answered {status}."
        self.hint: str = body.get("hint") or ""
        self.job_id: str | None = body.get("job_id")
        self.request_id: str | None = body.get("request_id")
        super().__init__(self.message)


def checked(response: httpx.Response) -> httpx.Response:
    """A successful answer as it is; ApiError for every other. The body has been read."""
    if response.is_success:
        return response
    try:
        body = response.json()
    except ValueError:
        body = {}
    if not isinstance(body, dict):
        body = {}
    nested = body.get("error")
    if isinstance(nested, dict):  # download-result has a shape of its own
        body = {"code": nested.get("code"), "detail": nested.get("message")}
    raise ApiError(response.status_code, body)
