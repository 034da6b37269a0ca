"""Signed pagination cursors of lists ordered by a row number."""

from __future__ import annotations

from app.core.errors import BadRequest
from app.core.signing import verify_json


def open_cursor(purpose: str, cursor: str, account_id: str) -> int:
    """The number in a cursor that was signed for `purpose` as [number, account]; BadRequest otherwise."""
    value = verify_json(purpose, cursor)
    if value is None or value[1] != account_id:
        raise BadRequest(
            "This cursor is not valid.",
            code="invalid_cursor",
            hint="Pass next_cursor exactly as the previous page gave it, or leave it out to start again.",
        )
    return int(value[0])
