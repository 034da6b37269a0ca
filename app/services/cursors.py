"""Signed pagination cursors of lists ordered by a row number: each is good for one list of one side."""

from __future__ import annotations

from app.core.errors import BadRequest
from app.core.signing import sign_json, verify_json
from app.services.access import Principal


def make_cursor(purpose: str, number: int | None, who: Principal) -> str:
    """A cursor behind the row with this number of the list called `purpose`."""
    return sign_json(purpose, [number, who.scope])


def open_cursor(purpose: str, cursor: str, who: Principal) -> int:
    """The number in a cursor that `who` was given for this list; BadRequest for any other."""
    value = verify_json(purpose, cursor)
    if value is None or value[1] != who.scope:
        raise BadRequest(
            "This cursor is not valid.",
            code="invalid_cursor",
            hint="Pass next_cursor exactly as the previous page gave it, or leave it out to start again.",
        )
    return int(value[0])
